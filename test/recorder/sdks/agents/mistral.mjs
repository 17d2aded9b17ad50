// Mistral's SDK.
import { Mistral } from '@mistralai/mistralai';
import { ANSWERED, MESSAGES, scenarios, TOOLS } from '../harness.mjs';

const [user, { tool_calls: toolCalls }, { tool_call_id: toolCallId, ...result }] = ANSWERED;
const answered = [user, { role: 'assistant', toolCalls }, { toolCallId, ...result }];
const asked = kind => ({
  model: 'mistral-large-latest',
  messages: kind === 'result' ? answered : MESSAGES,
  ...(kind && { tools: TOOLS }),
});
const backoff = { initialInterval: 1, maxInterval: 2, exponent: 1, maxElapsedTime: 60_000 };

await scenarios(url => {
  const client = new Mistral({ serverURL: url, apiKey: 'test', retryConfig: { strategy: 'backoff', backoff } });
  return {
    async plain(kind) {
      await client.chat.complete(asked(kind)); /* @plain */
    },
    async stream(onChunk, signal, kind) {
      const stream = await client.chat.stream(asked(kind), { fetchOptions: { signal } }); /* @stream */
      for await (const _ of stream) if (onChunk()) break;
    },
    leaves: true,
  };
});
