// Ollama's SDK.

import { Ollama } from 'ollama';
import { MESSAGES, scenarios, TOOLS } from '../harness.mjs';

const base = { model: 'llama3.2', messages: MESSAGES };

await scenarios(url => {
  const client = new Ollama({ host: url });
  return {
    async plain(tools) {
      await client.chat({ ...base, ...(tools && { tools: TOOLS }) }); /* @plain */
    },
    async stream(onChunk) {
      const stream = await client.chat({ ...base, stream: true }); /* @stream */
      for await (const _ of stream) if (onChunk()) stream.abort();
    },
    leaves: true,
  };
});
