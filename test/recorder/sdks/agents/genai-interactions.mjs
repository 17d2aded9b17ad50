// Google's SDK: interactions.
import { CALL, FUNCTION, RESULT, scenarios } from '../harness.mjs';

const { GoogleGenAI } = await import(process.env.SDK);
const tools = [{ type: 'function', ...FUNCTION }];
const answered = [
  { type: 'user_input', content: [{ type: 'text', text: 'Hi' }] },
  { type: 'function_call', id: CALL.id, name: CALL.name, arguments: CALL.args },
  { type: 'function_result', call_id: CALL.id, name: CALL.name, result: RESULT },
];
const asked = kind => ({
  model: 'gemini-2.5-flash',
  input: kind === 'result' ? answered : 'Hi',
  ...(kind && { tools }),
});

await scenarios(url => {
  const client = new GoogleGenAI({ apiKey: 'test', httpOptions: { baseUrl: url } });
  return {
    async plain(kind) {
      await client.interactions.create(asked(kind)); /* @plain */
    },
    async stream(onChunk, signal, kind) {
      const stream = await client.interactions.create({ ...asked(kind), stream: true }, { signal }); /* @stream */
      for await (const _ of stream) if (onChunk()) break;
    },
    leaves: true,
  };
});
