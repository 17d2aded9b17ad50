// Vercel's AI SDK, over one of its providers.
import { CALL, PARAMETERS, RESULT, scenarios } from '../harness.mjs';

const { SDK, PROVIDER, MODEL } = process.env;
const { generateText, jsonSchema, streamText, tool } = await import(SDK);
const { createOpenAI, createAnthropic, createGateway } = await import(PROVIDER);
const tools = { read_file: tool({ description: 'Reads a file.', inputSchema: jsonSchema(PARAMETERS) }) };
const { id: toolCallId, name: toolName, args: input } = CALL;
const answered = [
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: [{ type: 'tool-call', toolCallId, toolName, input }] },
  { role: 'tool', content: [{ type: 'tool-result', toolCallId, toolName, output: { type: 'text', value: RESULT } }] },
];
const asked = kind => ({ ...(kind === 'result' ? { messages: answered } : { prompt: 'Hi' }), ...(kind && { tools }) });

await scenarios(url => {
  const create = createOpenAI ?? createAnthropic ?? createGateway;
  const model = create({ baseURL: `${url}${createGateway ? '/v4/ai' : '/v1'}`, apiKey: 'test' })(MODEL);
  return {
    async plain(kind) {
      await generateText({ model, ...asked(kind) }); /* @plain */
    },
    async stream(onChunk, abortSignal, kind) {
      const failed = { error: undefined };
      const onError = ({ error }) => {
        failed.error = error;
      };
      const stream = streamText({ model, ...asked(kind), abortSignal, onError }); /* @stream */
      for await (const _ of stream.textStream) onChunk();
      if (failed.error) throw failed.error;
    },
  };
});
