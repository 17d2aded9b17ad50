/** Runs → a report: what was spent, grouped by one thing, with how complete each sum is. Renderers stand beside it. */
import type { Pricer } from '../calls.ts';
import { compareRuns, type TaskComparison } from '../compare.ts';
import type { Call, CallSite, Run, Totals } from '../model.ts';
import { count, emptyTotals, type TotalsSum, tokensOf } from '../totals.ts';
import { type Scenario, type WhatIfRuns, whatIfRuns } from '../what-if.ts';
import { type Calendar, isoWeek } from './calendar.ts';
import { type BudgetLine, BudgetSums, type ScopedBudget } from './report-budgets.ts';

export const GROUPINGS = ['run', 'agent', 'task', 'user', 'model', 'day', 'week', 'site'] as const;
/** What a report is grouped by. Each call is in exactly one group, so the groups add up to the total. */
export type Grouping = (typeof GROUPINGS)[number];

export interface ReportInput {
  readonly runs: readonly Run[];
  readonly by: Grouping;
  /** Unix milliseconds: only calls that began then or later */
  readonly since?: number;
  readonly calendar: Calendar;
  /** who a run was for; absent where the log does not say */
  readonly userOf?: (run: Run) => string | undefined;
  /** how a file is named to people; as it is, where absent */
  readonly fileName?: (file: string) => string;
  /** `genai-prices 0.1.8, prices of 2026-09-22` */
  readonly priceNote: string;
  /** what else has to be said about the numbers, one sentence each */
  readonly notes: readonly string[];
  /** by day and by week: budgets of that period are held against what was spent in it */
  readonly budgets?: readonly ScopedBudget[];
  /** re-prices the same calls, where given */
  readonly whatIf?: { readonly scenario: Scenario; readonly price: Pricer };
}

export interface ReportRow {
  /** the run's id, the name, the model, the day; null for calls that have none */
  readonly key: string | null;
  /** what people read; names from logs, not escaped */
  readonly label: string;
  /** runs only: their state and when they began, as Unix milliseconds */
  readonly state?: Run['state'];
  readonly runs: number;
  readonly totals: Totals;
  /** when the first and the last call of the group began, Unix milliseconds */
  readonly from: number;
  readonly to: number;
}

export interface Report {
  readonly by: Grouping;
  readonly since?: number;
  readonly calendar: Calendar;
  /** days and weeks in their order, runs newest first, all else the most expensive first */
  readonly rows: readonly ReportRow[];
  readonly total: Omit<ReportRow, 'key' | 'label'>;
  /** by model only: the same tasks done by different models */
  readonly comparisons: readonly TaskComparison[];
  readonly priceNote: string;
  readonly notes: readonly string[];
  /** by day and by week only: how the budgets of that period stood in each */
  readonly budgets: readonly BudgetLine[];
  /** what the same calls would have cost otherwise, run by run and in all */
  readonly whatIf?: WhatIfRuns;
}

interface Group {
  readonly key: string | null;
  readonly label: string;
  readonly state?: Run['state'];
  readonly runs: Set<string>;
  readonly sum: TotalsSum;
  from: number;
  to: number;
}

export function report(input: ReportInput): Report {
  const { by, since = Number.NEGATIVE_INFINITY, calendar, priceNote, notes } = input;
  const groups = new Map<string, Group>();
  const all = newGroup({ key: null, label: '' });
  const budgets = new BudgetSums(
    by === 'day' || by === 'week' ? (input.budgets ?? []) : [],
    by === 'week' ? by : 'day',
  );
  for (const run of input.runs) {
    for (const call of run.calls) {
      if (call.startedAt < since) continue;
      const name = nameOf(run, call, input);
      const id = name.key ?? '';
      const group = groups.get(id) ?? newGroup(name);
      groups.set(id, group);
      for (const one of [group, all]) put(one, run, call);
      budgets.add(id, run, call, input.userOf?.(run));
    }
  }
  const rows = [...groups.values()].map(toRow).sort(order(by));
  const { key: _key, label: _label, ...total } = toRow(all);
  return {
    by,
    ...(input.since !== undefined && { since }),
    calendar,
    rows,
    total,
    comparisons: by === 'model' ? compareRuns(input.runs.filter(run => run.startedAt >= since)) : [],
    priceNote,
    notes,
    budgets: budgets.lines(),
    ...(input.whatIf && { whatIf: otherwise(input, since, input.whatIf) }),
  };
}

function otherwise(
  { runs }: ReportInput,
  since: number,
  { scenario, price }: NonNullable<ReportInput['whatIf']>,
): WhatIfRuns {
  const counted = runs.flatMap(run => {
    const calls = run.calls.filter(call => call.startedAt >= since);
    return calls.length === 0 ? [] : [{ ...run, calls }];
  });
  return whatIfRuns(counted, scenario, price);
}

type Name = Pick<Group, 'key' | 'label' | 'state'>;

function nameOf(run: Run, call: Call, { by, calendar, userOf, fileName }: ReportInput): Name {
  switch (by) {
    case 'run':
      return { key: run.id, label: run.name, state: run.state };
    case 'agent':
      return named(call.agent, 'no agent');
    case 'task':
      return named(run.task, 'no task');
    case 'user':
      return named(userOf?.(run), 'no user');
    case 'model':
      return named(call.requestModel ?? call.responseModel, 'no model named');
    case 'day':
      return named(calendar.day(call.startedAt), '');
    case 'week':
      return named(isoWeek(calendar.day(call.startedAt)), '');
    case 'site':
      return siteName(call.site, fileName);
  }
}

function named(name: string | undefined, none: string): Name {
  return name === undefined || name === '' ? { key: null, label: `(${none})` } : { key: name, label: name };
}

function siteName(site: CallSite | undefined, fileName: ReportInput['fileName']): Name {
  if (site === undefined) return { key: null, label: '(no place known)' };
  return { key: `${site.file}:${site.line}`, label: `${fileName?.(site.file) ?? site.file}:${site.line}` };
}

function newGroup(name: Name): Group {
  return { ...name, runs: new Set(), sum: emptyTotals(), from: Number.POSITIVE_INFINITY, to: 0 };
}

function put(group: Group, run: Run, call: Call): void {
  group.runs.add(run.id);
  count(group.sum, call, 1);
  group.from = Math.min(group.from, call.startedAt);
  group.to = Math.max(group.to, call.startedAt);
}

function toRow({ key, label, state, runs, sum, from, to }: Group): ReportRow {
  const totals = { ...sum };
  return { key, label, ...(state && { state }), runs: runs.size, totals, from: Math.min(from, to), to };
}

function order(by: Grouping): (a: ReportRow, b: ReportRow) => number {
  if (by === 'day' || by === 'week') return (a, b) => a.from - b.from;
  if (by === 'run') return (a, b) => b.from - a.from;
  return (a, b) => b.totals.nano - a.totals.nano || tokensOf(b.totals) - tokensOf(a.totals);
}
