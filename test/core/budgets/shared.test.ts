import { describe, expect, test } from 'vitest';
import { withSharedBudgets } from '../../../src/core/budgets/shared.ts';
import type { Run } from '../../../src/core/model.ts';
import { budgetAmounts, budgetLabel } from '../../../src/core/views/amounts.ts';
import { dashboard } from '../../../src/core/views/dashboard-model.ts';
import { RunsList } from '../../../src/core/views/runs-list.ts';
import { statusView } from '../../../src/core/views/status.ts';
import { calendarOf } from '../../../src/core/views/zone.ts';
import type { BudgetRef } from '../../../src/core/wire.ts';
import { LogBuilder, RUN, T0 } from '../../support/log.ts';
import { snapshotOf } from '../../support/snapshot.ts';

// T0 is 12:00 UTC on Friday, 20 November 2026. A call on gpt-4o costs $0.0035.
const days = calendarOf('UTC');
const HOUR = 3_600_000;
const day = { per: 'day', usd: 0.02, alertAt: 0.8, action: 'stop' } as const;

/** How the first run’s shared budgets stand, as `day budget: $0.01 of $0.02, within`. */
function standing(log: LogBuilder, now = T0 + 1000): string[] {
  const { runs } = snapshotOf(log.lines);
  const run = runs.find(one => one.id === RUN) as Run;
  return withSharedBudgets(run, runs, now, days)
    .budgets.filter(({ place }) => place !== undefined)
    .map(status => `${budgetLabel(status)}: ${budgetAmounts(status)}, ${status.level}`);
}

/** Three calls each of runs that are over (an hour, ten hours, 30 hours and six days before), and two of this one. */
function busy(budgets: readonly BudgetRef[]): LogBuilder {
  const log = new LogBuilder();
  [1, 10, 30, 144].forEach((hours, n) => {
    const run = `${n}`.padStart(32, '0');
    const at = -hours * HOUR;
    log.run({ run, at, agent: n % 2 === 0 ? 'ann' : 'ben', user: 'u2' });
    for (let i = 0; i < 3; i++) log.call({ run, at: at + i, took: 100, model: n === 0 ? 'gpt-4o-mini' : 'gpt-4o' });
    log.add({ t: 'run_end', ts: T0 + at + 200, run, status: 'ok' });
  });
  log.run({ budgets, agent: 'ann', user: 'u1' });
  for (const at of [0, 200]) log.call({ at, took: 60_000 });
  return log;
}

test.each<[string, BudgetRef, string]>([
  ['an hour', { ...day, per: 'hour' }, 'hour budget: $0.0070 of $0.02, within'],
  // Those of an hour ago ran on gpt-4o-mini: $0.00021 each.
  ['a day', day, 'day budget: $0.0181 of $0.0200, near'],
  ['a week, from Monday', { ...day, per: 'week', calls: 8 }, 'week budget: $0.03 of $0.02, over'],
  ['a month', { ...day, per: 'month', usd: 1 }, 'month budget: $0.04 of $1.00, within'],
  ['one agent’s day', { ...day, agent: 'a*' }, 'day budget of agent a*: $0.0076 of $0.02, within'],
  ['one model’s', { ...day, model: 'gpt-4o-mini' }, 'day budget of model gpt-4o-mini: $0.0006 of $0.02, within'],
  ['each user’s', { ...day, per: 'user', usd: 0.007 }, 'user budget of u1 (day): $0.0070 of $0.0070, over'],
  [
    'each agent’s, in this run',
    { ...day, per: 'agent', within: 'run' },
    'agent budget of ann (run): $0.0070 of $0.02, within',
  ],
])('the budget of %s', (_what, budget, expected) => {
  expect(standing(busy([budget]))[0]).toBe(expected);
});

test('minutes are those of calls, tokens and calls are counted', () => {
  const { usd: _, ...rest } = day;
  expect(standing(busy([{ ...rest, minutes: 4, calls: 8, tokens: 10_000 }]))).toEqual([
    'day budget: 8.8k of 10k tokens, near',
    'day budget: 8 of 8 calls, over',
    'day budget: 2 min 1 s of 4 min, within',
  ]);
});

test('one run’s limit for a model is no limit of all it does', () => {
  const log = new LogBuilder().run({
    budgets: [{ per: 'run', usd: 0.004, model: 'gpt-4o', alertAt: 0.8, action: 'stop' }],
  });
  log.call({ model: 'gpt-4o-mini' });
  log.call({});
  expect(standing(log)).toEqual(['budget of model gpt-4o: $0.0035 of $0.0040, near']);
});

test('what it was raised to counts, once the recorder has said so, for this day alone', () => {
  const log = busy([day]).event('budget_raised', {
    per: 'day',
    unit: 'usd',
    limit: 0.1,
    usd: 0.1,
    period: '2026-11-20',
  });
  log.event('budget_raised', { per: 'day', unit: 'usd', limit: 5, usd: 5, period: '2026-11-19' });
  expect(standing(log)).toEqual(['day budget: $0.02 of $0.10, within']);
  // A raise of the day's is none of the run's own.
  expect(snapshotOf(log.lines).runs[0]?.budgets).toEqual([]);
});

test('a run of yesterday is judged by its own day', () => {
  const log = busy([day]);
  log.runEnd();
  expect(standing(log, T0 + 48 * HOUR)[0]).toContain('day budget: $0.0181');
});

describe('what people see', () => {
  const view = (log: LogBuilder, alive = true) =>
    statusView({
      snapshot: snapshotOf(log.lines, alive),
      now: T0 + 90_000,
      midnight: T0 - 12 * HOUR,
      days,
      seen: new Set(),
      priceNote: '',
    });
  const own = { per: 'run', usd: 1, alertAt: 0.8, action: 'stop' } as const;

  test('the tightest is in the status bar, the others in its hover', () => {
    const shown = view(busy([own, day, { ...day, per: 'month', usd: 1 }]));
    expect(shown).toMatchObject({ text: '$(warning) $0.0070 · 91%', level: 'warning' });
    expect(shown.label).toContain('91 percent of its day budget');
    expect(shown.tooltip).toMatch(/91% · \$0\.0181 of \$0\.0200 · day budget\n/);
    expect(shown.tooltip).toMatch(/4% · \$0\.04 of \$1\.00 · month budget\n/);
    expect(shown.tooltip).toMatch(/1% · \$0\.0070 of \$1\.00\n/);
  });

  test('between runs, what is left of the day', () => {
    const log = busy([own, day]);
    log.runEnd();
    const shown = statusView({
      snapshot: snapshotOf(log.lines, false),
      now: T0 + HOUR,
      midnight: T0 - 12 * HOUR,
      days,
      seen: new Set(),
      priceNote: '',
    });
    expect(shown.tooltip).toContain('· day budget');
  });

  test('the dashboard has them all, and says what the guard does', () => {
    const snapshot = snapshotOf(busy([own, day]).lines);
    const { model } = dashboard({ snapshot, now: T0 + 1000, days, notes: [], priceNote: '' });
    const judged = (run: Run) => withSharedBudgets(run, snapshot.runs, T0 + 1000, days);
    expect(model.run?.budget).toMatchObject({ label: 'day budget', level: 'near' });
    // The curve is the run's: the line in it is a limit of its own.
    expect(model.run?.budget?.limitNano).toBeUndefined();
    expect(model.run?.moreBudgets).toMatchObject([{ label: 'run budget', limitNano: 1e9 }]);
    expect(model.run?.guardText).toContain('($1.00 a run, $0.02 a day)');
    expect(new RunsList().update(snapshot.runs, judged)?.rows[0]?.budgetText).toBe('91%');
  });

  test('a run that the day’s budget stopped offers to raise it, one that is done does not', () => {
    const stopped = busy([day]).event('budget_exceeded', { per: 'day' }).runEnd('stopped', 'budget_exceeded');
    expect(view(stopped, false).tooltip).toMatch(/\[Open Run\]\S+ · \[Raise Budget…\]/);
    expect(view(busy([day]).runEnd(), false).tooltip).not.toContain('Raise Budget');
  });

  test('an agent’s name is text', () => {
    const log = new LogBuilder().run({ budgets: [{ ...day, per: 'agent' }], agent: '[x](command:evil)' });
    log.call({});
    expect(view(log).tooltip).toContain('agent budget of \\[x\\]\\(command\\:evil\\) \\(day\\)');
  });
});
