/**
 * The accounts that budgets are kept in. All budgets for the same calls, stretch and unit share one account, whatever their
 * limits are; its name is that of its file in `<dir>/budget/`, which every recorder finds by the same rule
 * (`src/recorder/FORMAT.md`, "Shared budgets").
 */
import { BUDGET_NARROWINGS, type BudgetRef } from '../wire.ts';
import { hasAccounts } from './config.ts';
import type { PeriodKind } from './periods.ts';

export type BudgetUnit = 'usd' | 'tokens' | 'calls' | 'minutes';

/** Who makes a call, as far as budgets ask. */
export type Subject = { readonly [K in (typeof BUDGET_NARROWINGS)[number]]?: string };

/** What a budget's account lasts for: a run, or a stretch of the calendar. */
export function spanOf({ per, within }: BudgetRef): 'run' | PeriodKind {
  return hasAccounts(per) ? (within ?? 'day') : per;
}

export interface AccountScope {
  readonly budget: BudgetRef;
  readonly unit: BudgetUnit;
  /** the period's key, or the run's id */
  readonly key: string;
  /** whose it is, where each agent, task, user or model has one */
  readonly name?: string;
}

/** The name of an account: `day-2026-11-26-usd`, `run-<id>-tokens`, `day-2026-11-26-usd-9e3779b97f4a7c15`. */
export function accountName({ budget, unit, key, name }: AccountScope): string {
  const narrowing = [
    ...BUDGET_NARROWINGS.flatMap(what => {
      const pattern = budget[what];
      return pattern === undefined ? [] : [`${what}=${pattern.toLowerCase()}`];
    }),
    ...(name === undefined ? [] : [`each ${budget.per}=${name}`]),
  ];
  const plain = `${spanOf(budget)}-${key}-${unit}`;
  return narrowing.length === 0 ? plain : `${plain}-${fingerprint(narrowing.join('\n'))}`;
}

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** FNV-1a, 64 bits, over the text as `encodeURIComponent` writes it: a name for a file, no secret. */
export function fingerprint(text: string): string {
  let hash = FNV_OFFSET;
  for (const byte of encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte.charCodeAt(0))) * FNV_PRIME);
  }
  return hash.toString(16).padStart(16, '0');
}

/** A limit in the whole numbers of its account: nano-dollars, tokens, calls, milliseconds. */
export function wholeLimit(unit: BudgetUnit, limit: number): number {
  if (unit === 'usd') return Math.round(limit * 1e9);
  return unit === 'minutes' ? Math.round(limit * 60_000) : Math.floor(limit);
}

/** The same, as people give it: dollars, tokens, calls, minutes. */
export function givenLimit(unit: BudgetUnit, whole: number): number {
  if (unit === 'usd') return whole / 1e9;
  return unit === 'minutes' ? whole / 60_000 : whole;
}
