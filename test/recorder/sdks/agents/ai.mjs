// Vercel's AI SDK, over one of its providers.
import { PARAMETERS, scenarios } from '../harness.mjs';

const { SDK, PROVIDER, MODEL } = process.env;
const { generateText, jsonSchema, streamText, tool } = await import(SDK);
const { createOpenAI, createAnthropic, createGateway } = await import(PROVIDER);
const tools = { read_file: tool({ description: 'Reads a file.', inputSchema: jsonSchema(PARAMETERS) }) };

await scenarios(url => {
  const create = createOpenAI ?? createAnthropic ?? createGateway;
  const model = create({ baseURL: `${url}${createGateway ? '/v4/ai' : '/v1'}`, apiKey: 'test' })(MODEL);
  return {
    async plain(withTools) {
      await generateText({ model, prompt: 'Hi', ...(withTools && { tools }) }); /* @plain */
    },
    async stream(onChunk, abortSignal) {
      const failed = { error: undefined };
      const onError = ({ error }) => {
        failed.error = error;
      };
      const stream = streamText({ model, prompt: 'Hi', abortSignal, onError }); /* @stream */
      for await (const _ of stream.textStream) onChunk();
      if (failed.error) throw failed.error;
    },
  };
});
