import { describe, expect, test } from 'vitest';
import type { BudgetRule } from '../../../src/core/budgets/config.ts';
import { UTC } from '../../../src/core/views/calendar.ts';
import { type Grouping, report } from '../../../src/core/views/report.ts';
import { renderCsv } from '../../../src/core/views/report-csv.ts';
import { reportJson } from '../../../src/core/views/report-json.ts';
import { renderMarkdown } from '../../../src/core/views/report-markdown.ts';
import { renderText } from '../../../src/core/views/report-text.ts';
import { LogBuilder } from '../../support/log.ts';
import { snapshotOf } from '../../support/snapshot.ts';

const DAY = 86_400_000;
const rule = (rest: Partial<BudgetRule>): BudgetRule => ({ per: 'day', alertAt: 0.8, action: 'stop', ...rest });

/** Two days: $0.25 and a model without a price; $0.25 of an agent and $0.10. */
function made(by: Grouping, rules: readonly BudgetRule[], dir?: string) {
  const log = new LogBuilder().run({ name: 'a.mjs' });
  log.call({ at: 0, input: 100_000, output: 0 });
  log.call({ at: 1000, model: 'house-model-7' });
  log.call({ at: DAY, input: 100_000, output: 0, a: { 'gen_ai.agent.name': 'coder|x' } });
  log.call({ at: DAY + 1000, input: 40_000, output: 0 });
  const { runs } = snapshotOf(log.lines);
  const budgets = rules.map(each => ({ rule: each, ...(dir !== undefined && { dir }) }));
  return report({ runs, by, calendar: UTC, priceNote: 'prices', notes: [], budgets });
}

describe('a report by the day', () => {
  const rules = [
    rule({ usd: 1 }),
    rule({ usd: 0.5, agent: 'coder*' }),
    rule({ tokens: 200_000 }),
    rule({ minutes: 5 }),
  ];

  test('says how much of each budget is gone, and where that is not known', () => {
    const text = renderText(made('day', rules));
    expect(text).toContain('Budgets by day');
    expect(text).toMatch(/^2026-11-20 +\$1\.00 a day +≥ \$0\.25 of \$1\.00 +25%\+$/m);
    expect(text).toMatch(/^2026-11-21 +\$1\.00 a day +\$0\.35 of \$1\.00 +35%$/m);
    expect(text).toMatch(/^2026-11-20 +\$0\.50 a day, agent coder\* +\$0\.00 of \$0\.50 +0%$/m);
    expect(text).toMatch(/^2026-11-21 +\$0\.50 a day, agent coder\* +\$0\.25 of \$0\.50 +50%$/m);
    expect(text).toMatch(/^2026-11-20 +200,000 tokens a day +101k of 200k tokens +51%$/m);
    expect(text).not.toContain('minutes');
  });

  test('as Markdown, CSV and JSON', () => {
    const result = made('day', rules);
    expect(renderMarkdown(result)).toContain('| 2026-11-21 | $0.50 a day, agent coder\\* | $0.25 of $0.50 | 50% |');
    const lines = renderCsv(result).split('\r\n');
    expect(lines.map(line => line.split(',').slice(-2))).toEqual([
      ['budget_usd', 'budget_used'],
      ['1.00', '25%+'],
      ['1.00', '35%'],
      [''],
    ]);
    const { budgets } = JSON.parse(JSON.stringify(reportJson(result, 0)));
    expect(budgets).toHaveLength(6);
    expect(budgets[0]).toEqual({
      ...{ key: '2026-11-20', per: 'day', agent: null, task: null, user: null, model: null, action: 'stop' },
      ...{ unit: 'usd', limit: 1, spent: 0.25, ratio: 0.25, incomplete: true, level: 'within' },
    });
  });

  test('a model without a price is not 0% of its budget', () => {
    const result = made('day', [rule({ usd: 1, model: 'house*' })]);
    expect(renderText(result)).toMatch(/^2026-11-20 +\$1\.00 a day, model house\* +≥ \$0\.00 of \$1\.00 +\?$/m);
    expect(JSON.parse(JSON.stringify(reportJson(result, 0))).budgets[0]).toMatchObject({
      ratio: null,
      level: 'unknown',
    });
  });
});

test('a report by the week has budgets of weeks, those of another project bind nothing, other reports have none', () => {
  const week = rule({ per: 'week', usd: 1 });
  expect(made('week', [week, rule({ usd: 9 })]).budgets.map(({ key, status }) => [key, status.spent])).toEqual([
    ['2026-W47', 600_000_000],
  ]);
  expect(made('week', [week], '/elsewhere').budgets).toEqual([]);
  expect(made('week', [week], '/log').budgets).toHaveLength(1);
  expect(made('run', [week]).budgets).toEqual([]);
  expect(renderText(made('run', [week]))).not.toContain('Budgets');
});
