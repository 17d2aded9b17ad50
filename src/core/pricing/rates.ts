/**
 * The compact price language of the table: `i3o15r.3>200000i6o22.5;2026-03-13=i3o15`.
 *
 * A letter and a price make a rate: US dollars per million tokens, for `x` and `n` per thousand searches or requests.
 * `>N` begins the rates of calls with more than N input tokens in all. `;` begins what holds under a condition: from a
 * date (`2026-03-13`), in hours of the day in UTC (`00:30-16:30`, on weekdays `w00:30-16:30`), or both
 * (`2026-08-17Tw01:00-04:00`). The last condition that holds wins, as in genai-prices, whose data this mirrors.
 */
import type { BilledBucket } from './cost.ts';

/** Pico-dollars (10⁻¹² USD) per unit: whole, 0 or more. One dollar per million tokens is 10⁶. Absent: no such rate. */
export type Rates = Readonly<Partial<Record<BilledBucket, number>>>;

/** The rates of one period, and those of calls with a long context. */
export interface PriceVersion {
  readonly base: Rates;
  /** `rates` hold for the whole call where its total input is above `tokens` */
  readonly above?: { readonly tokens: number; readonly rates: Rates };
  /** Unix milliseconds from which it holds */
  readonly from?: number;
  /** minutes of the day in UTC, `[start, end)`; the start may be later than the end */
  readonly during?: readonly [number, number];
  /** not on Saturdays and Sundays in UTC */
  readonly weekdays?: true;
}

const BUCKETS: Readonly<Record<string, BilledBucket>> = {
  i: 'input',
  o: 'output',
  r: 'cacheRead',
  w: 'cacheWrite5m',
  h: 'cacheWrite1h',
  a: 'inputAudio',
  b: 'cacheReadAudio',
  c: 'outputAudio',
  p: 'inputImage',
  q: 'cacheReadImage',
  s: 'outputImage',
  t: 'reasoning',
  x: 'webSearch',
  n: 'request',
};

/** Whole pico-dollars per unit from a price in dollars per million units, rounded to the nearest. */
export function pico(usdPerMillion: number): number {
  return Math.round(usdPerMillion * 1e6);
}

/** A price per thousand, such as that of web searches, counts a thousand times as much per unit. */
export function isPerThousand(bucket: BilledBucket): boolean {
  return bucket === 'webSearch' || bucket === 'request';
}

/** Reads one price of the table. Undefined where it is not written in the language above; empty rates are legal. */
export function parsePrice(text: string): readonly PriceVersion[] | undefined {
  const versions: PriceVersion[] = [];
  for (const part of text.split(';')) {
    const match = /^(?:(\d{4}-\d\d-\d\d)?T?(?:(w)?(\d\d):(\d\d)-(\d\d):(\d\d))?=)?([^=>]*)(?:>(\d+)([^=>]*))?$/.exec(
      part,
    );
    const base = parseRates(match?.[7] ?? '?');
    if (match === null || base === undefined) return undefined;
    const [, from, weekdays, h1, m1, h2, m2, , tokens, higher] = match;
    const long = higher === undefined ? undefined : parseRates(higher);
    if (higher !== undefined && long === undefined) return undefined;
    versions.push({
      base,
      ...(long && { above: { tokens: Number(tokens), rates: { ...base, ...long } } }),
      ...(from !== undefined && { from: Date.parse(from) }),
      ...(h1 !== undefined && { during: [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)] as const }),
      ...(weekdays !== undefined && { weekdays: true as const }),
    });
  }
  return versions;
}

function parseRates(text: string): Rates | undefined {
  const rates: Partial<Record<BilledBucket, number>> = {};
  const rest = text.replace(/([a-z])(\d*\.?\d+)/g, (all, letter: string, price: string) => {
    const bucket = BUCKETS[letter];
    if (bucket === undefined) return all;
    rates[bucket] = pico(Number(price) * (isPerThousand(bucket) ? 1000 : 1));
    return '';
  });
  return rest === '' ? rates : undefined;
}

/** The version that holds at a time (Unix milliseconds). The first one holds where no condition does. */
export function versionAt(versions: readonly PriceVersion[], at: number): PriceVersion | undefined {
  for (let i = versions.length - 1; i > 0; i--) {
    const version = versions[i];
    if (version !== undefined && holds(version, at)) return version;
  }
  return versions[0];
}

function holds({ from, during, weekdays }: PriceVersion, at: number): boolean {
  if (from !== undefined && !(at >= from)) return false;
  if (during === undefined) return true;
  // Day 0 of Unix time was a Thursday.
  if (weekdays === true && (Math.floor(at / 86_400_000) + 3) % 7 > 4) return false;
  const [start, end] = during;
  const minute = (at / 60_000) % 1440;
  return end < start ? minute >= start || minute < end : minute >= start && minute < end;
}

/** The rates of a call with so many input tokens in all, cached ones included. */
export function ratesFor(version: PriceVersion, totalInput: number): Rates {
  return version.above !== undefined && totalInput > version.above.tokens ? version.above.rates : version.base;
}
