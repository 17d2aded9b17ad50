/** Logs that say too little, or what cannot be: analyses say less, never something false. */
import { describe, expect, test } from 'vitest';
import { Watch } from '../../../src/core/analyses/watch.ts';
import { type CallSpec, LogBuilder } from '../../support/log.ts';
import { runOf } from '../../support/snapshot.ts';
import { ask, codes, conversation, type Round, repeat, rounds } from './conversation.ts';

const A = ask('read', 'a1', 'b1');
const B = ask('write', 'a2', 'b2');

describe('a log without hashes', () => {
  const plain = (n: number, spec: Partial<CallSpec> = {}): LogBuilder => {
    const log = new LogBuilder().run();
    for (let i = 0; i < n; i++) log.call(spec);
    return log;
  };

  test('equal calls are no loop: nothing tells that they are the same', () => {
    expect(codes(plain(40))).toEqual([]);
  });

  test('nor are equal tool calls whose results are not told', () => {
    expect(codes(plain(40, { toolCalls: [{ id: 't', name: 'read', args: 'aa' }] }))).toEqual([]);
  });

  test('prompts of one size are the same prompt only where nobody spoke in between', () => {
    const users = (hash: (i: number) => string): LogBuilder => {
      const log = new LogBuilder().run();
      for (let i = 0; i < 4; i++) log.call({ parts: { user: { n: 1, bytes: 9, hash: hash(i) } } });
      return log;
    };
    expect(codes(users(i => `${i}a`))).toEqual([]);
    expect(codes(users(() => 'aa'))).toEqual(['prompt-replay warning']);
  });
});

describe('missing usage', () => {
  test('a loop is a loop, and its cost is not known', () => {
    const log = conversation(
      rounds(...repeat(4, A)).map(round => ({ ...round, call: { usageState: 'missing' as const } })),
    );
    expect(runOf(log).findings).toMatchObject([{ code: 'runaway-loop', nano: null, nanoPerMinute: null }]);
  });
});

describe('a clock that goes back', () => {
  test('each call before the one it follows: no rate is negative, nothing is waiting', () => {
    const watched = new Watch();
    const { calls } = runOf(conversation(rounds(...repeat(6, A))));
    calls.forEach((call, i) => {
      const at = { startedAt: call.startedAt - i * 60_000, endedAt: (call.endedAt ?? 0) - i * 60_000 };
      const told = { ...call, ...at };
      watched.request(told, 'x');
      watched.end(told, 'x');
    });
    const [finding] = watched.findings();
    expect(finding).toMatchObject({ code: 'runaway-loop', repeats: 6 });
    expect(finding?.to).toBeGreaterThanOrEqual(finding?.from ?? 0);
    expect(finding && 'nanoPerMinute' in finding && finding.nanoPerMinute).toBeGreaterThanOrEqual(0);
  });
});

describe('two agents under one run', () => {
  test('that take turns at the same steps, each twice, are no loop and no cycle', () => {
    const log = new LogBuilder().run();
    const lanes = [
      { results: [] as { id: string; result: string; bytes: number }[], before: undefined as string | undefined },
      { results: [] as { id: string; result: string; bytes: number }[], before: undefined as string | undefined },
    ];
    for (let i = 0; i < 4; i++) {
      lanes.forEach((lane, n) => {
        const { tool, args, result } = i % 2 === 0 ? A : B;
        const id = `${i}.${n}`;
        lane.before = log.call({
          prefix: { same: 2 * i, of: 2 * i + 2, bytes: 9, ...(lane.before && { span: lane.before }) },
          parts: { user: { n: 1, bytes: 3, hash: 'aa' } },
          toolResults: lane.results,
          toolCalls: [{ id, name: tool, args }],
          input: 1000 + 100 * i,
        });
        lane.results = [{ id, result, bytes: 9 }];
      });
    }
    expect(codes(log)).toEqual([]);
  });
});

describe('a very long run', () => {
  test('50,000 turns: the findings are few, and told at once', () => {
    const watch = new Watch();
    const all = runOf(conversation([...rounds(...repeat(4, A)), ...rounds(...repeat(4, B))])).calls;
    let number = 0;
    for (let i = 0; i < 50_000 / all.length; i++) {
      for (const call of all) {
        // Another task each time, so that each loop is an incident of its own.
        const at = { startedAt: call.startedAt + i * 3_600_000, endedAt: (call.endedAt ?? 0) + i * 3_600_000 };
        const user = { n: 1, bytes: 3, hash: `${i}` };
        const told = { ...call, ...at, id: `${++number}`, number, parts: { user } };
        watch.request(told, 'x');
        watch.end(told, 'x');
      }
    }
    expect(watch.findings().length).toBeGreaterThan(10);
    expect(watch.findings().length).toBeLessThan(200);
  });

  test('that is healthy: nothing', () => {
    const files: Round[] = Array.from({ length: 300 }, (_, i) => ({
      asks: [ask('read', `f${i}`, `r${i}`)],
      gap: 20_000,
      ...(i % 40 === 0 && { user: `u${i}` }),
    }));
    const { findings } = runOf(conversation([...files, {}]));
    expect(findings.filter(({ severity }) => severity !== 'information')).toEqual([]);
  });
});
