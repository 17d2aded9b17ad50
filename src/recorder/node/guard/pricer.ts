/** Prices for the guard: loaded when the first limit in dollars is met, never before. */
import { join } from 'node:path';
import type { Override } from '../../../core/pricing/overrides.ts';
import { priceCall } from '../../../core/pricing/price-call.ts';
import { type PriceTable, parsePriceTable } from '../../../core/pricing/table.ts';
import { parseJson } from '../json.ts';
import type { Files } from '../platform.ts';
import type { PriceOf } from './meter.ts';

const MAX_TABLE_BYTES = 4 * 1024 * 1024;

/** `home` is the folder `prices.json` lies in. */
export function createPricer(files: Files, home: string): (overrides: () => readonly Override[]) => PriceOf {
  const loaded: { table?: PriceTable | 'none' } = {};
  const load = (): PriceTable | 'none' => {
    const parsed = parsePriceTable(parseJson(files.readText(join(home, 'prices.json'), MAX_TABLE_BYTES) ?? ''));
    return 'table' in parsed ? parsed.table : 'none';
  };
  return overrides => (call, usage) => {
    loaded.table ??= load();
    return loaded.table === 'none' ? null : priceCall(loaded.table, call, usage, overrides()).nano;
  };
}
