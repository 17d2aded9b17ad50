import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../src/core/compare.ts';
import { outlierText } from '../../src/core/views/compare.ts';
import { type CallSpec, LogBuilder } from '../support/log.ts';
import { snapshotOf } from '../support/snapshot.ts';

/** Runs of one call each. */
function runs(...specs: readonly (CallSpec & { name?: string; task?: string })[]) {
  const log = new LogBuilder();
  specs.forEach(({ name = 'agent.mjs', task, ...spec }, i) => {
    const run = `run${i}`;
    const at = i * 60_000;
    log.add({ t: 'run', ts: Date.UTC(2026, 10, 20), run, name, ...(task && { task }), budgets: [], guard: 'off' });
    log.call({ output: 0, ...spec, run, at });
  });
  return snapshotOf(log.lines, false).runs;
}

const MINI = { model: 'gpt-4o-mini' };

describe('runs of one task, by model', () => {
  it('counts, sums and quantiles of runs that took place', () => {
    const inputs = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(n => n * 1000);
    const [task] = compareRuns(runs(...inputs.map(input => ({ input }))));
    expect(task).toMatchObject({ task: 'agent.mjs', outliers: [] });
    expect(task?.models).toEqual([
      {
        model: 'gpt-4o',
        runs: 10,
        incomplete: 0,
        // $2.50 per million
        nano: { total: 137_500_000, median: 12_500_000, p90: 22_500_000, max: 25_000_000 },
        tokens: { total: 55_000, median: 5000, p90: 9000, max: 10_000 },
        turns: { total: 10, median: 1, p90: 1, max: 1 },
      },
    ]);
  });

  it('the task, where there is one, else the name; a run counts for the model of most tokens', () => {
    const found = compareRuns(runs({ task: 'triage' }, { task: 'triage', name: 'b.mjs', ...MINI }, { name: 'b.mjs' }));
    expect(found.map(({ task, models }) => [task, models.length])).toEqual([
      ['triage', 2],
      ['b.mjs', 1],
    ]);
  });

  it('a model without a price has no amount, and is no outlier', () => {
    const [task] = compareRuns(runs({ input: 90_000, model: 'house-model-7' }, { input: 1000 }));
    expect(task?.models.find(({ model }) => model === 'house-model-7')).toMatchObject({ nano: null, incomplete: 1 });
    expect(task?.outliers).toEqual([]);
  });

  it('leaves out runs that go on, and those that called nothing', () => {
    const log = new LogBuilder().run();
    log.run({ run: 'bb' });
    log.call();
    expect(compareRuns(snapshotOf(log.lines, true).runs)).toEqual([]);
    expect(compareRuns(snapshotOf(log.lines, false).runs)).toHaveLength(1);
  });
});

describe('outliers', () => {
  it('the cheaper model used three times the tokens', () => {
    const [task] = compareRuns(runs({ input: 10_000 }, { ...MINI, input: 30_000 }, { ...MINI, input: 40_000 }));
    const [outlier] = task?.outliers ?? [];
    expect(outlier).toMatchObject({ cheaper: 'gpt-4o-mini', dearer: 'gpt-4o', runs: ['run2', 'run1'], of: 2 });
    expect(outlier && outlierText(outlier, 'agent.mjs')).toBe(
      'gpt-4o-mini took 3.0× the tokens of gpt-4o for agent.mjs (30k instead of 10k in the median run), at $0.0045 instead of $0.03 a run.',
    );
  });

  it('one run of several', () => {
    const [task] = compareRuns(runs({ input: 10_000 }, { ...MINI, input: 10_000 }, { ...MINI, input: 30_000 }));
    const [outlier] = task?.outliers ?? [];
    expect(outlier && outlierText(outlier, 't')).toMatch(/^1 of 2 runs on gpt-4o-mini took at least 3× the tokens/);
  });

  it('silent below three times, and where the dearer model used more', () => {
    expect(compareRuns(runs({ input: 10_000 }, { ...MINI, input: 29_999 }))[0]?.outliers).toEqual([]);
    expect(compareRuns(runs({ input: 90_000 }, { ...MINI, input: 10_000 }))[0]?.outliers).toEqual([]);
  });
});
