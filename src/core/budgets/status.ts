/** A limit and how much of it is gone. */

import type { Totals } from '../model.ts';
import { ZERO } from '../money.ts';
import { isIncomplete } from '../totals.ts';
import type { BudgetRef } from '../wire.ts';
import type { BudgetUnit } from './accounts.ts';

/** `unknown`: nothing of what was spent has a price, or was counted, so nothing can be said against the limit. */
type BudgetLevel = 'within' | 'near' | 'over' | 'unknown';

export interface BudgetStatus {
  readonly budget: BudgetRef;
  readonly unit: BudgetUnit;
  /** nano-dollars, tokens, calls or minutes, by `unit` */
  readonly limit: number;
  readonly spent: number;
  /** spent ÷ limit */
  readonly ratio: number;
  /** `spent` is a lower bound: some calls have no price or no usage, or were cut off */
  readonly incomplete: boolean;
  readonly level: BudgetLevel;
  /** of a budget that is shared with other runs: the period, and whose account it is */
  readonly place?: { readonly key: string; readonly name?: string };
}

/** How a budget stands against totals. One status for each unit the budget limits. `elapsedMs` is the run's age. */
export function budgetStatus(budget: BudgetRef, totals: Totals, elapsedMs: number): readonly BudgetStatus[] {
  const spent: Record<BudgetUnit, number> = {
    usd: totals.nano,
    tokens: totals.input + totals.cacheRead + totals.cacheWrite + totals.output,
    calls: totals.calls - totals.blocked,
    minutes: elapsedMs / 60_000,
  };
  const limits: Record<BudgetUnit, number | undefined> = {
    usd: budget.usd === undefined ? undefined : Math.round(budget.usd * 1e9),
    tokens: budget.tokens,
    calls: budget.calls,
    minutes: budget.minutes,
  };
  const units: readonly BudgetUnit[] = ['usd', 'tokens', 'calls', 'minutes'];
  return units.flatMap(unit => {
    const limit = limits[unit];
    if (limit === undefined || !(limit > 0)) return [];
    const ratio = spent[unit] / limit;
    const incomplete = unit === 'usd' ? isIncomplete(totals) : unit === 'tokens' && missesTokens(totals);
    return [{ budget, unit, limit, spent: spent[unit], ratio, incomplete, level: level(ratio, budget, unit, totals) }];
  });
}

function level(ratio: number, budget: BudgetRef, unit: BudgetUnit, totals: Totals): BudgetLevel {
  if (ratio >= 1) return 'over';
  if (ratio >= budget.alertAt) return 'near';
  const nothingPriced = unit === 'usd' && totals.nano === ZERO && isIncomplete(totals);
  const nothingCounted = unit === 'tokens' && ratio === 0 && missesTokens(totals);
  return nothingPriced || nothingCounted ? 'unknown' : 'within';
}

function missesTokens(totals: Totals): boolean {
  return totals.withoutUsage > 0 || totals.partial > 0;
}
