import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readRecording, temporaryFolder } from '../recorder/support/agent.ts';
import { markedLine, type PythonOptions, provided, runPython } from './support/run.ts';

async function use(names: readonly string[], options: PythonOptions = {}) {
  const provider = await provided({ reply: [{ text: 'Hello' }] });
  const finished = await runPython('api.py', { ...options, args: [provider.url, ...names] });
  expect([finished.err, finished.code]).toEqual(['', 0]);
  return { provider, ...finished };
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
  const named = (name: string) => spans.filter(span => span.start?.name === name);
  expect(llm.map(span => [span.start?.run, span.start?.parent])).toEqual([
    [outer?.run, named('first')[0]?.start?.span],
    [inner?.run, undefined],
    [outer?.run, named('a')[0]?.start?.span],
    [outer?.run, named('b')[0]?.start?.span],
  ]);
  const [one, two, three] = named('search');
  expect(one).toMatchObject({
    start: { kind: 'tool', parent: named('first')[0]?.start?.span },
    end: { status: 'ok' },
    a: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'search',
      'code.line.number': markedLine('api.py', 'tool'),
    },
  });
  // The same call is the same, however its arguments are given.
  expect(two?.a['spanmeter.tool.args']).toBe(one?.a['spanmeter.tool.args']);
  expect(three?.a['spanmeter.tool.args']).not.toBe(one?.a['spanmeter.tool.args']);
  expect(one?.a['spanmeter.tool.result']).toMatch(/^[0-9a-f]{16}$/);
  expect(named('compute')[0]?.a['spanmeter.tool.result']).toBeUndefined();
});

test('a process that opens no run is one', async () => {
  const { runs, runEnds, out } = await use(['implicit']);
  expect(out).toBe('implicit: [null, "api.py"]\n');
  expect(runEnds).toMatchObject([{ run: runs[0]?.run, status: 'ok' }]);
});

test('values and errors are handed on as they are', async () => {
  const expected =
    'transparent: [3, null, true, true, true, true, [1, 2, "thrown", "returned"], [1, 2, []], ["search", "Finds.", "(query, limit=3)"], [true, true, true], [5, 6]]\n';
  const { out, spans } = await use(['transparent']);
  expect(out).toBe(expected);
  expect(spans.find(span => span.start?.name === 'fails')?.a['error.type']).toBe('Own');
  expect((await use(['transparent'], { env: { SPANMETER: 'off' } })).out).toBe(expected);
});

describe('llm()', () => {
  test('is a call with the usage it is told', async () => {
    const { llm, out } = await use(['manual', 'manual_decorated']);
    expect(out).toBe('manual: 16\nmanual_decorated: "x"\n');
    expect(llm[0]?.end).toMatchObject({
      status: 'ok',
      usage_state: 'reported',
      usage: { promptTokens: 10, completionTokens: 5 },
    });
    expect(llm[0]?.a).toMatchObject({
      'gen_ai.request.model': 'local-model',
      'gen_ai.response.model': 'local-model-7b',
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
    });
    expect(llm[1]?.a).toMatchObject({ 'gen_ai.usage.input_tokens': 3, 'gen_ai.usage.output_tokens': 2 });
  });

  test('around a call that is seen anyway is that call', async () => {
    const { llm } = await use(['manual_seen']);
    expect(llm).toHaveLength(2);
    expect(llm[0]?.a['gen_ai.usage.input_tokens']).toBeLessThan(100);
    expect(llm[1]?.start?.parent).toBe(llm[0]?.start?.span);
  });
});

test('traces by hand: usage in every spelling', async () => {
  const { llm, runs, runEnds, spans, text, out } = await use(['traces']);
  expect(out).toBe('traces: "unknown"\n');
  expect(runs).toMatchObject([{ name: 'by hand', meta: { agent: 'a' } }]);
  expect(runEnds).toMatchObject([{ status: 'error' }]);
  expect(llm).toHaveLength(5);
  for (const span of llm) {
    expect(span.a).toMatchObject({
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.request.model': 'gpt-4o',
    });
    expect(span.start?.parent).toBe(spans[0]?.start?.span);
  }
  expect(spans[0]).toMatchObject({
    start: { kind: 'agent', meta: { depth: 1 } },
    end: { status: 'error', meta: { code: 'E1' } },
  });
  expect(text).not.toMatch(/SECRET|"no"/);
});

test('threads work for the run that started them', async () => {
  const { llm, runs } = await use(['threads']);
  const outer = runs.find(run => run.name === 'outer')?.run;
  expect(llm.map(span => span.start?.run === outer)).toEqual([true, true, true, true, false]);
});

test('a guard by hand', async () => {
  const { out, runs, runEnds, events, llm } = await use(['guarded', 'watched']);
  const [guarded, watched] = out.split('\n').map(line => JSON.parse(line.replace(/^\w+: /, '') || 'null'));
  expect(guarded[0]).toEqual([
    [35, 0.0035],
    [70, 0.007],
    [105, 0.0105],
  ]);
  expect(guarded[1]).toContain('Budget exceeded: spent $0.0105 of $0.0100 (run budget)');
  expect(watched).toEqual([null, 0.0035, null]);
  expect(runs.map(run => [run.name, run.guard])).toEqual([
    ['by hand', 'armed'],
    ['api.py', 'off'],
  ]);
  expect(runEnds.map(end => end.status)).toEqual(['ok', 'stopped']);
  expect(events.map(event => event.type)).toEqual(['budget_alert']);
  expect(llm).toHaveLength(5);
});

test('the editor stops a run', async () => {
  const dir = join(temporaryFolder(), '.spanmeter');
  const watch = setInterval(() => {
    const run = readRecording(dir).runs[0]?.run;
    if (run === undefined) return;
    mkdirSync(join(dir, 'control'), { recursive: true });
    writeFileSync(join(dir, 'control', `${run}.json`), JSON.stringify({ stop: true, reason: 'enough' }));
    clearInterval(watch);
  }, 10);
  onTestFinished(() => clearInterval(watch));
  const { out, events, runEnds, llm } = await use(['stopped'], { dir });
  expect(out).toBe('stopped: [true, false]\n');
  expect(events).toMatchObject([{ type: 'stop_requested', reason: 'enough' }]);
  expect(runEnds).toMatchObject([{ status: 'stopped', reason: 'stop_requested' }]);
  expect(llm.at(-1)?.end?.status).toBe('blocked');
});

test('children join the run, however they are started', async () => {
  const { llm, runs, runEnds, files, spans } = await use(['children']);
  expect(llm).toHaveLength(6);
  expect(runs.map(run => run.name)).toEqual(['api.py']);
  expect(new Set(llm.map(span => span.start?.run))).toEqual(new Set([runs[0]?.run]));
  expect(runEnds).toHaveLength(1);
  expect(files.length).toBe(6);
  const turn = spans.find(span => span.start?.name === 'spawning')?.start?.span;
  expect(llm.map(span => span.start?.parent).filter(parent => parent === turn)).toHaveLength(2);
});

test('a process joins the run of its parent', async () => {
  const [run, span] = ['a'.repeat(32), 'b'.repeat(16)];
  const facts = JSON.stringify({
    name: 'theirs',
    budgets: [{ per: 'run', calls: 0.5 }],
    outer: { run: 'd'.repeat(32) },
  });
  const own = await use(['implicit'], {
    env: { SPANMETER_TRACEPARENT: `00-${run}-${span}-01`, TRACEPARENT: `00-${'c'.repeat(32)}-${span}-01` },
  });
  expect([own.runs, own.runEnds]).toEqual([[], []]);
  expect(own.spans[0]?.start).toMatchObject({ run, parent: span, kind: 'turn' });
  const foreign = await use(['implicit'], { env: { TRACEPARENT: `00-${run}-${span}-01` } });
  expect(foreign.runs).toMatchObject([{ run }]);
  // What the parent's program said of the run binds the child as well.
  const provider = await provided();
  const env = { SPANMETER_TRACEPARENT: `00-${run}-${'0'.repeat(16)}-00`, SPANMETER_RUN: facts };
  const first = await runPython('api.py', { env, args: [provider.url, 'implicit'] });
  expect(first.runs).toMatchObject([{ run, name: 'theirs', guard: 'armed' }]);
  expect(first.err).toContain('HTTP Error 402');
  expect(provider.requests).toHaveLength(0);
});
