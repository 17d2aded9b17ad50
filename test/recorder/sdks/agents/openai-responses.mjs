// The openai SDK: responses, and their helper for streams.
import { FUNCTION, scenarios } from '../harness.mjs';

const { default: OpenAI } = await import(process.env.SDK);
const base = { model: 'gpt-4o', input: 'Hi' };

await scenarios(url => {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-test', maxRetries: 2 });
  return {
    async plain(tools) {
      const options = { ...base, ...(tools && { tools: [{ type: 'function', strict: false, ...FUNCTION }] }) };
      await client.responses.create(options); /* @plain */
    },
    async stream(onChunk, signal) {
      const stream = client.responses.stream(base, { signal }); /* @stream */
      for await (const _ of stream) onChunk();
    },
  };
});
