/** Sets the limit of each run in `spanmeter.json`. */
import { type Edited, editConfig } from '../config-text.ts';
import { isObject } from '../fields.ts';
import type { BudgetUnit } from './accounts.ts';

/** The file with its limit per run set to `usd`, or what is wrong with the file. `text` is undefined where there is none. */
export function withRunBudget(text: string | undefined, usd: number): Edited {
  return editConfig(text, config => {
    const known = config['budgets'] ?? [];
    if (!Array.isArray(known)) return { problem: '"budgets" is not a list' };
    const budgets: unknown[] = [...known];
    const place = budgets.findIndex(isPlainRunBudget);
    if (place < 0) budgets.unshift({ per: 'run', usd, alertAt: 0.8, action: 'stop' });
    else budgets[place] = { ...(budgets[place] as object), usd };
    return { ...config, budgets };
  });
}

/** A limit in dollars on every run: one that is narrowed to an agent or a model is another matter. */
function isPlainRunBudget(entry: unknown): boolean {
  if (!isObject(entry) || entry['per'] !== 'run' || entry['usd'] === undefined) return false;
  return !['agent', 'task', 'user', 'model'].some(key => key in entry);
}

/** What a person typed as a limit in this unit, or what is wrong with it: `$2`, `2,000,000`, `90`. */
export function parseLimit(unit: BudgetUnit, text: string): { readonly limit: number } | { readonly problem: string } {
  if (unit === 'usd') {
    const read = parseDollars(text);
    return 'problem' in read ? read : { limit: read.usd };
  }
  const match = /^\s*(\d[\d,_ ]*(?:\.\d+)?)\s*$/.exec(text);
  const limit = Number(match?.[1]?.replace(/[,_ ]/g, ''));
  return limit > 0 && limit <= 1e12 ? { limit } : { problem: `A number of ${unit} above zero` };
}

/** What a person typed as an amount of dollars, or what is wrong with it: `0.5`, `$0.50`, `2`. */
export function parseDollars(text: string): { readonly usd: number } | { readonly problem: string } {
  const match = /^\s*\$?\s*(\d+(?:[.,]\d+)?|[.,]\d+)\s*$/.exec(text);
  if (match === null) return { problem: 'An amount in dollars, for example 0.50' };
  const usd = Number(match[1]?.replace(',', '.'));
  if (!(usd > 0)) return { problem: 'More than zero: to stop a run now, use Stop Run' };
  return usd > 1_000_000 ? { problem: 'At most 1,000,000' } : { usd };
}
