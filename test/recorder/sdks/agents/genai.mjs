// Google's SDK: models.
import { FUNCTION, scenarios } from '../harness.mjs';

const { GoogleGenAI } = await import(process.env.SDK);
const base = { model: 'gemini-2.5-flash', contents: 'Hi' };
const { parameters, ...named } = FUNCTION;
const tools = [{ functionDeclarations: [{ ...named, parametersJsonSchema: parameters }] }];

await scenarios(url => {
  const httpOptions = { baseUrl: url, retryOptions: { attempts: 2 } };
  const client = new GoogleGenAI({ apiKey: 'test', httpOptions });
  return {
    async plain(withTools) {
      await client.models.generateContent({ ...base, ...(withTools && { config: { tools } }) }); /* @plain */
    },
    async stream(onChunk, abortSignal) {
      const stream = await client.models.generateContentStream({ ...base, config: { abortSignal } }); /* @stream */
      for await (const _ of stream) onChunk();
    },
  };
});
