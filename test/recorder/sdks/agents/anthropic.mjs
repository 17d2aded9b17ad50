// The Anthropic SDK: messages, and their helper for streams.
import { MESSAGES, PARAMETERS, scenarios } from '../harness.mjs';

const { default: Anthropic } = await import(process.env.SDK);
const base = { model: 'claude-sonnet-4-6', max_tokens: 1000, messages: MESSAGES };
const tools = [{ name: 'read_file', input_schema: PARAMETERS }];

await scenarios(url => {
  const client = new Anthropic({ baseURL: url, apiKey: 'sk-test', maxRetries: 2 });
  return {
    async plain(withTools) {
      await client.messages.create({ ...base, ...(withTools && { tools }) }); /* @plain */
    },
    async stream(onChunk, signal) {
      const stream = client.messages.stream(base, { signal }); /* @stream */
      for await (const _ of stream) onChunk();
    },
  };
});
