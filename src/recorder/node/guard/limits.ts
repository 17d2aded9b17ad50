/** The limits that bind a run, each in one unit. */
import type { BudgetRule } from '../../../core/budgets/config.ts';
import { formatUsdExact, fromNano } from '../../../core/money.ts';
import type { BudgetRef } from '../../../core/wire.ts';

const UNITS = ['usd', 'tokens', 'calls', 'minutes'] as const;
export type Unit = (typeof UNITS)[number];

/** A budget and where it was set: `spanmeter.json`, `SPANMETER_BUDGET_USD`, `run()`, … */
export interface SourcedRule {
  readonly rule: BudgetRule;
  readonly source: string;
}

export interface Limit {
  readonly per: BudgetRef['per'];
  readonly unit: Unit;
  /** in the unit; `usd` in nano-dollars */
  readonly limit: number;
  readonly alertAt: number;
  readonly action: BudgetRef['action'];
  readonly source: string;
  /** calls it is narrowed to, by model */
  readonly model?: string;
  alerted: boolean;
  exceeded: boolean;
}

/** One limit for each unit a budget names. */
export function limitsOf({ rule, source }: SourcedRule): Limit[] {
  return UNITS.flatMap(unit => {
    const value = rule[unit];
    if (value === undefined) return [];
    return [
      {
        per: rule.per,
        unit,
        limit: unit === 'usd' ? Math.round(value * 1e9) : value,
        alertAt: rule.alertAt,
        action: rule.action,
        source,
        ...(rule.model !== undefined && { model: rule.model }),
        alerted: false,
        exceeded: false,
      },
    ];
  });
}

/** A budget as the log names it: without what it was narrowed by, which has been looked at. */
export function budgetRef({ per, usd, tokens, calls, minutes, alertAt, action }: BudgetRule): BudgetRef {
  return {
    per,
    ...(usd !== undefined && { usd }),
    ...(tokens !== undefined && { tokens }),
    ...(calls !== undefined && { calls }),
    ...(minutes !== undefined && { minutes }),
    alertAt,
    action,
  };
}

/** What is spent, what it may not exceed, and what may come on top: in the unit of the limit. */
export interface Standing {
  readonly spent: number;
  /** calls in flight may cost up to this */
  readonly held: number;
  /** this call may cost up to this; undefined where nothing bounds it */
  readonly next?: number;
}

/** Whether the next call has to be refused. Where nothing bounds it, only what is certain counts. */
export function isExceeded(limit: Limit, { spent, held, next }: Standing): boolean {
  if (spent >= limit.limit) return true;
  if (limit.unit === 'calls' || limit.unit === 'minutes') return false;
  return next === undefined ? spent + held >= limit.limit : spent + held + next > limit.limit;
}

/** The sentence a refused call's error carries. */
export function refusalMessage(limit: Limit, standing: Standing): string {
  const amounts = `${amount(limit.unit, standing.spent)} of ${amount(limit.unit, limit.limit)}`;
  const name = limit.unit === 'usd' ? `spent ${amounts}` : `${amounts} ${limit.unit}`;
  const reasons: string[] = [];
  if (standing.spent < limit.limit) {
    if (standing.next !== undefined) reasons.push(`this call may cost up to ${amount(limit.unit, standing.next)}`);
    if (standing.held > 0) reasons.push(`calls in flight may cost up to ${amount(limit.unit, standing.held)}`);
  }
  const why = reasons.length > 0 ? `; ${reasons.join(', ')}` : '';
  const where = limit.source.startsWith('SPANMETER_') ? `; set by ${limit.source}` : '';
  return `Budget exceeded: ${name} (${limit.per} budget)${why}${where}`;
}

/** An amount in words: `$0.5012`, `1,200`, `9.5`. */
function amount(unit: Unit, value: number): string {
  if (unit === 'usd') return formatUsdExact(fromNano(Math.max(0, Math.round(value))));
  return unit === 'minutes' ? value.toFixed(1) : Math.ceil(value).toLocaleString('en-US');
}

/** An amount as the log holds it: dollars, tokens, calls or minutes. */
export function logged(unit: Unit, value: number): number {
  return unit === 'usd' ? value / 1e9 : value;
}
