// A total that is not the whole story says so wherever it stands; a model without a price never looks like nothing.
import { describe, expect, test } from 'vitest';
import type { Run, Snapshot } from '../../../src/core/model.ts';
import { AgentsModels } from '../../../src/core/views/agents-models.ts';
import { annotations } from '../../../src/core/views/annotations.ts';
import { UTC } from '../../../src/core/views/calendar.ts';
import { columnTables, turnColumns } from '../../../src/core/views/columns.ts';
import { dashboard } from '../../../src/core/views/dashboard-model.ts';
import { openRun } from '../../../src/core/views/open-run.ts';
import { report } from '../../../src/core/views/report.ts';
import { renderCsv } from '../../../src/core/views/report-csv.ts';
import { reportJson } from '../../../src/core/views/report-json.ts';
import { renderMarkdown } from '../../../src/core/views/report-markdown.ts';
import { renderText } from '../../../src/core/views/report-text.ts';
import { RunsList } from '../../../src/core/views/runs-list.ts';
import { statusView } from '../../../src/core/views/status.ts';
import { calendarOf } from '../../../src/core/views/zone.ts';
import type { BudgetRef } from '../../../src/core/wire.ts';
import { type CallSpec, LogBuilder, T0 } from '../../support/log.ts';
import { snapshotOf } from '../../support/snapshot.ts';

const BUDGET = { per: 'run', usd: 1, alertAt: 0.8, action: 'stop' } as const;
const SITE: CallSpec = { site: ['/app/agent.mjs', 7] };

/** All that is shown of one run, surface by surface. */
function shown(calls: readonly CallSpec[], budget: BudgetRef = BUDGET) {
  const log = new LogBuilder().run({ budgets: [budget], name: 'agent.mjs' });
  for (const spec of calls) log.call({ ...SITE, ...spec });
  const snapshot: Snapshot = snapshotOf(log.lines);
  const { runs } = snapshot;
  const run = runs[0] as Run;
  const status = statusView({
    snapshot,
    now: T0 + 9000,
    days: calendarOf('UTC'),
    midnight: T0 - 1,
    seen: new Set(),
    priceNote: 'prices',
  });
  const { model } = dashboard({ snapshot, now: T0 + 9000, days: calendarOf('UTC'), notes: [], priceNote: 'prices' });
  const list = new RunsList().update(runs);
  const made = report({ runs, by: 'model', calendar: UTC, priceNote: 'prices', notes: [] });
  return {
    statusBar: status.text,
    label: status.label,
    tooltip: status.tooltip,
    lens: annotations(snapshot).get('/app/agent.mjs')?.[0]?.lens,
    header: `${model.run?.costText} ${model.run?.costNote}`,
    meter: model.run?.budget,
    runsRow: list?.rows[0],
    runsFooter: list?.footer,
    groups: new AgentsModels().view(runs),
    turns: turnColumns(run, columnTables(run), 0, 9),
    opened: openRun(run),
    text: renderText(made),
    markdown: renderMarkdown(made),
    csv: renderCsv(made),
    json: JSON.parse(JSON.stringify(reportJson(made, T0))),
  };
}

const UNKNOWN: CallSpec = { model: 'house-model-7' };

describe('some calls have no price', () => {
  const all = shown([{ input: 100_000 }, UNKNOWN, UNKNOWN, UNKNOWN]);

  test('the status bar', () => {
    expect(all.statusBar).toBe('$(pulse) ≥$0.25 · 3 unpriced · 25%+');
    expect(all.label).toBe('Spanmeter: agent.mjs, at least $0.25 · 3 unpriced, at least 25 percent of its budget');
    expect(all.tooltip).toContain('25%+ · ≥ $0.25 of $1.00');
    expect(all.tooltip).toContain('3 calls without a price');
    expect(all.tooltip).toContain('No price for house\\-model\\-7');
  });

  test('the line of source', () => expect(all.lens).toBe('≥ $0.25 so far · 4 calls, 3 unpriced'));

  test('the dashboard', () => {
    expect(all.header).toBe('≥ $0.25 3 calls without a price.');
    expect(all.meter).toMatchObject({ percentText: '25%+', text: '≥ $0.25 of $1.00' });
    expect(all.runsRow).toMatchObject({ costText: '≥ $0.25', budgetText: '25%+' });
    expect(all.runsFooter).toBe('1 run · ≥ $0.25 · 3 calls without a price');
    expect(all.opened).toMatchObject({ amount: '≥ $0.25', note: '3 calls without a price.' });
    expect([...all.turns.nano].map(Number.isNaN)).toEqual([false, true, true, true]);
  });

  test('the models', () => {
    const { groups, footer, unpriced } = all.groups;
    expect(groups.model.map(row => [row.name, row.costText, row.share])).toEqual([
      ['gpt-4o', '$0.25', 1],
      ['house-model-7', '3.3k tokens, no price', undefined],
    ]);
    expect(groups.model[1]).not.toHaveProperty('nano');
    expect(footer).toBe('1 run · ≥ $0.25 · 3 calls without a price');
    expect(unpriced.map(({ text }) => text)).toEqual(['No price for house-model-7: 3.3k tokens in 3 calls']);
  });

  test('reports', () => {
    for (const text of [all.text, all.markdown]) {
      expect(text).toMatch(/house\\?-model\\?-7.*3\.3k tokens, no price/);
      expect(text).toMatch(/Total.*≥ \$0\.25/);
      expect(text).toContain('Not the whole story: 3 calls without a price.');
    }
    const line = (all.csv.split('\r\n')[2] ?? '').replace(/"[^"]*"/g, 'text').split(',');
    const column = (name: string) => line[all.csv.split('\r\n')[0]?.split(',').indexOf(name) ?? -1];
    expect([column('cost_usd'), column('cost_kind'), column('unpriced_calls')]).toEqual(['', 'unpriced', '3']);
    expect(all.json.rows[1].cost).toMatchObject({ usd: null, nanoUsd: null, kind: 'unpriced', unpricedCalls: 3 });
    expect(all.json.total.cost).toMatchObject({ kind: 'atLeast', text: '≥ $0.25', unpricedCalls: 3 });
  });
});

describe('a budget', () => {
  test.each<[string, readonly CallSpec[], BudgetRef, string, string]>([
    ['of a model without a price is not 0%', [UNKNOWN], BUDGET, '?', 'unknown'],
    ['nearly all of whose calls have no price is not 0%', [{ input: 10, output: 0 }, UNKNOWN], BUDGET, '?', 'within'],
    ['of calls that told no usage is not 0%', [{ usageState: 'missing' }], BUDGET, '?', 'unknown'],
    [
      'in tokens of calls that told no usage is not 0%',
      [{ usageState: 'missing' }],
      { per: 'run', tokens: 1000, alertAt: 0.8, action: 'stop' },
      '?',
      'unknown',
    ],
    [
      'of a call that was cut off is a lower bound',
      [{ input: 100_000, status: 'cancelled', usageState: 'partial' }],
      BUDGET,
      '25%+',
      'within',
    ],
    ['of nothing yet is 0%', [{ took: null }], BUDGET, '0%', 'within'],
  ])('%s', (_, calls, budget, percent, level) => {
    const { meter, runsRow } = shown(calls, budget);
    expect(meter).toMatchObject({ percentText: percent, level });
    expect(runsRow?.budgetText).toBe(percent);
  });
});

test('what was cut off is counted with what is known, and said', () => {
  const all = shown([{ input: 100_000, output: 0, status: 'cancelled', usageState: 'partial' }]);
  expect(all.statusBar).toBe('$(pulse) ≥$0.25 · 25%+');
  expect(all.header).toBe('≥ $0.25 1 call cut off, counted with what was reported.');
});

test('an estimate is marked', () => {
  const all = shown([{ input: 100_000, output: 0, usageState: 'estimated' }]);
  expect(all.statusBar).toBe('$(pulse) ≈$0.25 · 25%');
  expect(all.lens).toBe('≈ $0.25 so far · 1 call');
  expect(all.header).toBe('≈ $0.25 1 call estimated.');
  expect(all.runsRow?.costText).toBe('≈ $0.25');
});

test('a run without any amount is sorted as such', () => {
  expect(shown([UNKNOWN]).runsRow).not.toHaveProperty('nano');
});
