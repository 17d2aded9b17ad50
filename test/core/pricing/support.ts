import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Cost, PriceableCall } from '../../../src/core/pricing/cost.ts';
import type { Override } from '../../../src/core/pricing/overrides.ts';
import { priceCall } from '../../../src/core/pricing/price-call.ts';
import { type PriceTable, parsePriceTable } from '../../../src/core/pricing/table.ts';
import type { Usage } from '../../../src/core/usage/usage.ts';

export const tableText = readFileSync(new URL('../../../src/core/pricing/prices.json', import.meta.url), 'utf8');

/** The table as it ships, through its own validation. */
export const table: PriceTable = (() => {
  const read = parsePriceTable(JSON.parse(tableText));
  if ('problem' in read) throw new Error(read.problem);
  return read.table;
})();

export const at = (iso: string): number => Date.parse(iso.length === 10 ? `${iso}T12:00:00Z` : iso);

/** A day on which the table is fresh; 20:00 UTC is off-peak everywhere. */
export const TODAY = at('2026-11-20T20:00:00Z');

/** Prices a call of today. */
export function price(call: Partial<PriceableCall>, usage: Usage | undefined, overrides?: readonly Override[]): Cost {
  return priceCall(table, { at: TODAY, ...call }, usage, overrides);
}

/** Whatever was priced: parts add up, amounts are whole, words are there where nothing is known. */
export function expectSound(cost: Cost): void {
  if (cost.nano === null) {
    expect(cost.status).toBe('unpriced');
    expect(cost.reason).toBeTruthy();
    return;
  }
  expect(cost.status).not.toBe('unpriced');
  expect(Number.isSafeInteger(cost.nano) && cost.nano >= 0).toBe(true);
  if (cost.parts.length > 0) expect(cost.parts.reduce((sum, part) => sum + part.nano, 0)).toBe(cost.nano);
}
