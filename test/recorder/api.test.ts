import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BudgetExceededError, isBudgetExceeded, isStopRequested } from '../../src/recorder/node/api/errors.ts';
import { createProvider } from '../support/provider.ts';
import { type AgentOptions, type Finished, markedLine, runAgent, temporaryFolder } from './support/agent.ts';
import { RECORDER } from './support/build.ts';

async function use(names: readonly string[], options: AgentOptions = {}): Promise<Finished> {
  const provider = await createProvider({ reply: [{ text: 'Hello' }] });
  onTestFinished(() => provider.close());
  const finished = await runAgent('api.mjs', { ...options, args: [provider.url, ...names] });
  expect([finished.err, finished.code]).toEqual(['', 0]);
  return finished;
}

test('runs, turns and tools nest along asynchronous calls', async () => {
  const { spans, llm, runs, runEnds, out } = await use(['nested']);
  expect(out).toBe('nested: "outer"\n');
  const [outer, inner] = runs;
  expect(outer).toMatchObject({
    name: 'outer',
    agent: 'planner',
    task: 'triage',
    user: 'u1',
    session: 's1',
    meta: { version: 2 },
  });
  expect(inner).toMatchObject({ name: 'inner', parent: { run: outer?.run } });
  expect(runEnds.map(line => [line.run, line.status])).toEqual([
    [inner?.run, 'ok'],
    [outer?.run, 'ok'],
  ]);
  const named = (name: string) => spans.find(span => span.start?.name === name);
  const parents = llm.map(span => [span.start?.run, span.start?.parent]);
  expect(parents).toEqual([
    [outer?.run, named('first')?.start?.span],
    [inner?.run, undefined],
    [outer?.run, named('a')?.start?.span],
    [outer?.run, named('b')?.start?.span],
  ]);
  const hash = expect.stringMatching(/^[0-9a-f]{16}$/);
  expect(named('search')).toMatchObject({
    start: { kind: 'tool', parent: named('first')?.start?.span },
    end: { status: 'ok' },
    a: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'search',
      'gen_ai.tool.call.id': 'call_1',
      'spanmeter.tool.args': hash,
      'spanmeter.tool.result': hash,
      'code.line.number': markedLine('api.mjs', 'tool'),
    },
  });
  expect(spans.filter(span => span.start?.kind === 'turn').every(span => span.end?.status === 'ok')).toBe(true);
});

test('a process that opens no run is one', async () => {
  const { runs, runEnds, out } = await use(['implicit']);
  expect(out).toBe('implicit: [null,"api.mjs"]\n');
  expect(runs).toHaveLength(1);
  expect(runEnds).toMatchObject([{ run: runs[0]?.run, status: 'ok' }]);
});

test('values, promises and errors are handed on as they are', async () => {
  const { out, spans } = await use(['transparent']);
  expect(out).toBe('transparent: [3,"x",null,true,true,true,5,true,true,true]\n');
  expect(spans.find(span => span.start?.name === 'throws')?.a['error.type']).toBe('TypeError');
});

describe('llm()', () => {
  test('is a call with the usage it is told', async () => {
    const { llm, out } = await use(['manual']);
    expect(out).toBe('manual: 16\n');
    expect(llm).toHaveLength(1);
    expect(llm[0]?.end).toMatchObject({
      status: 'ok',
      usage_state: 'reported',
      usage: { promptTokens: 10, completionTokens: 5 },
    });
    expect(llm[0]?.a).toMatchObject({
      'gen_ai.request.model': 'local-model',
      'gen_ai.response.model': 'local-model-7b',
      'gen_ai.provider.name': 'ollama',
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.response.finish_reasons': ['stop'],
    });
  });

  test('around a call that is seen anyway is that call', async () => {
    const { llm } = await use(['manual, seen']);
    expect(llm).toHaveLength(2);
    expect(llm[0]?.end).toMatchObject({ status: 'ok', usage_state: 'reported' });
    expect(llm[0]?.a['gen_ai.usage.input_tokens']).toBeLessThan(100);
    expect(llm[0]?.a['gen_ai.provider.name']).toBe('openai');
    expect(llm[0]?.request?.parts.user?.n).toBe(1);
    expect(llm[1]?.start?.parent).toBe(llm[0]?.start?.span);
  });
});

test('traces by hand: usage in every spelling', async () => {
  const { llm, runs, runEnds, spans, text } = await use(['trace']);
  expect(runs).toMatchObject([{ name: 'by hand', meta: { agent: 'a' } }]);
  expect(runEnds).toMatchObject([{ status: 'error' }]);
  expect(llm).toHaveLength(9);
  for (const span of llm) {
    expect(span.a).toMatchObject({
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.request.model': 'gpt-4o',
    });
    expect(span.end?.usage_state).toBe('reported');
    expect(span.start?.parent).toBe(spans[0]?.start?.span);
  }
  for (const span of llm.slice(0, 5)) expect(Object.values(span.end?.meta ?? {})).toEqual([7, 3]);
  expect(spans[0]).toMatchObject({
    start: { kind: 'agent', meta: { depth: 1 } },
    end: { status: 'error', meta: { code: 'E1' } },
  });
  expect(text).not.toMatch(/SECRET|"no"/);
});

test('one recorder, whoever brings it: CommonJS and ES modules, preloaded or not', async () => {
  const preloaded = await use(['implicit']);
  const alone = await use(['implicit'], { plain: true });
  expect(alone.llm).toHaveLength(1);
  expect(preloaded.llm).toHaveLength(1);
});

test('switched off, it hands on what it is given and writes nothing', async () => {
  const { out, files } = await use(['implicit', 'manual', 'trace', 'transparent'].slice(1), {
    env: { SPANMETER: 'off' },
  });
  expect(out).toContain('manual: 16\ntrace: true\ntransparent: [3,');
  expect(files).toEqual([]);
});

test('runs that are open when the process ends are ended with it', async () => {
  const { runs, runEnds, code } = await runAgent('unfinished.mjs');
  expect(code).toBe(2);
  expect(runs.map(line => line.name)).toEqual(['outer', 'inner']);
  expect(runEnds.map(line => [line.run, line.status])).toEqual([
    [runs[1]?.run, 'error'],
    [runs[0]?.run, 'error'],
  ]);
});

test('a limit of calls counts a manual call that is seen anyway once', async () => {
  const { out } = await use(['two of two']);
  expect(out).toBe('two of two: "chat.completion"\n');
});

test('a process joins the run of its parent', async () => {
  const [run, span] = ['a'.repeat(32), 'b'.repeat(16)];
  const own = await use(['implicit'], {
    env: { SPANMETER_TRACEPARENT: `00-${run}-${span}-01`, TRACEPARENT: `00-${'c'.repeat(32)}-${span}-01` },
  });
  expect(own.runs).toEqual([]);
  expect(own.runEnds).toEqual([]);
  expect(own.spans[0]?.start).toMatchObject({ run, parent: span, kind: 'turn' });
  const foreign = await use(['implicit'], { env: { TRACEPARENT: `00-${run}-${span}-01` } });
  expect(foreign.runs).toMatchObject([{ run }]);
});

describe('errors', () => {
  const refusal = { message: 'Budget exceeded: spent', type: 'budget_exceeded', code: 'budget_exceeded', param: null };
  const cyclic: { status: number; error: object; self?: unknown } = { status: 402, error: refusal };
  cyclic.self = cyclic;

  test.each([
    ['our own', new BudgetExceededError('Budget exceeded')],
    ['openai', Object.assign(new Error('402'), { status: 402, error: refusal, code: 'budget_exceeded' })],
    ['anthropic', Object.assign(new Error('402'), { status: 402, error: { type: 'error', error: refusal } })],
    ['AI SDK', Object.assign(new Error('x'), { statusCode: 402, responseBody: JSON.stringify({ error: refusal }) })],
    [
      'AI SDK, after retries',
      Object.assign(new Error('x'), {
        errors: [Object.assign(new Error(), { statusCode: 402, data: { error: refusal } })],
      }),
    ],
    ['Mistral', Object.assign(new Error('Status 402'), { body: JSON.stringify({ error: refusal }) })],
    [
      'a cause',
      new Error('wrapped', {
        cause: new Error('again', { cause: Object.assign(new Error(), { status: 402, error: refusal }) }),
      }),
    ],
    ['a cycle', cyclic],
  ])('%s is recognised', (_, error) => {
    expect(isBudgetExceeded(error)).toBe(true);
    expect(isStopRequested(error)).toBe(false);
  });

  test.each([
    ['nothing', undefined],
    ['a text', 'budget_exceeded 402'],
    ['another error', new Error('Budget exceeded')],
    ['a proxy’s own refusal', Object.assign(new Error('ExceededBudget'), { status: 400, type: 'budget_exceeded' })],
    ['a bill', Object.assign(new Error('Payment Required'), { status: 402, error: { code: 'insufficient_quota' } })],
  ])('%s is not', (_, error) => {
    expect(isBudgetExceeded(error)).toBe(false);
  });

  test('reading them runs none of their code', () => {
    const error = Object.defineProperty(new Error(), 'status', {
      get() {
        throw new Error('read');
      },
    });
    expect(isBudgetExceeded(error)).toBe(false);
  });

  test('are told across copies of the package', () => {
    process.env['SPANMETER_DIR'] = temporaryFolder();
    const copy: typeof import('../../src/recorder/node/index.ts') = createRequire(import.meta.url)(
      join(RECORDER, 'index.cjs'),
    );
    expect(new copy.BudgetExceededError('x')).toBeInstanceOf(BudgetExceededError);
    expect(copy.isBudgetExceeded(new BudgetExceededError('x'))).toBe(true);
  });
});
