import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pricer } from '../../src/core/calls.ts';
import { Ledger } from '../../src/core/ledger.ts';
import type { NanoUsd } from '../../src/core/money.ts';
import { total } from '../../src/core/totals.ts';
import { LogBuilder, RUN, T0 } from '../support/log.ts';
import { price } from '../support/pricer.ts';
import { runOf, SOURCE, snapshotOf } from '../support/snapshot.ts';

const started = (): LogBuilder => new LogBuilder().run();

describe('money', () => {
  test('is tokens times the price of the model', () => {
    const log = started();
    log.call({ input: 1_000_000, output: 100_000 });
    // gpt-4o: 1,000,000 × $2.50/M + 100,000 × $10/M = $2.50 + $1.00
    expect(runOf(log).totals.nano).toBe(3_500_000_000);
  });

  test('counts cached input once, at its own price', () => {
    const log = started();
    log.call({ input: 1_000, cacheRead: 9_000, output: 0 });
    // 1,000 × $2.50/M + 9,000 × $1.25/M = $0.0025 + $0.01125
    expect(runOf(log).totals).toMatchObject({ nano: 13_750_000, input: 1_000, cacheRead: 9_000 });
  });

  test('is unknown, not zero, for a model without a price', () => {
    const log = started();
    log.call({ model: 'house-model-7' });
    const run = runOf(log);
    expect(run.totals).toMatchObject({ nano: 0, unpriced: 1, unpricedTokens: 1100 });
    expect(run.calls[0]?.cost).toMatchObject({ nano: null, status: 'unpriced' });
  });

  test('a total is the sum of its calls, of its turns and of its sites', () => {
    const log = started();
    for (let i = 0; i < 20; i++) {
      log.call({
        input: 997 * i,
        output: 13 * i,
        site: ['/a.mjs', 1 + (i % 3)],
        model: i % 2 ? 'gpt-4o' : 'gpt-4o-mini',
      });
    }
    const run = runOf(log);
    expect(run.totals).toEqual(total(run.calls));
    const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);
    expect(sum(run.turns.map(turn => turn.totals.nano))).toBe(run.totals.nano);
    expect(sum(run.sites.map(site => site.totals.nano))).toBe(run.totals.nano);
  });
});

describe('what is missing stays missing', () => {
  test('a run whose first process has ended lives as long as a child of it goes on', () => {
    const log = started();
    log.call();
    log.runEnd();
    log.call({ at: 10_000, took: null });
    expect(runOf(log, true)).toMatchObject({ state: 'live', totals: { running: 1 } });
    expect(runOf(log, false)).toMatchObject({ state: 'ok', totals: { running: 0, failed: 1 } });
  });

  test('a call in flight while its process lives, interrupted when it is gone', () => {
    const log = started();
    log.call({ took: null });
    expect(runOf(log, true)).toMatchObject({ state: 'live', totals: { running: 1 } });
    expect(runOf(log, false)).toMatchObject({
      state: 'interrupted',
      totals: { running: 0, failed: 1, withoutUsage: 1 },
    });
  });

  test('a call without usage makes the total a lower bound', () => {
    const log = started();
    log.call({ usageState: 'missing' });
    expect(runOf(log).totals).toMatchObject({ withoutUsage: 1, nano: 0 });
  });

  test('a refused call is no lower bound: it cost nothing', () => {
    const log = started();
    log.call({ status: 'blocked', usageState: 'missing' });
    expect(runOf(log).totals).toMatchObject({ blocked: 1, withoutUsage: 0, unpriced: 0 });
  });

  test('an HTTP error is not billed', () => {
    const log = started();
    log.call({ status: 'error', usageState: 'missing', a: { 'http.response.status_code': 429 } });
    expect(runOf(log).totals).toMatchObject({ failed: 1, withoutUsage: 0 });
  });
});

describe('lines that repeat, come late, or not at all', () => {
  test('a line read twice counts once', () => {
    const log = started();
    log.call();
    const ledger = new Ledger(price);
    ledger.apply(SOURCE, log.lines);
    const once = ledger.snapshot().runs[0]?.totals;
    ledger.apply(SOURCE, log.lines);
    expect(ledger.snapshot().runs[0]?.totals).toEqual(once);
  });

  test('the most complete end wins', () => {
    const log = started();
    const span = log.call({ input: 5000, output: 50, usageState: 'partial' });
    const end = { t: 'end', ts: T0 + 900, run: RUN, span, status: 'ok', usage_state: 'reported' };
    log.add({ ...end, a: { 'gen_ai.usage.input_tokens': 5000, 'gen_ai.usage.output_tokens': 80 } });
    log.add({ ...end, ts: T0 + 950, usage_state: 'missing', a: {} });
    expect(runOf(log).totals).toMatchObject({ output: 80, partial: 0 });
  });

  test('a prompt measured before its span was seen is not lost', () => {
    const ledger = new Ledger(price);
    const log = started();
    log.call({ parts: { system: { n: 1, bytes: 40, tokens: 10 } } });
    const [run = '', start = '', request = '', end = ''] = log.lines;
    ledger.apply(SOURCE, [run, request, start, end]);
    expect(ledger.snapshot().runs[0]?.calls[0]?.parts?.system?.bytes).toBe(40);
  });

  test('an end that is read before its start is not lost, whatever it says', () => {
    const log = started();
    log.call();
    log.call({ status: 'error', usageState: 'missing' });
    const [run = '', ...lines] = log.lines;
    expect(snapshotOf([run, ...lines.toReversed()]).runs).toEqual(snapshotOf(log.lines).runs);
  });

  test('a call whose start could not be read counts by its end', () => {
    const log = started();
    log.call();
    const [run = '', , end = ''] = log.lines;
    // Which model it was, only the start said.
    expect(snapshotOf([run, end]).runs[0]?.totals).toMatchObject({ calls: 1, output: 100, unpriced: 1 });
  });

  test('what a tool or an agent says it used is nobody’s money, in whatever order it comes', () => {
    const log = started().span('agent', 'planner', 'ab');
    const a = { 'gen_ai.usage.input_tokens': 5000, 'gen_ai.usage.output_tokens': 80 };
    log.add({ t: 'end', ts: T0 + 900, run: RUN, span: 'ab', status: 'ok', usage: { input_tokens: 5000 }, a });
    const [run = '', start = '', end = ''] = log.lines;
    expect(snapshotOf([run, end, start]).runs[0]?.totals).toMatchObject({ calls: 0, input: 0 });
  });

  test('a file in a newer format is named', () => {
    const process = { t: 'process', v: 2, ts: T0, pid: 7 };
    const { rejected } = snapshotOf([JSON.stringify(process), ...started().lines]);
    expect(rejected).toMatchObject([{ reason: expect.stringContaining('newer format'), count: 1 }]);
  });

  test('calls are gathered into a turn that is told of after them', () => {
    const log = started();
    log.call({ parent: 'ab', at: 10 });
    log.call({ parent: 'ab', at: 900 });
    log.span('turn', 'plan', 'ab');
    expect(runOf(log).turns.map(turn => [turn.name, turn.calls.length])).toEqual([['plan', 2]]);
  });

  test('several files of one run are one run, whatever the order', () => {
    const ledger = new Ledger(price);
    const log = started();
    log.call({ at: 5000 });
    const other = new LogBuilder();
    other.call({ span: 'ff', at: 100 });
    ledger.apply(SOURCE, log.lines);
    ledger.apply({ file: '/log/b.jsonl', dir: '/log' }, other.lines);
    const { runs } = ledger.snapshot();
    expect(runs.map(run => run.calls.map(call => call.id))).toEqual([['ff', '0000000000000001']]);
  });

  test('what can’t be read is counted, and costs no good line', () => {
    const log = started();
    log.add({ t: 'end', ts: 'never' });
    log.lines.push('{"t":"sta', '', '\0\0\0');
    log.call();
    const { rejected, runs } = snapshotOf(log.lines);
    expect(rejected.map(entry => entry.count)).toEqual([1, 1, 1]);
    expect(runs[0]?.totals.calls).toBe(1);
  });

  test('a good line behind half a line is not lost', () => {
    const log = started();
    const cut = '{"t":"end","ts":17950';
    log.call();
    const [run = '', start = '', end = ''] = log.lines;
    const { runs, rejected } = snapshotOf([run, cut + start, `\0\0\0${end}`]);
    expect(runs[0]?.totals).toMatchObject({ calls: 1, output: 100 });
    expect(rejected).toHaveLength(2);
  });
});

describe('worked in line by line or read at once', () => {
  test('gives the same run', () => {
    const spec = fc.record({
      at: fc.integer({ min: 0, max: 20_000 }),
      took: fc.option(fc.integer({ min: 1, max: 3000 })),
      model: fc.constantFrom('gpt-4o', 'claude-sonnet-4-6', 'house-model-7'),
      input: fc.nat(100_000),
      output: fc.nat(5_000),
      cacheRead: fc.nat(50_000),
      status: fc.constantFrom('ok' as const, 'error' as const, 'cancelled' as const, 'blocked' as const),
      usageState: fc.constantFrom('reported' as const, 'partial' as const, 'missing' as const),
      parent: fc.option(fc.constantFrom('aa', 'bb'), { nil: undefined }),
      site: fc.constantFrom(['/a.mjs', 3] as const, ['/b.mjs', 4] as const),
    });
    fc.assert(
      fc.property(fc.array(spec, { maxLength: 12 }), fc.boolean(), fc.array(fc.nat(3)), (specs, turns, cuts) => {
        const log = started();
        if (turns) log.span('turn', 'one', 'aa');
        for (const { parent, ...call } of specs) log.call({ ...call, ...(parent && { parent }) });
        const ledger = new Ledger(price);
        ledger.setAlive(SOURCE.file, true);
        let at = 0;
        for (const cut of cuts) {
          ledger.apply(SOURCE, log.lines.slice(at, at + cut));
          ledger.snapshot();
          at += cut;
        }
        ledger.apply(SOURCE, log.lines.slice(at));
        expect(ledger.snapshot().runs).toEqual(snapshotOf(log.lines).runs);
      }),
      { numRuns: 150 },
    );
  });

  test('nothing a log can hold makes it throw, and no number leaves its range', () => {
    const value = fc.oneof(fc.double(), fc.string(), fc.constant(1e300), fc.constant(-1), fc.boolean());
    const end = fc.record({ input: value, output: value, usd: value });
    fc.assert(
      fc.property(fc.array(end, { maxLength: 6 }), ends => {
        const log = started();
        for (const { input, output, usd } of ends) {
          const span = log.call({ took: null });
          const a = {
            'gen_ai.usage.input_tokens': input,
            'gen_ai.usage.output_tokens': output,
            'spanmeter.cost.reported_usd': usd,
          };
          log.add({ t: 'end', ts: T0 + 1, run: RUN, span, status: 'ok', a });
        }
        const { totals } = runOf(log);
        expect(Object.values(totals).filter(number => !(Number.isSafeInteger(number) && number >= 0))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('many runs that change at once', () => {
  const SIX = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

  function sixRuns(pricer: Pricer = price): Ledger {
    const ledger = new Ledger(pricer);
    for (const [i, run] of SIX.entries()) {
      const log = new LogBuilder().run({ run, at: i * 1000 });
      log.call({ run, span: `call-${run}`, at: i * 1000 });
      ledger.setAlive(`${run}.jsonl`, run === 'd');
      ledger.apply({ file: `${run}.jsonl`, dir: '/log' }, log.lines);
    }
    return ledger;
  }

  /** Enough after as many runs as it is asked for. */
  const runs = (most: number) => () => --most <= 0;
  const ids = (runs: readonly { readonly id: string }[]): string => runs.map(run => run.id).join('');

  test('are told of in parts, the live one first, and end as if they had been told of at once', () => {
    const [whole, parts] = [sixRuns().snapshot(), sixRuns()];
    expect(ids(whole.runs)).toBe('fedcba');
    const first = parts.snapshot(runs(2));
    expect([[...first.changed], ids(first.runs), parts.changed]).toEqual([['d', 'a'], 'da', true]);
    const second = parts.snapshot(runs(3));
    expect([[...second.changed], ids(second.runs), parts.changed]).toEqual([['b', 'c', 'e'], 'edcba', true]);
    const last = parts.snapshot();
    expect([[...last.changed], parts.changed]).toEqual([['f'], false]);
    expect(last.runs).toEqual(whole.runs);
  });

  test('go on by one at least, however little time there is', () => {
    const ledger = sixRuns();
    for (const _ of SIX) expect(ledger.snapshot(() => true).changed.size).toBe(1);
    expect(ledger.changed).toBe(false);
  });

  test('a change leaves snapshots before it, and the runs beside it, as they are', () => {
    const ledger = sixRuns();
    const before = ledger.snapshot();
    const log = new LogBuilder();
    log.call({ run: 'b', span: 'another-b', at: 60_000 });
    ledger.apply({ file: 'b.jsonl', dir: '/log' }, log.lines);
    const now = ledger.snapshot();
    expect([ids(now.runs), [...now.changed]]).toEqual(['fedcba', ['b']]);
    expect(now.runs.map(run => run.totals.calls)).toEqual([1, 1, 1, 1, 2, 1]);
    expect(before.runs.map(run => run.totals.calls)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(now.runs.filter((run, place) => run !== before.runs[place]).map(run => run.id)).toEqual(['b']);
  });

  test('an older beginning, heard of late, changes the order', () => {
    const ledger = sixRuns();
    ledger.snapshot();
    ledger.apply({ file: 'f.jsonl', dir: '/log' }, new LogBuilder().run({ run: 'f', at: -5000 }).lines);
    expect(ids(ledger.snapshot().runs)).toBe('edcbaf');
  });

  test('new prices reach every run, in parts too', () => {
    let times = 1;
    const ledger = sixRuns((call, usage) => {
      const cost = price(call, usage);
      return { ...cost, nano: cost.nano === null ? null : ((cost.nano * times) as NanoUsd) };
    });
    const sum = () => ledger.snapshot(runs(2)).runs.reduce((nano, run) => nano + run.totals.nano, 0);
    const [, , before] = [sum(), sum(), sum()];
    times = 3;
    ledger.reprice();
    const [, , now] = [sum(), sum(), sum()];
    expect(before).toBeGreaterThan(0);
    expect([now, ledger.changed]).toEqual([3 * before, false]);
  });
});

describe('budgets', () => {
  const budget = { per: 'run', usd: 0.01, alertAt: 0.8, action: 'stop' } as const;

  test.each([
    [1000, 'within'],
    [3200, 'near'],
    [4000, 'over'],
  ])('%d tokens of $2.50 a million against one cent: %s', (input, level) => {
    const log = new LogBuilder().run({ budgets: [budget] });
    log.call({ input, output: 0 });
    expect(runOf(log).budgets).toMatchObject([{ unit: 'usd', level, incomplete: false }]);
  });

  test('nothing can be said where nothing is priced', () => {
    const log = new LogBuilder().run({ budgets: [budget] });
    log.call({ model: 'house-model-7' });
    expect(runOf(log).budgets).toMatchObject([{ level: 'unknown', incomplete: true }]);
  });

  test('a raise that the recorder confirmed holds', () => {
    const log = new LogBuilder().run({ budgets: [budget] });
    log.event('budget_raised', { usd: 0.5 });
    log.call({ input: 4000 });
    expect(runOf(log).budgets).toMatchObject([{ limit: 500_000_000, level: 'within' }]);
  });
});
