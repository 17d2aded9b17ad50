// Mistral's SDK.
import { Mistral } from '@mistralai/mistralai';
import { MESSAGES, scenarios, TOOLS } from '../harness.mjs';

const base = { model: 'mistral-large-latest', messages: MESSAGES };
const backoff = { initialInterval: 1, maxInterval: 2, exponent: 1, maxElapsedTime: 2000 };

await scenarios(url => {
  const client = new Mistral({ serverURL: url, apiKey: 'test', retryConfig: { strategy: 'backoff', backoff } });
  return {
    async plain(tools) {
      await client.chat.complete({ ...base, ...(tools && { tools: TOOLS }) }); /* @plain */
    },
    async stream(onChunk, signal) {
      const stream = await client.chat.stream(base, { fetchOptions: { signal } }); /* @stream */
      for await (const _ of stream) if (onChunk()) break;
    },
    leaves: true,
  };
});
