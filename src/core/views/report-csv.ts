/** A report as CSV (RFC 4180) for a spreadsheet: numbers in full, and no cell that a spreadsheet would run. */
import type { BudgetStatus } from '../budgets/status.ts';
import { fromNano } from '../money.ts';
import { amountKind, budgetPercent, costText, tightest } from './amounts.ts';
import { usdToTheLast } from './explain.ts';
import type { Report, ReportRow } from './report.ts';

type Cell = string | number | null;

const COLUMNS: readonly (readonly [head: string, cell: (row: ReportRow) => Cell])[] = [
  ['key', row => row.key],
  ['label', row => row.label],
  ['state', row => row.state ?? null],
  ['from', row => new Date(row.from).toISOString()],
  ['to', row => new Date(row.to).toISOString()],
  ['runs', row => row.runs],
  ['calls', ({ totals }) => totals.calls],
  ['failed_calls', ({ totals }) => totals.failed],
  ['blocked_calls', ({ totals }) => totals.blocked],
  ['input_tokens', ({ totals }) => totals.input],
  ['cache_read_tokens', ({ totals }) => totals.cacheRead],
  ['cache_write_tokens', ({ totals }) => totals.cacheWrite],
  ['output_tokens', ({ totals }) => totals.output],
  ['reasoning_tokens', ({ totals }) => totals.reasoning],
  // Blank where nothing is priced: a zero would be summed up.
  ['cost_usd', ({ totals }) => (amountKind(totals) === 'unpriced' ? null : usdToTheLast(totals.nano).slice(1))],
  ['cost_kind', ({ totals }) => amountKind(totals)],
  ['cost', ({ totals }) => costText(totals)],
  ['unpriced_calls', ({ totals }) => totals.unpriced],
  ['unpriced_tokens', ({ totals }) => totals.unpricedTokens],
  ['calls_without_usage', ({ totals }) => totals.withoutUsage],
  ['partial_calls', ({ totals }) => totals.partial],
  ['estimated_calls', ({ totals }) => totals.estimated],
];

/** With budgets in dollars that bind all calls of a day or week: the tightest, and how much of it is gone. */
function budgetColumns({ budgets }: Report): readonly (readonly [head: string, cell: (row: ReportRow) => Cell])[] {
  const general = budgets.filter(
    ({ rule: { agent, task, user, model }, status }) => status.unit === 'usd' && !(agent ?? task ?? user ?? model),
  );
  if (general.length === 0) return [];
  const cell =
    (show: (status: BudgetStatus) => Cell) =>
    ({ key }: ReportRow): Cell => {
      const status = tightest(general.filter(line => line.key === key).map(line => line.status));
      return status === undefined ? null : show(status);
    };
  return [
    ['budget_usd', cell(({ limit }) => usdToTheLast(fromNano(limit)).slice(1))],
    ['budget_used', cell(budgetPercent)],
  ];
}

/** With a what-if, what each run would have cost; blank where it can't be priced that way. */
function whatIfColumn({ whatIf }: Report): readonly (readonly [head: string, cell: (row: ReportRow) => Cell])[] {
  if (whatIf === undefined) return [];
  const amounts = new Map(whatIf.runs.map(({ run, result }) => [run.id, result.nano]));
  return [
    [
      'what_if_usd',
      ({ key }) => {
        const nano = key === null ? undefined : amounts.get(key);
        return nano === undefined || nano === null ? null : usdToTheLast(nano).slice(1);
      },
    ],
  ];
}

/** A line of heads, then one for each row, `\r\n` after each. No line of totals: a spreadsheet would count it twice. */
export function renderCsv(report: Report): string {
  const columns = [...COLUMNS, ...budgetColumns(report), ...whatIfColumn(report)];
  const rows = report.rows.map(row => columns.map(([, cell]) => csvCell(cell(row))));
  const lines = [columns.map(([head]) => head), ...rows];
  return lines.map(line => `${line.join(',')}\r\n`).join('');
}

/**
 * One cell. A text that a spreadsheet would take for a formula gets an apostrophe before it; texts with a comma, a quote,
 * a line break or an apostrophe of ours are quoted.
 */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const isFormula = /^\s*[=+\-@]|^[\t\r]/.test(value);
  const text = isFormula ? `'${value}` : value;
  return isFormula || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
