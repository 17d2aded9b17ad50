// The openai SDK, and what is made by the same generator: chat completions.
import { MESSAGES, scenarios, TOOLS } from '../harness.mjs';

const { default: OpenAI } = await import(process.env.SDK);
const usage = { stream: true, stream_options: { include_usage: true } };
const base = { model: process.env.MODEL, messages: MESSAGES };

await scenarios(url => {
  const client = new OpenAI({ baseURL: `${url}${process.env.BASE}`, apiKey: 'sk-test', maxRetries: 2 });
  return {
    async plain(tools) {
      await client.chat.completions.create({ ...base, ...(tools && { tools: TOOLS }) }); /* @plain */
    },
    async stream(onChunk, signal) {
      const stream = await client.chat.completions.create({ ...base, ...usage }, { signal }); /* @stream */
      for await (const _ of stream) onChunk();
    },
  };
});
