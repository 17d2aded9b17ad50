// Google's SDK: interactions.
import { FUNCTION, scenarios } from '../harness.mjs';

const { GoogleGenAI } = await import(process.env.SDK);
const base = { model: 'gemini-2.5-flash', input: 'Hi' };
const tools = [{ type: 'function', ...FUNCTION }];

await scenarios(url => {
  const client = new GoogleGenAI({ apiKey: 'test', httpOptions: { baseUrl: url } });
  return {
    async plain(withTools) {
      await client.interactions.create({ ...base, ...(withTools && { tools }) }); /* @plain */
    },
    async stream(onChunk, signal) {
      const stream = await client.interactions.create({ ...base, stream: true }, { signal }); /* @stream */
      for await (const _ of stream) if (onChunk()) break;
    },
    leaves: true,
  };
});
