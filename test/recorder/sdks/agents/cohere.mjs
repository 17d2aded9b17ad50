// Cohere's SDK.
import { CohereClientV2 } from 'cohere-ai';
import { ANSWERED, MESSAGES, scenarios, TOOLS } from '../harness.mjs';

const [user, { tool_calls: toolCalls }, { tool_call_id: toolCallId, ...result }] = ANSWERED;
const answered = [user, { role: 'assistant', toolCalls }, { toolCallId, ...result }];
const asked = kind => ({
  model: 'command-a-03-2025',
  messages: kind === 'result' ? answered : MESSAGES,
  ...(kind && { tools: TOOLS }),
});

await scenarios(url => {
  const client = new CohereClientV2({ environment: url, token: 'test' });
  return {
    async plain(kind) {
      await client.chat(asked(kind)); /* @plain */
    },
    async stream(onChunk, abortSignal, kind) {
      const stream = await client.chatStream(asked(kind), { abortSignal }); /* @stream */
      for await (const _ of stream) onChunk();
    },
  };
});
