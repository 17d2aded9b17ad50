/** Tokens × rates. Integers throughout: pico-dollars per unit, nano-dollars per part, each part rounded once. */
import { fromNano, type NanoUsd } from '../money.ts';
import { totalInput, type Usage } from '../usage/usage.ts';
import type { BilledBucket, CostPart } from './cost.ts';
import type { Rates } from './rates.ts';

/** What a call's tokens come to. */
export interface Charge {
  readonly parts: readonly CostPart[];
  /** sum of the parts; undefined where it is more than an amount can hold */
  readonly nano: NanoUsd | undefined;
  readonly assumptions: readonly string[];
}

/**
 * The rates with a factor on those of tokens: searches and requests cost the same in a batch. Rounded to whole
 * pico-dollars.
 */
export function scaleRates(rates: Rates, times: number): Rates {
  if (times === 1) return rates;
  const scaled: Partial<Record<BilledBucket, number>> = {};
  for (const [bucket, rate] of Object.entries(rates) as [BilledBucket, number][]) {
    scaled[bucket] = bucket === 'webSearch' || bucket === 'request' ? rate : Math.round(rate * times);
  }
  return scaled;
}

/**
 * Prices the buckets of a call. Buckets with no rate of their own are billed like what they are part of: cache reads
 * and writes like input, one-hour writes like five-minute ones, audio and images like text.
 */
export function charge(rates: Rates, usage: Usage): Charge {
  const parts: CostPart[] = [];
  const assumptions: string[] = [];
  let sum = 0;
  const bill = (
    bucket: BilledBucket,
    units: number,
    own: BilledBucket = bucket,
    other?: BilledBucket,
    last?: BilledBucket,
  ): void => {
    if (units <= 0) return;
    const used = rates[own] !== undefined ? own : other !== undefined && rates[other] !== undefined ? other : last;
    const rate = used === undefined ? undefined : rates[used];
    if (rate === undefined) {
      assumptions.push(`no ${bucket} rate: ${units} not priced`);
      return;
    }
    if (used !== bucket) assumptions.push(`no ${bucket} rate: ${used} rate used`);
    const nano = nanoOf(units, rate);
    parts.push({ bucket, units, usdPerMillion: rate / 1e6, nano: nano as NanoUsd });
    sum += nano;
  };

  const { cacheRead = 0, cacheWrite5m = 0, cacheWrite1h = 0, output = 0 } = usage;
  let input = usage.input ?? 0;
  let read = cacheRead;
  // The modal parts come off the buckets they are in. Where nobody says how much of them was cached, as little as can
  // be was: that rounds up, since a cached token never costs more than a fresh one.
  for (const [all, cached, fresh, inCache] of [
    [usage.inputAudio, usage.cacheReadAudio, 'inputAudio', 'cacheReadAudio'],
    [usage.inputImage, usage.cacheReadImage, 'inputImage', 'cacheReadImage'],
  ] as const) {
    if (all === undefined || all <= 0) continue;
    if (rates[fresh] === undefined) {
      if (fresh === 'inputAudio') assumptions.push('no inputAudio rate: input rate used');
      continue;
    }
    const fromCache = Math.min(read, all, cached ?? Math.max(0, all - input));
    const fromInput = Math.min(input, all - fromCache);
    bill(fresh, fromInput);
    bill(inCache, fromCache, inCache, fresh);
    input -= fromInput;
    read -= fromCache;
  }
  bill('input', input);
  bill('cacheRead', read, 'cacheRead', 'input');
  bill('cacheWrite5m', cacheWrite5m, 'cacheWrite5m', 'input');
  bill('cacheWrite1h', cacheWrite1h, 'cacheWrite1h', 'cacheWrite5m', 'input');

  let rest = output;
  for (const [bucket, units] of [
    ['outputAudio', usage.outputAudio],
    ['outputImage', usage.outputImage],
    ['reasoning', usage.reasoning],
  ] as const) {
    if (units === undefined || units <= 0) continue;
    if (rates[bucket] === undefined) {
      if (bucket === 'outputAudio') assumptions.push('no outputAudio rate: output rate used');
      continue;
    }
    const part = Math.min(rest, units);
    bill(bucket, part);
    rest -= part;
  }
  bill('output', rest);
  bill('webSearch', usage.webSearches ?? 0);
  if (rates.request !== undefined) bill('request', 1);

  if (totalInput(usage) === undefined && rates.input !== undefined) assumptions.push('input tokens not reported');
  if (usage.output === undefined && rates.output !== undefined) assumptions.push('output tokens not reported');
  return { parts, nano: Number.isSafeInteger(sum) ? fromNano(sum) : undefined, assumptions };
}

/** `units × rate` in nano-dollars, rounded to the nearest; exact also where the product passes 2⁵³. */
function nanoOf(units: number, picoPerUnit: number): number {
  const product = units * picoPerUnit;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.round(product / 1000);
  return Number((BigInt(units) * BigInt(picoPerUnit) + 500n) / 1000n);
}
