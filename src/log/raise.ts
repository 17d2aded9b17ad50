/**
 * Raises a budget that processes share: one line in its ledger, which holds for all of them until the period is over. It
 * need not exist yet: then the line is its first.
 */
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { accountName, wholeLimit } from '../core/budgets/accounts.ts';
import { encodeLedgerLine } from '../core/budgets/ledger-line.ts';
import type { BudgetStatus } from '../core/budgets/status.ts';

/** `limit` in dollars, tokens, calls or minutes. */
export async function raiseShared(
  dir: string,
  { budget, unit }: BudgetStatus,
  place: NonNullable<BudgetStatus['place']>,
  limit: number,
): Promise<void> {
  const folder = join(dir, 'budget');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${accountName({ budget, unit, ...place })}.ledger`);
  const line = encodeLedgerLine({ op: 'raise', limit: wholeLimit(unit, limit) });
  await appendFile(file, line, { encoding: 'latin1', mode: 0o600 });
}
