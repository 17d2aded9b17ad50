// The explicit API, one function each: `node api.mjs <url> <name>…`. No SDK: plain fetch is enough.
const [, , url, ...names] = process.argv;
const spanmeter = await import(process.env.SPANMETER_INDEX);
const { currentRun, endSpan, endTrace, llm, run, startSpan, startTrace, tool, turn } = spanmeter;
const headers = { 'content-type': 'application/json', authorization: 'Bearer x' };
const messages = [{ role: 'user', content: 'Hi' }];
const ask = async () => {
  const body = JSON.stringify({ model: 'gpt-4o', messages });
  const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
  return (await response.json()).object;
};
const pause = () => new Promise(resolve => setTimeout(resolve, 5));

const scenarios = {
  nested: () =>
    run(
      {
        name: 'outer',
        agent: 'planner',
        task: 'triage',
        user: 'u1',
        session: 's1',
        meta: { version: 2, prompt: 'no' },
      },
      async () => {
        await turn('first', async () => {
          await pause();
          await ask();
          await tool('search', async () => 'found', { args: { q: 1 }, callId: 'call_1' }); /* @tool */
        });
        await run('inner', ask);
        await Promise.all([turn('a', ask), turn('b', () => pause().then(ask))]);
        return currentRun().name;
      },
    ),
  implicit: async () => {
    const before = currentRun();
    await turn(ask);
    return [before, currentRun().name];
  },
  transparent: async () => {
    const promise = Promise.resolve(1);
    const error = new TypeError('mine');
    const thenable = Object.assign(Promise.resolve(5), { withResponse: () => 'kept' });
    class Lazy extends Promise {}
    const lazy = Lazy.resolve(6);
    return [
      run('sync', () => 3),
      turn('sync', () => 'x'),
      tool('sync', () => undefined),
      (await run('async', () => promise)) === 1,
      (await turn('own', () => lazy)) === 6,
      turn('own', () => lazy) === lazy,
      await turn('thenable', () => thenable),
      await run('throws', async () => {
        throw error;
      }).catch(caught => caught === error),
      (() => {
        try {
          tool('throws', () => {
            throw error;
          });
        } catch (caught) {
          return caught === error;
        }
      })(),
      await llm('m', async () => {
        throw error;
      }).catch(caught => caught === error),
    ];
  },
  manual: () =>
    llm({ model: 'local-model', provider: 'ollama', meta: { host: 'here' } }, span => {
      span.usage({ promptTokens: 10, completionTokens: 5 });
      span.model('local-model-7b');
      span.finishReason('stop');
      return span.id.length;
    }),
  'manual, seen': () =>
    llm({ model: 'gpt-4o' }, async span => {
      span.usage({ input_tokens: 999_999 });
      return [await ask(), await ask()];
    }),
  'two of two': () =>
    run({ name: 'limited', budget: { calls: 2 } }, async () => {
      await llm('gpt-4o', ask);
      return ask();
    }),
  trace: () => {
    const trace = startTrace({ name: 'by hand', metadata: { agent: 'a', input: 'no' } });
    const step = startSpan(trace.id, { name: 'plan', type: 'agent', metadata: { depth: 1 } });
    for (const metadata of [
      { prompt_tokens: 7, completion_tokens: 3 },
      { promptTokens: 7, completionTokens: 3 },
      { usage: { input_tokens: 7, output_tokens: 3 } },
      { inputTokens: 7, outputTokens: 3, prompt: 'no' },
      { 'gen_ai.usage.input_tokens': 7, 'gen_ai.usage.output_tokens': 3 },
    ]) {
      const span = startSpan(trace.trace_id, {
        name: 'think',
        type: 'llm',
        parentId: step.id,
        metadata: { model: 'gpt-4o', provider: 'openai' },
      });
      endSpan(span.id, { status: 'ok', output: 'SECRET', metadata });
    }
    for (const [begun, ended] of [
      [{ model_name: 'gpt-4o', prompt_tokens: 7 }, { completion_tokens: 3 }],
      [{ modelName: 'gpt-4o', prompt_tokens: 9, completion_tokens: 9 }, { tokens: { input: 7, output: 3 } }],
      [{ 'gen_ai.response.model': 'gpt-4o' }, { tokens_in: 7, tokens_out: 3 }],
      [{ model: 'gpt-4o', inputTokens: 7, outputTokens: 3 }],
    ]) {
      const span = startSpan(trace.id, { name: 'think', type: 'generation', parentId: step.id, metadata: begun });
      endSpan(span.id, ended && { metadata: ended });
    }
    endSpan(step.span_id, { status: 'failed', metadata: { code: 'E1' } });
    endSpan('unknown');
    startSpan('unknown', { name: 'x' });
    endTrace(trace.id, { status: 'error' });
    endTrace('unknown');
    return trace.id === trace.trace_id;
  },
};

for (const name of names) console.log(`${name}: ${JSON.stringify(await scenarios[name]())}`);
