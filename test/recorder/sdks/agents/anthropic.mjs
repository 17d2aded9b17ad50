// The Anthropic SDK: messages, and their helper for streams.
import { CALL, MESSAGES, PARAMETERS, RESULT, scenarios } from '../harness.mjs';

const { default: Anthropic } = await import(process.env.SDK);
const base = { model: 'claude-sonnet-4-6', max_tokens: 1000, messages: MESSAGES };
const tools = [{ name: 'read_file', input_schema: PARAMETERS }];
const answered = [
  ...MESSAGES,
  { role: 'assistant', content: [{ type: 'tool_use', id: CALL.id, name: CALL.name, input: CALL.args }] },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: CALL.id, content: RESULT }] },
];
const asked = kind => ({ ...base, ...(kind && { tools }), ...(kind === 'result' && { messages: answered }) });

await scenarios(url => {
  const client = new Anthropic({ baseURL: url, apiKey: 'sk-test', maxRetries: 2 });
  return {
    async plain(kind) {
      await client.messages.create(asked(kind)); /* @plain */
    },
    async stream(onChunk, signal, kind) {
      const stream = client.messages.stream(asked(kind), { signal }); /* @stream */
      for await (const _ of stream) onChunk();
    },
  };
});
