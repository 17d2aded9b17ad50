// LangChain, over one of its providers.
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { CALL, RESULT, scenarios, TOOLS } from '../harness.mjs';

const { SDK, MODEL } = process.env;
const { ChatOpenAI, ChatAnthropic } = await import(SDK);
const answered = [
  new HumanMessage('Hi'),
  new AIMessage({ content: '', tool_calls: [{ type: 'tool_call', ...CALL }] }),
  new ToolMessage({ content: RESULT, tool_call_id: CALL.id }),
];
const asked = kind => (kind === 'result' ? answered : 'Hi');

await scenarios(url => {
  const base = { model: MODEL, apiKey: 'test', maxRetries: 2 };
  const model = ChatOpenAI
    ? new ChatOpenAI({ ...base, configuration: { baseURL: `${url}/v1` } })
    : new ChatAnthropic({ ...base, anthropicApiUrl: url });
  const of = kind => (kind ? model.bindTools(TOOLS) : model);
  return {
    async plain(kind) {
      await of(kind).invoke(asked(kind)); /* @plain */
    },
    async stream(onChunk, signal, kind) {
      const stream = await of(kind).stream(asked(kind), { signal }); /* @stream */
      for await (const _ of stream) onChunk();
    },
  };
});
