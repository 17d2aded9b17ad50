// LangChain, over one of its providers.
import { scenarios, TOOLS } from '../harness.mjs';

const { SDK, MODEL } = process.env;
const { ChatOpenAI, ChatAnthropic } = await import(SDK);

await scenarios(url => {
  const base = { model: MODEL, apiKey: 'test', maxRetries: 2 };
  const model = ChatOpenAI
    ? new ChatOpenAI({ ...base, configuration: { baseURL: `${url}/v1` } })
    : new ChatAnthropic({ ...base, anthropicApiUrl: url });
  return {
    async plain(withTools) {
      await (withTools ? model.bindTools(TOOLS) : model).invoke('Hi'); /* @plain */
    },
    async stream(onChunk, signal) {
      const stream = await model.stream('Hi', { signal }); /* @stream */
      for await (const _ of stream) onChunk();
    },
  };
});
