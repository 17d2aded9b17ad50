import { describe, expect, test } from 'vitest';
import { Ledger } from '../../../src/core/ledger.ts';
import type { Run } from '../../../src/core/model.ts';
import { AgentsModels } from '../../../src/core/views/agents-models.ts';
import { LogBuilder } from '../../support/log.ts';
import { price } from '../../support/pricer.ts';
import { SOURCE, snapshotOf } from '../../support/snapshot.ts';

/** Two runs: one on gpt-4o (1,000 in, 100 out: $0.0035 a call), one on a model without a price. */
function log(): LogBuilder {
  const log = new LogBuilder().run({ run: 'a1', name: 'triage' });
  log.call({ run: 'a1', site: ['/home/dev/a.mjs', 3], a: { 'gen_ai.agent.name': 'coder' } });
  log.call({ run: 'a1', site: ['/home/dev/a.mjs', 9], cacheRead: 1000 });
  log.run({ run: 'b2', name: 'triage', at: 60_000 });
  log.call({ run: 'b2', at: 60_001, model: 'house-model-7', site: ['/home/dev/a.mjs', 3] });
  log.call({ run: 'b2', at: 61_001, model: 'gpt-4o', site: ['/home/dev/a.mjs', 3] });
  return log;
}

describe('rows', () => {
  const view = new AgentsModels().view(snapshotOf(log().lines).runs);

  test('by model: the most expensive first, one without a price never as zero', () => {
    // gpt-4o: 2 × $0.0035 and one with 1,000 cached at $1.25/M more = $0.01175
    expect(view.groups.model).toEqual([
      {
        ...{ key: '=gpt-4o', name: 'gpt-4o', runs: 2, calls: 3, input: 4000, output: 300, cachedShare: 0.25 },
        ...{ share: 1, nano: 11_750_000, costText: '$0.01', perCall: 3_916_667, perCallText: '$0.0039' },
      },
      {
        ...{ key: '=house-model-7', name: 'house-model-7', runs: 1, calls: 1, input: 1000, output: 100 },
        ...{ cachedShare: 0, costText: '1.1k tokens, no price' },
      },
    ]);
  });

  test('by agent: calls of none are a row of their own', () => {
    expect(view.groups.agent.map(({ key, name, calls, costText }) => [key, name, calls, costText])).toEqual([
      ['', '(no agent)', 3, '≥ $0.0083'],
      ['=coder', 'coder', 1, '$0.0035'],
    ]);
  });

  test('by call site: with the place to open', () => {
    expect(view.groups.site.map(({ name, runs, site }) => [name, runs, site?.file, site?.line])).toEqual([
      ['a.mjs:3', 2, '/home/dev/a.mjs', 3],
      ['a.mjs:9', 1, '/home/dev/a.mjs', 9],
    ]);
  });

  test('add up to the footer', () => {
    expect(view.footer).toBe('2 runs · ≥ $0.01 · 1 call without a price');
    for (const rows of Object.values(view.groups)) {
      expect(rows.reduce((sum, { calls }) => sum + calls, 0)).toBe(4);
    }
  });

  test('of no runs are none', () => {
    expect(new AgentsModels().view([])).toMatchObject({
      footer: 'No runs recorded yet.',
      unpriced: [],
      comparisons: [],
    });
  });
});

describe('models without a price', () => {
  test('most tokens first, with the reason and the nearest known', () => {
    const log = new LogBuilder().run();
    log.call({ model: 'house-model-7' });
    log.call({ model: 'gpt-4o-minni', input: 400_000 });
    log.call({ model: 'house-model-7' });
    log.call({ model: 'silent-model', usageState: 'missing' });
    expect(new AgentsModels().view(snapshotOf(log.lines).runs).unpriced).toEqual([
      {
        model: 'gpt-4o-minni',
        text: 'No price for gpt-4o-minni: 400k tokens in 1 call',
        note: expect.stringContaining('it looks like openai/gpt-4o'),
      },
      {
        model: 'house-model-7',
        text: 'No price for house-model-7: 2.2k tokens in 2 calls',
        note: expect.stringContaining('not in the price table'),
      },
    ]);
  });
});

describe('comparisons', () => {
  const spent = (run: string, model: string, input: number, at: number, log: LogBuilder) => {
    log.run({ run, name: 'triage', at });
    log.call({ run, at: at + 1, model, input });
  };

  test('of a task on two models, with the outlier in words; a task on one model is none', () => {
    const log = new LogBuilder();
    spent('a1', 'gpt-4o', 10_000, 0, log);
    spent('b2', 'gpt-4o-mini', 50_000, 60_000, log);
    log.run({ run: 'c3', name: 'alone', at: 120_000 });
    log.call({ run: 'c3', at: 120_001 });
    const { comparisons } = new AgentsModels().view(snapshotOf(log.lines, false).runs);
    expect(comparisons).toEqual([
      {
        task: 'triage',
        rows: expect.arrayContaining([
          {
            ...{ model: 'gpt-4o', runs: '1', median: '$0.03', p90: '$0.03', max: '$0.03' },
            ...{ tokens: '10k', turns: '1', total: '$0.03' },
          },
        ]),
        notes: [expect.stringContaining('gpt-4o-mini took 5.0× the tokens of gpt-4o for triage')],
      },
    ]);
  });

  test('leave out runs that are live', () => {
    const log = new LogBuilder();
    spent('a1', 'gpt-4o', 1000, 0, log);
    spent('b2', 'gpt-4o-mini', 5000, 60_000, log);
    expect(new AgentsModels().view(snapshotOf(log.lines, true).runs).comparisons).toEqual([]);
  });
});

test('a view of changed runs is that of a fresh start', () => {
  const models = new AgentsModels();
  const ledger = new Ledger(price);
  ledger.setAlive(SOURCE.file, true);
  const views = (runs: readonly Run[]) => [models.view(runs), new AgentsModels().view(runs)];
  for (const line of log().lines) {
    ledger.apply(SOURCE, [line]);
    const [kept, fresh] = views(ledger.snapshot().runs);
    expect(kept).toEqual(fresh);
  }
  ledger.setAlive(SOURCE.file, false);
  const [kept, fresh] = views(ledger.snapshot().runs);
  expect(kept).toEqual(fresh);
});

test('models in use, most tokens first', () => {
  const { runs } = snapshotOf(log().lines);
  expect(new AgentsModels().modelsInUse(runs)).toEqual(['gpt-4o', 'house-model-7']);
});
