/** Limits of a run, with the raises that its recorder has confirmed since. */
import type { RunEvent } from '../model.ts';
import { BUDGET_UNITS, type BudgetRef } from '../wire.ts';
import type { BudgetUnit } from './accounts.ts';

/** The last raise in each unit takes the place of all limits the run had in it. */
export function withRaises(budgets: readonly BudgetRef[], events: readonly RunEvent[]): readonly BudgetRef[] {
  return BUDGET_UNITS.reduce((known, unit) => {
    const limit = raiseOf(events, unit);
    if (limit === undefined) return known;
    const was = known.find(budget => budget[unit] !== undefined);
    const raised: BudgetRef = {
      per: 'run',
      alertAt: was?.alertAt ?? 0.8,
      action: was?.action ?? 'stop',
      [unit]: limit,
    };
    return [...known.flatMap(budget => without(budget, unit)), raised];
  }, budgets);
}

function raiseOf(events: readonly RunEvent[], unit: BudgetUnit): number | undefined {
  const data = events.findLast(event => isRaise(event, unit))?.data;
  const limit = data?.['limit'] ?? data?.['usd'];
  return typeof limit === 'number' && limit > 0 ? limit : undefined;
}

// Older recorders raised dollars of the run only, and did not say so.
function isRaise({ type, data }: RunEvent, unit: BudgetUnit): boolean {
  return type === 'budget_raised' && (data['per'] ?? 'run') === 'run' && (data['unit'] ?? 'usd') === unit;
}

/** The budget without its limit in one unit; none where it limits nothing else. */
function without(budget: BudgetRef, unit: BudgetUnit): readonly BudgetRef[] {
  const { usd, tokens, calls, minutes, ...rest } = budget;
  const limits = { usd, tokens, calls, minutes, [unit]: undefined };
  const left = BUDGET_UNITS.flatMap(one => (limits[one] === undefined ? [] : [[one, limits[one]] as const]));
  return left.length === 0 ? [] : [{ ...rest, ...Object.fromEntries(left) }];
}
