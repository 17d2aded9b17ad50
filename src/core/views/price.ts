/** What a model costs, and where that is from: the answer to "what would you charge for this?". */
import { questionsFor } from '../priceable.ts';
import { type PriceBook, priceBook } from '../pricing/book.ts';
import type { BilledBucket, Cost, PriceableCall } from '../pricing/cost.ts';
import { globs } from '../pricing/glob.ts';
import { findOverride, type Override } from '../pricing/overrides.ts';
import { priceCall } from '../pricing/price-call.ts';
import type { PriceVersion, Rates } from '../pricing/rates.ts';
import { type Resolution, resolve } from '../pricing/resolve.ts';
import type { PriceTable } from '../pricing/table.ts';

export interface PriceQuestion {
  /** `gpt-4o`, `openai/gpt-4o`, `us.anthropic.claude-…` */
  readonly model: string;
  readonly provider?: string;
  /** Unix milliseconds */
  readonly at: number;
}

/** USD per million tokens; for searches and requests per million too. */
export type UsdRates = Readonly<Partial<Record<BilledBucket, number>>>;

export interface PriceAnswer {
  /** of a call with one token in and out: status, row, source, reason, suggestion */
  readonly cost: Cost;
  /** absent where the model is free, or not priced */
  readonly rates?: UsdRates;
  /** rates of calls with more input tokens than `above`, cached ones included */
  readonly tiers: readonly { readonly above: number; readonly rates: UsdRates }[];
  /** all prices of the row by time, in the table's order; the last that holds counts. Empty for one's own rates */
  readonly history: readonly PricePeriod[];
  /** `tier batch flex × 0.5`: what a service level does to all token rates */
  readonly factors: readonly string[];
}

/** A price, and when it holds. */
export interface PricePeriod {
  /** Unix milliseconds */
  readonly from?: number;
  /** minutes of the day in UTC, `[start, end)` */
  readonly during?: readonly [number, number];
  readonly weekdays: boolean;
  readonly rates: UsdRates;
}

/** Looks a model up as a call of it would be, the user's own prices first. */
export function priceAnswer(table: PriceTable, overrides: readonly Override[], question: PriceQuestion): PriceAnswer {
  const book = priceBook(table);
  const { provider, model, at } = question;
  const asked = provider === undefined ? questionsFor(model) : [{ provider, requestModel: model.trim() }];
  const calls = asked.map(named => ({ at, ...named }));
  const price = (call: PriceableCall, input: number) => priceCall(table, call, { input, output: 1 }, overrides);
  const answers = calls.map(call => ({ call, cost: price(call, 1) }));
  const found =
    answers.find(({ cost }) => cost.nano !== null) ?? answers.find(({ cost }) => cost.suggestion) ?? answers[0];
  if (found === undefined) throw new Error('a model without a question');
  const { call, cost } = found;
  const resolution = resolve(book, call);
  const override = findOverride(overrides, call, 'row' in resolution ? resolution.row.key : undefined);
  const row = rowOf(book, resolution, cost);
  const own = override?.rates !== undefined || override?.free === true;
  const thresholds = [
    ...(own ? (override?.tiers ?? []).map(({ above }) => above) : []),
    ...(row?.versions ?? []).flatMap(({ above }) => above?.tokens ?? []),
  ];
  return {
    cost,
    ...(cost.rates && { rates: cost.rates }),
    tiers: [...new Set(thresholds)]
      .sort((a, b) => a - b)
      .map(above => ({ above, rates: price(call, above + 1).rates ?? {} }))
      .filter(({ rates }) => JSON.stringify(rates) !== JSON.stringify(cost.rates)),
    history: own ? [] : (row?.versions ?? []).map(toPeriod),
    factors: own || cost.nano === null ? [] : factorsOf(book, row?.id, cost.key),
  };
}

/** The row that priced it: that of the question, or the one an override points to. */
function rowOf(book: PriceBook, resolution: Resolution, { key }: Cost) {
  if ('row' in resolution && resolution.row.key === key) return resolution.row;
  const slash = key?.indexOf('/') ?? -1;
  return key === undefined
    ? undefined
    : book.byId.get(key.slice(0, slash))?.exact.get(key.slice(slash + 1).toLowerCase());
}

function factorsOf(book: PriceBook, id: string | undefined, key: string | undefined): readonly string[] {
  const shelf = book.byId.get(key?.slice(0, key.indexOf('/')) ?? '');
  if (shelf === undefined || id === undefined) return [];
  // Of several rows on one signal the first that fits counts: a value that an earlier row took is no news.
  const taken = new Set<string>();
  return shelf.modifiers.flatMap(({ models, on, is, times }) => {
    if (models !== undefined && !globs(models).test(id)) return [];
    const values = is.split(' ').filter(value => !taken.has(`${on} ${value}`));
    for (const value of values) taken.add(`${on} ${value}`);
    return values.length === 0 || times === 1 ? [] : [`${on} ${values.join(', ')} × ${Number(times.toFixed(3))}`];
  });
}

function toPeriod({ base, from, during, weekdays }: PriceVersion): PricePeriod {
  return {
    ...(from !== undefined && { from }),
    ...(during !== undefined && { during }),
    weekdays: weekdays === true,
    rates: inUsd(base),
  };
}

function inUsd(rates: Rates): UsdRates {
  return Object.fromEntries(Object.entries(rates).map(([bucket, rate]) => [bucket, rate / 1e6]));
}
