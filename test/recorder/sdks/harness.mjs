// Runs every scenario of the matrix through one SDK: `make(url)` makes its client and says how it asks.
import { CALL, RESULT } from './matrix/tool.mjs';

export { CALL, RESULT };

const { URLS, SPANMETER_INDEX, WITHOUT } = process.env;
// Without the recorder there is nothing to import, and nothing refuses.
const { run, llm, isBudgetExceeded = () => undefined } = URLS && !WITHOUT ? await import(SPANMETER_INDEX) : {};

export const MESSAGES = [{ role: 'user', content: 'Hi' }];
export const PARAMETERS = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };
export const FUNCTION = { name: 'read_file', description: 'Reads a file.', parameters: PARAMETERS };
export const TOOLS = [{ type: 'function', function: FUNCTION }];
const CHAT_CALL = {
  id: CALL.id,
  type: 'function',
  function: { name: CALL.name, arguments: JSON.stringify(CALL.args) },
};
export const ANSWERED = [
  ...MESSAGES,
  { role: 'assistant', content: null, tool_calls: [CHAT_CALL] },
  { role: 'tool', tool_call_id: CALL.id, content: RESULT },
];

const HOW = {
  plain: sdk => sdk.plain(),
  streamed: sdk => sdk.stream(() => false),
  async tools(sdk) {
    await sdk.plain('tools');
    await sdk.stream(() => false, undefined, 'tools');
    await sdk.plain('result');
  },
  aborted(sdk) {
    const controller = new AbortController();
    // Where an SDK takes no signal, its stream is left instead.
    return sdk.stream(() => {
      controller.abort();
      return sdk.leaves === true;
    }, controller.signal);
  },
  broken: sdk => sdk.stream(() => false),
  retry429: sdk => sdk.plain(),
  retry500: sdk => sdk.plain(),
  failing: sdk => sdk.plain(),
  refused: sdk =>
    run({ name: 'refused', budget: { calls: 1 } }, async () => {
      llm('a-model', () => undefined);
      if (sdk.stream === undefined) return sdk.plain();
      await Promise.resolve(sdk.plain()).catch(error => {
        if (!isBudgetExceeded(error)) throw error;
      });
      return sdk.stream(() => false);
    }),
};

/**
 * What is asked: nothing but a question, one with a tool, or one more with the tool's result.
 * @typedef {'tools' | 'result' | undefined} Kind
 * @typedef {object} Sdk
 * @property {(kind?: Kind) => unknown} plain
 * @property {(onChunk: () => boolean, signal?: AbortSignal, kind?: Kind) => unknown} [stream]
 * @property {boolean} [leaves]
 * @param {(url: string) => Sdk} make
 */
export async function scenarios(make) {
  const results = await Promise.all(
    Object.entries(JSON.parse(URLS))
      .filter(([name]) => !WITHOUT || name !== 'refused')
      .map(async ([name, url]) => [name, await outcomeOf(HOW[name], counted(make(url)))]),
  );
  console.log(JSON.stringify(Object.fromEntries(results)));
}

/** The same, and how many chunks of streams the program was given. */
function counted(sdk) {
  const all = { ...sdk, chunks: 0 };
  all.stream &&= (onChunk, ...how) => {
    const counting = () => {
      all.chunks++;
      return onChunk();
    };
    return sdk.stream(counting, ...how);
  };
  return all;
}

async function outcomeOf(how, sdk) {
  try {
    await how(sdk);
    return { ok: true, chunks: sdk.chunks };
  } catch (error) {
    return {
      ok: false,
      chunks: sdk.chunks,
      kind: error?.constructor?.name,
      error: error?.name,
      message: String(error?.message).slice(0, 300),
      refused: isBudgetExceeded(error) || undefined,
    };
  }
}
