// Ollama's SDK.
import { Ollama } from 'ollama';
import { CALL, MESSAGES, RESULT, scenarios, TOOLS } from '../harness.mjs';

// It knows a call by the name of its tool.
const answered = [
  ...MESSAGES,
  { role: 'assistant', content: '', tool_calls: [{ function: { name: CALL.name, arguments: CALL.args } }] },
  { role: 'tool', tool_name: CALL.name, content: RESULT },
];
const asked = kind => ({
  model: 'llama3.2',
  messages: kind === 'result' ? answered : MESSAGES,
  ...(kind && { tools: TOOLS }),
});

await scenarios(url => {
  const client = new Ollama({ host: url });
  return {
    async plain(kind) {
      await client.chat(asked(kind)); /* @plain */
    },
    async stream(onChunk, _, kind) {
      const stream = await client.chat({ ...asked(kind), stream: true }); /* @stream */
      for await (const __ of stream) if (onChunk()) stream.abort();
    },
    leaves: true,
  };
});
