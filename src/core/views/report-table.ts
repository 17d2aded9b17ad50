/** A report as cells of text, ready for a terminal or for Markdown. */
import type { ModelRuns, TaskComparison } from '../compare.ts';
import { formatUsd, type NanoUsd } from '../money.ts';
import { count, formatCount, formatTokens } from '../text.ts';
import { inputOf } from '../totals.ts';
import type { WhatIf } from '../what-if.ts';
import { budgetAmounts, budgetPercent, costText, incompleteness } from './amounts.ts';
import { outlierText } from './compare.ts';
import { BASIS } from './explain.ts';
import type { Grouping, Report, ReportRow } from './report.ts';
import { budgetName } from './report-budgets.ts';
import { scenarioText, whatIfAmount, whatIfNotes, whatIfText } from './what-if.ts';

interface TableColumn {
  readonly head: string;
  readonly align: 'left' | 'right';
}

/** Rows have a cell for each column. Cells are plain text: names in them are not escaped. */
export interface Table {
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  readonly total?: readonly string[];
}

const HEADS: Readonly<Record<Grouping, string>> = {
  run: 'Run',
  agent: 'Agent',
  task: 'Task',
  user: 'User',
  model: 'Model',
  day: 'Day',
  week: 'Week',
  site: 'Place in the source',
};

/** `Cost by model since 2026-11-01 00:00`. */
function reportTitle({ by, since, calendar }: Report): string {
  return `Cost by ${by === 'site' ? 'place in the source' : by}${since === undefined ? '' : ` since ${calendar.minute(since)}`}`;
}

export function reportTable(report: Report): Table {
  const { by, calendar, rows, total } = report;
  const isRun = by === 'run';
  const left = isRun ? [HEADS[by], 'Began', 'State'] : [HEADS[by]];
  const right = [...(isRun ? [] : ['Runs']), 'Calls', 'Input', 'Cached', 'Output', 'Cost'];
  const numbers = ({ runs, totals }: Report['total']): readonly string[] => [
    ...(isRun ? [] : [formatCount(runs)]),
    formatCount(totals.calls),
    formatTokens(inputOf(totals)),
    formatTokens(totals.cacheRead),
    formatTokens(totals.output),
    costText(totals),
  ];
  const name = (row: ReportRow): readonly string[] =>
    isRun ? [row.label, calendar.minute(row.from), row.state ?? ''] : [row.label];
  return {
    title: reportTitle(report),
    columns: [
      ...left.map(head => ({ head, align: 'left' as const })),
      ...right.map(head => ({ head, align: 'right' as const })),
    ],
    rows: rows.map(row => [...name(row), ...numbers(row)]),
    total: [isRun ? `${formatCount(total.runs)} in all` : 'Total', ...left.slice(1).map(() => ''), ...numbers(total)],
  };
}

/** A table for each task that more than one model has done. */
export function comparisonTables({ comparisons }: Report): readonly Table[] {
  return comparisons.filter(several).map(({ task, models }) => ({
    title: `Same task, several models: ${task}`,
    columns: [
      { head: 'Model', align: 'left' },
      ...['Runs', 'Cost, median', 'p90', 'max', 'Tokens, median', 'Turns, median'].map(head => ({
        head,
        align: 'right' as const,
      })),
    ],
    rows: models.map(comparisonRow),
  }));
}

/** How the budgets of each day or week stood; none where there are none. */
export function budgetTables({ by, budgets }: Report): readonly Table[] {
  if (budgets.length === 0) return [];
  return [
    {
      title: `Budgets by ${by}`,
      columns: [
        { head: HEADS[by], align: 'left' },
        { head: 'Budget', align: 'left' },
        { head: 'Spent', align: 'right' },
        { head: 'Used', align: 'right' },
      ],
      rows: budgets.map(line => [line.key, budgetName(line), budgetAmounts(line.status), budgetPercent(line.status)]),
    },
  ];
}

/** Each run beside what it would have cost; none where it was not asked, or the report is not by run. */
export function whatIfTables({ by, whatIf, calendar }: Report): readonly Table[] {
  if (whatIf === undefined || by !== 'run') return [];
  const { total, runs } = whatIf;
  const [head = '', ...rest] = scenarioText(total.scenario);
  const was = ({ actual, actualIncomplete }: WhatIf): string =>
    actual === null ? 'no price' : `${actualIncomplete ? '≥ ' : ''}${formatUsd(actual)}`;
  return [
    {
      title: `What if: ${scenarioText(total.scenario)}`,
      columns: [
        { head: HEADS.run, align: 'left' },
        { head: 'Began', align: 'left' },
        { head: 'Cost', align: 'right' },
        { head: `${head.toUpperCase()}${rest.join('')}`, align: 'right' },
      ],
      rows: runs.map(({ run, result }) => [
        run.name,
        calendar.minute(run.startedAt),
        was(result),
        whatIfAmount(result),
      ]),
      total: [`${formatCount(runs.length)} in all`, '', was(total), whatIfAmount(total)],
    },
  ];
}

/** What has to be said with the numbers, one sentence each, the basis of all amounts last. */
export function reportNotes(report: Report): readonly string[] {
  const missing = incompleteness(report.total.totals);
  return [
    ...report.comparisons.flatMap(({ task, outliers }) => outliers.map(outlier => outlierText(outlier, task))),
    ...(missing === undefined ? [] : [`Not the whole story: ${missing}.`]),
    ...whatIfSentences(report),
    ...report.notes,
    `${BASIS}. ${report.priceNote}. Days and times: ${report.calendar.zone}.`,
  ];
}

function whatIfSentences({ whatIf }: Report): readonly string[] {
  if (whatIf === undefined) return [];
  return [`What if: ${whatIfText(whatIf.total, count(whatIf.runs.length, 'run'))}.`, ...whatIfNotes(whatIf.total)];
}

function several({ models }: TaskComparison): boolean {
  return models.length > 1;
}

function comparisonRow({ model, runs, nano, tokens, turns, incomplete }: ModelRuns): readonly string[] {
  const amount = (value: NanoUsd | undefined): string =>
    value === undefined ? 'no price' : `${incomplete > 0 ? '≥ ' : ''}${formatUsd(value)}`;
  return [
    model ?? '(no model named)',
    formatCount(runs),
    amount(nano?.median),
    amount(nano?.p90),
    amount(nano?.max),
    formatTokens(tokens.median),
    formatCount(turns.median),
  ];
}
