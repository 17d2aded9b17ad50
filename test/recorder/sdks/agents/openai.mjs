// The openai SDK, and what is made by the same generator: chat completions.
import { ANSWERED, MESSAGES, scenarios, TOOLS } from '../harness.mjs';

const { default: OpenAI } = await import(process.env.SDK);
const usage = { stream: true, stream_options: { include_usage: true } };
const asked = kind => ({
  model: process.env.MODEL,
  messages: kind === 'result' ? ANSWERED : MESSAGES,
  ...(kind && { tools: TOOLS }),
});

await scenarios(url => {
  const client = new OpenAI({ baseURL: `${url}${process.env.BASE}`, apiKey: 'sk-test', maxRetries: 2 });
  return {
    async plain(kind) {
      await client.chat.completions.create(asked(kind)); /* @plain */
    },
    async stream(onChunk, signal, kind) {
      const stream = await client.chat.completions.create({ ...asked(kind), ...usage }, { signal }); /* @stream */
      for await (const _ of stream) onChunk();
    },
  };
});
