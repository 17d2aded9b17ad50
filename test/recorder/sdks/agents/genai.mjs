// Google's SDK: models.
import { CALL, FUNCTION, RESULT, scenarios } from '../harness.mjs';

const { GoogleGenAI } = await import(process.env.SDK);
const { parameters, ...named } = FUNCTION;
const tools = [{ functionDeclarations: [{ ...named, parametersJsonSchema: parameters }] }];
const answered = [
  { role: 'user', parts: [{ text: 'Hi' }] },
  { role: 'model', parts: [{ functionCall: CALL }] },
  { role: 'user', parts: [{ functionResponse: { id: CALL.id, name: CALL.name, response: { output: RESULT } } }] },
];
const asked = (kind, abortSignal) => ({
  model: 'gemini-2.5-flash',
  contents: kind === 'result' ? answered : 'Hi',
  config: { abortSignal, ...(kind && { tools }) },
});

await scenarios(url => {
  const httpOptions = { baseUrl: url, retryOptions: { attempts: 2 } };
  const client = new GoogleGenAI({ apiKey: 'test', httpOptions });
  return {
    async plain(kind) {
      await client.models.generateContent(asked(kind)); /* @plain */
    },
    async stream(onChunk, abortSignal, kind) {
      const stream = await client.models.generateContentStream(asked(kind, abortSignal)); /* @stream */
      for await (const _ of stream) onChunk();
    },
  };
});
