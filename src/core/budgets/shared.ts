/**
 * How the budgets stand that a run shares with others: those of its day, week, agent, user and the like. Worked out from the
 * log, over all runs of its folder.
 */

import type { Call, Run } from '../model.ts';
import { add } from '../money.ts';
import { count, emptyTotals, type TotalsSum } from '../totals.ts';
import { BUDGET_NARROWINGS, type BudgetRef } from '../wire.ts';
import { type Subject, spanOf, wholeLimit } from './accounts.ts';
import { hasAccounts, isMeant } from './config.ts';
import { type Days, periodAt } from './periods.ts';
import { type BudgetStatus, budgetStatus } from './status.ts';

/** A stretch of time and whose calls in it count. */
interface Scope {
  readonly budget: BudgetRef;
  /** the period's key, or the run's id */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** whose account it is, where each agent, task, user or model has one */
  readonly name?: string;
}

/** The run with the budgets it shares among its own. For an ended run they stand as they did at its end. */
export function withSharedBudgets(run: Run, runs: readonly Run[], now: number, days: Days): Run {
  if (run.limits.length === 0) return run;
  const at = run.state === 'live' ? now : run.lastAt;
  const shared = run.limits.flatMap(budget =>
    scopesOf(budget, run, at, days).flatMap(scope => statusOf(scope, run, runs)),
  );
  return { ...run, budgets: [...run.budgets, ...shared] };
}

/** One scope for most budgets; one for each model a run has used, where each model has an account. */
function scopesOf(budget: BudgetRef, run: Run, at: number, days: Days): readonly Scope[] {
  const span = spanOf(budget);
  const stretch =
    span === 'run'
      ? { key: run.id, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
      : periodAt(span, at, days);
  const { key, from, to } = stretch;
  if (!hasAccounts(budget.per)) return [{ budget, key, from, to }];
  const names = budget.per === 'model' ? [...new Set(run.calls.map(call => call.requestModel))] : [run[budget.per]];
  return names.flatMap(name => (name === undefined ? [] : [{ budget, key, from, to, name }]));
}

function statusOf(scope: Scope, run: Run, runs: readonly Run[]): readonly BudgetStatus[] {
  const { budget, key, name } = scope;
  const isOfRun = spanOf(budget) === 'run';
  const members = isOfRun ? [run] : runs.filter(one => one.dir === run.dir && one.lastAt >= scope.from);
  const sums = members.map(one => spentIn(one, scope));
  const totals = emptyTotals();
  let ms = 0;
  for (const sum of sums) {
    merge(totals, sum.totals);
    ms += sum.ms;
  }
  const place = { key, ...(name !== undefined && { name }) };
  return budgetStatus(budget, totals, ms).map(status => {
    const limit = Math.max(status.limit, ...members.flatMap(one => raisesOf(one, scope, status.unit)));
    return { ...(limit > status.limit ? raised(status, limit) : status), place };
  });
}

function raised(status: BudgetStatus, limit: number): BudgetStatus {
  const ratio = status.spent / limit;
  const near = ratio >= status.budget.alertAt ? 'near' : 'within';
  return { ...status, limit, ratio, level: status.level === 'unknown' ? 'unknown' : ratio >= 1 ? 'over' : near };
}

/** What the recorder said it was raised to. */
function raisesOf(run: Run, { budget, key, name }: Scope, unit: BudgetStatus['unit']): readonly number[] {
  return run.events.flatMap(({ type, data }) => {
    const isThis = type === 'budget_raised' && data['per'] === budget.per && data['unit'] === unit;
    const limit = data['limit'];
    if (!isThis || data['name'] !== name || (data['period'] ?? run.id) !== key || typeof limit !== 'number') return [];
    return [wholeLimit(unit, limit)];
  });
}

interface Spent {
  readonly totals: TotalsSum;
  /** how long its calls took, milliseconds */
  readonly ms: number;
}

// A run is an object that never changes: what was worked out of it holds as long as it does.
const KNOWN = new WeakMap<Run, Map<string, Spent>>();

function spentIn(run: Run, scope: Scope): Spent {
  const known = KNOWN.get(run) ?? new Map<string, Spent>();
  KNOWN.set(run, known);
  const { budget, from, to, name } = scope;
  const id = JSON.stringify([from, to, name, budget.per, BUDGET_NARROWINGS.map(what => budget[what])]);
  const found = known.get(id);
  if (found !== undefined) return found;
  const totals = emptyTotals();
  let ms = 0;
  for (const call of run.calls) {
    if (call.startedAt < from || call.startedAt >= to || !isOf(scope, run, call)) continue;
    count(totals, call, 1);
    ms += (call.endedAt ?? call.startedAt) - call.startedAt;
  }
  known.set(id, { totals, ms });
  return { totals, ms };
}

function isOf({ budget, name }: Scope, run: Run, call: Call): boolean {
  const subject: Subject = {
    ...(run.agent !== undefined && { agent: run.agent }),
    ...(run.task !== undefined && { task: run.task }),
    ...(run.user !== undefined && { user: run.user }),
    ...(call.requestModel !== undefined && { model: call.requestModel }),
  };
  if (hasAccounts(budget.per) && subject[budget.per] !== name) return false;
  return BUDGET_NARROWINGS.every(what => {
    const pattern = budget[what];
    return pattern === undefined || isMeant(pattern, subject[what] ?? '');
  });
}

function merge(sum: TotalsSum, more: TotalsSum): void {
  const { nano: _nano, ...plain } = more;
  for (const key of Object.keys(plain) as (keyof typeof plain)[]) sum[key] += more[key];
  sum.nano = add(sum.nano, more.nano);
}
