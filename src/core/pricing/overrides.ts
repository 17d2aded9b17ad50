/** The user's own prices: rows of `prices.models` in `spanmeter.json`, already validated. */
import type { BilledBucket, PriceableCall } from './cost.ts';
import { globs, memo } from './glob.ts';
import { isPerThousand, pico, type Rates } from './rates.ts';

/** USD per million tokens; for `webSearch` and `request` per thousand. */
type RatesInUsd = Readonly<Partial<Record<BilledBucket, number>>>;

/** One row. `free`, `rates`, `like` and `multiply` are looked at in that order; `multiply` also applies to `rates` and `like`. */
export interface Override {
  /** exact id or `*` glob, case-insensitive, over `provider/model` and over the bare model id */
  readonly match: string;
  /** day or time from which it holds: `YYYY-MM-DD` or ISO 8601; always, where absent */
  readonly from?: string;
  readonly free?: boolean;
  /** `provider/model` of the table, or a bare model id: priced as that */
  readonly like?: string;
  /** factor on all token rates: a discount or surcharge */
  readonly multiply?: number;
  /** a blank cache rate means the input rate */
  readonly rates?: RatesInUsd;
  /** rates of calls whose total input is above so many tokens; the others stay as in `rates` */
  readonly tiers?: readonly { readonly above: number; readonly rates: RatesInUsd }[];
}

interface Compiled {
  readonly match: RegExp;
  readonly from: number;
}

const COMPILED = new WeakMap<Override, Compiled>();

function compile({ match, from }: Override): Compiled {
  const start = from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from);
  return { match: globs(match.replaceAll(' ', '?')), from: Number.isNaN(start) ? Number.NEGATIVE_INFINITY : start };
}

/** The row that holds for a call: the first that matches; of several with the same `match`, the one begun last. */
export function findOverride(
  overrides: readonly Override[],
  call: PriceableCall,
  key: string | undefined,
): Override | undefined {
  const names = namesOf(call, key);
  let found: Override | undefined;
  for (const override of overrides) {
    const { match, from } = memo(COMPILED, override, compile);
    if (!(call.at >= from) || !names.some(name => match.test(name))) continue;
    if (found === undefined) found = override;
    else if (found.match === override.match && from > memo(COMPILED, found, compile).from) found = override;
  }
  return found;
}

function namesOf({ provider, responseModel, requestModel }: PriceableCall, key: string | undefined): readonly string[] {
  const names: string[] = key === undefined ? [] : [key];
  for (const model of [responseModel, requestModel]) {
    if (model === undefined) continue;
    names.push(model);
    if (provider !== undefined) names.push(`${provider}/${model}`);
  }
  return names;
}

/** The rates of a row with prices of its own, for a call with so many input tokens in all. */
export function overrideRates({ rates = {}, tiers = [] }: Override, totalInput: number): Rates {
  const tier = tiers.filter(({ above }) => totalInput > above).sort((a, b) => b.above - a.above)[0];
  const out: Partial<Record<BilledBucket, number>> = {};
  for (const [bucket, usd] of Object.entries({ ...rates, ...tier?.rates }) as [BilledBucket, number][]) {
    out[bucket] = pico(isPerThousand(bucket) ? usd * 1000 : usd);
  }
  return out;
}
