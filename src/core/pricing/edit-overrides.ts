/** Writes the user's own price of a model into `spanmeter.json`. */
import { type Edited, editConfig } from '../config-text.ts';
import { isObject } from '../fields.ts';
import type { ImportedPrice } from './import-file.ts';

/** A row of `prices.models`, as it stands in the file. USD per million tokens. */
export type PriceRowText =
  | (Omit<ImportedPrice, 'model' | 'provider'> & { readonly match: string })
  | { readonly match: string; readonly like: string }
  | { readonly match: string; readonly free: true };

/** The file with this row, in place of one for the same model. */
export function withModelPrice(text: string | undefined, row: PriceRowText): Edited {
  return editConfig(text, config => {
    const prices = config['prices'] ?? {};
    if (!isObject(prices)) return { problem: '"prices" is not an object' };
    const known = prices['models'] ?? [];
    if (!Array.isArray(known)) return { problem: '"prices.models" is not a list' };
    const same = (entry: unknown): boolean =>
      isObject(entry) && entry['match'] === row.match && entry['from'] === undefined;
    const place = known.findIndex(same);
    const models = place < 0 ? [...known, row] : known.map((entry, i) => (i === place ? row : entry));
    return { ...config, prices: { ...prices, models } };
  });
}

/** What a person typed as a price per million tokens: `2.5`, `$0.15`, `0` is none. */
export function parseRate(text: string): { readonly rate: number } | { readonly problem: string } {
  const match = /^\s*\$?\s*(\d+(?:[.,]\d+)?|[.,]\d+)\s*$/.exec(text);
  const rate = Number(match?.[1]?.replace(',', '.') ?? Number.NaN);
  if (!(rate >= 0)) return { problem: 'Dollars per million tokens, for example 2.50' };
  return rate > 100_000 ? { problem: 'At most 100,000: dollars per million tokens' } : { rate };
}
