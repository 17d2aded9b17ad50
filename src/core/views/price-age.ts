/** How old the price table is, and whether that is worth a word: prices move, 43 of them in one month of 2026. */

/** `note`: worth knowing. `warning`: amounts of newer models and of changed prices are likely to be wrong. */
export interface PriceAge {
  readonly level: 'note' | 'warning';
  /** whole days since the date of the price data */
  readonly days: number;
  readonly text: string;
}

const NOTE_AFTER_DAYS = 45;
const WARN_AFTER_DAYS = 90;
const DAY_MS = 86_400_000;

/** Nothing to 45 days, a note to 90, a warning after. `asOf` is `YYYY-MM-DD`, `now` Unix milliseconds. */
export function priceAge(asOf: string, now: number): PriceAge | undefined {
  const days = Math.floor((now - Date.parse(asOf)) / DAY_MS);
  // A date that is none says nothing about age; a clock before the data is the clock's trouble.
  if (!(days > NOTE_AFTER_DAYS)) return undefined;
  if (days <= WARN_AFTER_DAYS) return { level: 'note', days, text: `Prices are ${days} days old (${asOf}).` };
  return {
    level: 'warning',
    days,
    text: `Prices are ${days} days old (${asOf}): update Spanmeter, or state your own in spanmeter.json.`,
  };
}

export interface PriceWords {
  /** `genai-prices 0.1.8, prices of 2026-09-22 (61 days old)` */
  readonly priceNote: string;
  /** for prices so old that amounts are likely to be wrong */
  readonly priceWarning?: string;
}

/** What stands beside every amount: the source, its date, and its age where that is worth a word. */
export function priceWords(
  table: { readonly source: string; readonly asOf: string } | undefined,
  now: number,
): PriceWords {
  if (table === undefined) return { priceNote: 'prices not loaded yet' };
  const age = priceAge(table.asOf, now);
  const old = age === undefined ? '' : ` (${age.days} days old)`;
  return {
    priceNote: `${table.source}, prices of ${table.asOf}${old}`,
    ...(age?.level === 'warning' && { priceWarning: age.text }),
  };
}
