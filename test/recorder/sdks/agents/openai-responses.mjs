// The openai SDK: responses, and their helper for streams.
import { CALL, FUNCTION, RESULT, scenarios } from '../harness.mjs';

const { default: OpenAI } = await import(process.env.SDK);
const tools = [{ type: 'function', strict: false, ...FUNCTION }];
const answered = [
  { role: 'user', content: 'Hi' },
  { type: 'function_call', call_id: CALL.id, name: CALL.name, arguments: JSON.stringify(CALL.args) },
  { type: 'function_call_output', call_id: CALL.id, output: RESULT },
];
const asked = kind => ({ model: 'gpt-4o', input: kind === 'result' ? answered : 'Hi', ...(kind && { tools }) });

await scenarios(url => {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-test', maxRetries: 2 });
  return {
    async plain(kind) {
      await client.responses.create(asked(kind)); /* @plain */
    },
    async stream(onChunk, signal, kind) {
      const stream = client.responses.stream(asked(kind), { signal }); /* @stream */
      for await (const _ of stream) onChunk();
    },
  };
});
