import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/core/analyses/finding.ts';
import { describe as inWords } from '../../../src/core/describe.ts';
import { type CallSpec, LogBuilder } from '../../support/log.ts';
import { runOf } from '../../support/snapshot.ts';

interface Round {
  /** what a result is known by, where it is not the id of its call */
  readonly known?: string;
  readonly tool?: string;
  readonly args?: string;
  readonly result?: string;
  /** the same call several times in one response */
  readonly times?: number;
  /** milliseconds from the call to the next */
  readonly gap?: number;
  /** of which the call itself took */
  readonly took?: number;
  readonly user?: string;
}

/** An agent: each round is one LLM call that asks for a tool, and the next call carries the result. */
function agent(rounds: readonly Round[], last: Partial<CallSpec> = {}): LogBuilder {
  const log = new LogBuilder().run();
  let at = 0;
  let before: string | undefined;
  let results: { id: string; result: string; bytes: number }[] = [];
  let id = 0;
  let user = 'a0';
  for (const round of [...rounds, undefined]) {
    const { tool = 'run_tests', args = 'aa', result = 'ff', times = 1, gap = 1000, took = 500 } = round ?? {};
    user = round?.user ?? user;
    const toolCalls = round ? Array.from({ length: times }, () => ({ id: `t${++id}`, name: tool, args })) : [];
    const spec: CallSpec = {
      at,
      took,
      site: ['/work/agent.mjs', 12],
      input: 4000,
      output: 100,
      parts: { user: { n: 1, bytes: 10, tokens: 3, hash: user } },
      prefix: { same: before ? 2 : 0, of: 3, bytes: 100, ...(before && { span: before }) },
      toolResults: results,
      toolCalls,
      ...(round === undefined && last),
    };
    before = log.call(spec);
    results = toolCalls.map(call => ({ id: round?.known ?? call.id, result, bytes: 20 }));
    at += gap;
  }
  return log;
}

const times = (n: number, round: Round): Round[] => Array.from({ length: n }, () => round);
const codes = (log: LogBuilder): string[] => runOf(log).findings.map(({ code, severity }) => `${code} ${severity}`);
const only = (log: LogBuilder): Finding | undefined => runOf(log).findings[0];

describe('runaway loop', () => {
  test.each([
    ['two identical rounds', times(2, {}), []],
    ['three', times(3, {}), ['runaway-loop warning']],
    ['four', times(4, {}), ['runaway-loop warning']],
    ['five', times(5, {}), ['runaway-loop critical']],
    ['results that change are progress', ['1a', '2a', '3a', '4a'].map(result => ({ result })), []],
    ['arguments that change', ['1a', '2a', '3a', '4a', '5a'].map(args => ({ args })), []],
    ['another call in between', [...times(2, {}), { tool: 'read' }, ...times(2, {})], []],
    ['a user message in between', [...times(2, {}), ...times(2, { user: 'b1' })], []],
    ['many identical calls in one response count once', times(2, { times: 7 }), []],
    ['and once per response', times(3, { times: 7 }), ['runaway-loop warning']],
    ['results known by the name of their tool', times(3, { known: 'run_tests', times: 2 }), ['runaway-loop warning']],
    ['results of other calls', times(5, { known: 'another' }), []],
  ])('%s', (_name, rounds, expected) => {
    expect(codes(agent(rounds))).toEqual(expected);
  });

  test('says what, since when, and what it cost', () => {
    const finding = only(agent(times(6, {})));
    // Six calls of 4,000 × $2.50/M + 100 × $10/M = $0.011 each.
    expect(finding).toMatchObject({
      code: 'runaway-loop',
      tool: 'run_tests',
      repeats: 6,
      firstCall: 1,
      lastCall: 6,
      nano: 66_000_000,
      sites: [{ file: '/work/agent.mjs', line: 12 }],
    });
    expect(finding && inWords(finding).title).toBe(
      'Loop: run_tests called 6× with the same arguments and the same result (6 s, $0.07, ~$0.66/min).',
    );
  });

  test('stays known when it has ended, and is no longer open', () => {
    expect(only(agent([...times(4, {}), { tool: 'read' }]))).toMatchObject({ repeats: 4, open: false });
    expect(only(agent(times(4, {}), { took: null }))).toMatchObject({ repeats: 4, open: true });
  });

  test('two agents side by side that each do a thing twice are no loop', () => {
    const log = new LogBuilder().run();
    const lanes: Record<string, { before?: string; results: { id: string; result: string; bytes: number }[] }> = {
      a: { results: [] },
      b: { results: [] },
    };
    for (let round = 0; round < 3; round++) {
      for (const lane of Object.values(lanes)) {
        const { before } = lane;
        const id = `${round}${before ?? 'x'}`;
        lane.before = log.call({
          prefix: { same: 1, of: 2, bytes: 9, ...(before && { span: before }) },
          toolResults: lane.results,
          toolCalls: round < 2 ? [{ id, name: 'search', args: 'aa' }] : [],
        });
        lane.results = [{ id, result: 'ff', bytes: 3 }];
      }
    }
    expect(codes(log)).toEqual([]);
  });

  test('a result that is missing says nothing', () => {
    const log = new LogBuilder().run();
    let before: string | undefined;
    for (let i = 0; i < 6; i++) {
      const prefix = { same: 1, of: 2, bytes: 9, ...(before && { span: before }) };
      before = log.call({ prefix, toolResults: [], toolCalls: [{ id: `t${i}`, name: 'search', args: 'aa' }] });
    }
    expect(codes(log)).toEqual([]);
  });
});

describe('waiting', () => {
  test.each([
    ['polls half a minute apart', times(5, { gap: 30_000 }), ['waiting information']],
    ['few of them are nothing', times(4, { gap: 30_000 }), []],
    ['a tool that takes long itself', times(5, { gap: 12_000, took: 1000 }), ['waiting information']],
    ['a declared wait', times(5, { tool: 'wait_for_job' }), ['waiting information']],
    ['a slow model is no waiting', times(5, { gap: 12_000, took: 11_500 }), ['runaway-loop critical']],
  ])('%s', (_name, rounds, expected) => {
    expect(codes(agent(rounds))).toEqual(expected);
  });

  test('becomes a warning when it has cost half a dollar', () => {
    expect(codes(agent(times(48, { gap: 30_000 })))).toEqual(['waiting warning']);
  });
});

describe('prompt replay', () => {
  const replay = (n: number, spec: Partial<CallSpec> = {}, stepMs = 1000): LogBuilder => {
    const log = new LogBuilder().run();
    let before: string | undefined;
    for (let i = 0; i < n; i++) {
      const prefix = before ? { same: 2, of: 2, bytes: 90, span: before } : { same: 0, of: 2, bytes: 0 };
      before = log.call({ at: i * stepMs, prefix, site: ['/work/agent.mjs', 3], ...spec });
    }
    return log;
  };

  test.each([
    [2, []],
    [3, ['prompt-replay warning']],
    [5, ['prompt-replay critical']],
  ])('%d identical prompts: %j', (n, expected) => {
    expect(codes(replay(n))).toEqual(expected);
  });

  test('counts the cost of all of them', () => {
    // 1,000 × $2.50/M + 100 × $10/M = $0.0035 each.
    expect(only(replay(4))).toMatchObject({ repeats: 4, nano: 14_000_000, open: true });
  });

  test('a retry of what failed unbilled is none', () => {
    const failed = { status: 'error', usageState: 'missing', a: { 'http.response.status_code': 429 } } as const;
    expect(codes(replay(4, failed))).toEqual([]);
  });

  test('sampling side by side is none', () => {
    expect(codes(replay(6, { took: 5000 }, 10))).toEqual([]);
  });

  test('a prompt that grows is none', () => {
    const log = new LogBuilder().run();
    let before: string | undefined;
    for (let i = 0; i < 6; i++) {
      before = log.call({ prefix: { same: i, of: i + 1, bytes: 9, ...(before && { span: before }) } });
    }
    expect(codes(log)).toEqual([]);
  });
});
