// Cohere's SDK.
import { CohereClientV2 } from 'cohere-ai';
import { MESSAGES, scenarios, TOOLS } from '../harness.mjs';

const base = { model: 'command-a-03-2025', messages: MESSAGES };

await scenarios(url => {
  const client = new CohereClientV2({ environment: url, token: 'test' });
  return {
    async plain(tools) {
      await client.chat({ ...base, ...(tools && { tools: TOOLS }) }); /* @plain */
    },
    async stream(onChunk, abortSignal) {
      const stream = await client.chatStream(base, { abortSignal }); /* @stream */
      for await (const _ of stream) onChunk();
    },
  };
});
