/** The one entry: what a call costs, and why. */
import { fromUsd, type NanoUsd, ZERO } from '../money.ts';
import { totalInput, type Usage } from '../usage/usage.ts';
import { type PriceBook, priceBook } from './book.ts';
import { charge, scaleRates } from './calculate.ts';
import type { BilledBucket, Cost, CostStatus, PriceableCall } from './cost.ts';
import { memo } from './glob.ts';
import { type Modification, modificationOf } from './modifiers.ts';
import { findOverride, type Override, overrideRates } from './overrides.ts';
import { type Rates, ratesFor, versionAt } from './rates.ts';
import { type Resolution, resolve } from './resolve.ts';
import type { PriceTable } from './table.ts';

/**
 * Prices a call by the first of: the user's override, the amount the provider reported, the table (hand-kept rows
 * before generated ones) at the call's own time. Where none knows, the cost is *unpriced*, with the reason: never zero.
 */
export function priceCall(
  table: PriceTable,
  call: PriceableCall,
  usage: Usage | undefined,
  overrides: readonly Override[] = [],
): Cost {
  const book = priceBook(table);
  const found = resolveOnce(book, call);
  if (overrides.length > 0) {
    const override = findOverride(overrides, call, 'row' in found ? found.row.key : undefined);
    if (override !== undefined) return priceByOverride(book, override, call, usage, found);
  }
  return priceWithout(book, call, usage, found);
}

function priceWithout(book: PriceBook, call: PriceableCall, usage: Usage | undefined, found: Resolution): Cost {
  const reported = call.reportedUsd === undefined ? undefined : fromUsd(call.reportedUsd);
  const key = 'row' in found ? found.row.key : undefined;
  if (reported !== undefined && reported > 0 && call.byok !== true) return asReported(reported, key);
  const cost = priceByTable(book, call, usage, found, 1);
  if (call.reportedUsd === undefined || cost.status === 'local') return cost;
  const why =
    call.byok === true ? 'is only the fee of a call on your own key' : `of ${call.reportedUsd} is not trusted`;
  return { ...cost, assumptions: [...cost.assumptions, `the provider's reported cost ${why}`] };
}

function asReported(nano: NanoUsd, key: string | undefined): Cost {
  return {
    nano,
    status: 'reported',
    parts: [],
    modifiers: [],
    assumptions: [],
    source: 'provider',
    ...(key !== undefined && { key }),
  };
}

function priceByOverride(
  book: PriceBook,
  override: Override,
  call: PriceableCall,
  usage: Usage | undefined,
  found: Resolution,
): Cost {
  const source = 'spanmeter.json';
  const times = override.multiply ?? 1;
  const because = `override "${override.match}"`;
  if (override.free === true) {
    return { nano: ZERO, status: 'override', parts: [], modifiers: [], assumptions: [`${because}: free`], source };
  }
  if (override.rates !== undefined) {
    const rates = overrideRates(override, (usage && totalInput(usage)) ?? 0);
    const factor = times === 1 ? [] : [`${because} × ${times}`];
    const base = { status: 'override', key: override.match, source } as const;
    return finish(base, rates, usage, { times, modifiers: factor, assumptions: [] }, []);
  }
  const { like } = override;
  const target = like === undefined ? found : resolveLike(book, like);
  if (target.kind === 'unpriced') {
    return unpriced(
      `${because}: ${like === undefined ? target.reason : `${like} is not in the price table`}`,
      target.suggestion,
    );
  }
  const cost = priceByTable(book, call, usage, target, times);
  if (cost.nano === null) return cost;
  const words = [
    like === undefined ? [] : [`${because}: priced like ${like}`],
    times === 1 ? [] : [`${because} × ${times}`],
  ].flat();
  return { ...cost, status: 'override', modifiers: [...cost.modifiers, ...words] };
}

/** The row an override names, as `provider/model` or by the model id alone. */
function resolveLike(book: PriceBook, like: string): Resolution {
  const slash = like.indexOf('/');
  const provider = slash < 0 ? undefined : like.slice(0, slash);
  const own = provider === undefined ? undefined : book.byId.get(provider);
  const question =
    own === undefined ? { requestModel: like } : { provider: own.id, requestModel: like.slice(slash + 1) };
  return resolveOnce(book, question);
}

function priceByTable(
  book: PriceBook,
  call: PriceableCall,
  usage: Usage | undefined,
  found: Resolution,
  times: number,
): Cost {
  const { table } = book;
  if (found.kind === 'unpriced') return unpriced(found.reason, found.suggestion);
  if (!('row' in found)) {
    const why = found.kind === 'local' ? 'runs on this machine' : 'sold at no charge under this id';
    const status = found.kind === 'local' ? 'local' : 'exact';
    return { nano: ZERO, status, parts: [], modifiers: [], assumptions: [why], key: found.key, source: table.source };
  }
  const { row, shelf } = found;
  const version = versionAt(row.versions, call.at);
  const rates = version && ratesFor(version, (usage && totalInput(usage)) ?? 0);
  if (rates === undefined || Object.keys(rates).length === 0) {
    return unpriced(`${row.key} has no known price per token`, undefined, row.key);
  }
  const modification = modificationOf(shelf, row, call);
  const base = {
    status: found.kind,
    key: row.key,
    source: row.overlay ? 'overlay' : table.source,
    asOf: row.overlay ? table.overlayAsOf : table.asOf,
  };
  return finish(base, rates, usage, { ...modification, times: modification.times * times }, found.assumptions);
}

type Base = Pick<Cost, 'key' | 'source' | 'asOf'> & { readonly status: CostStatus };

function finish(
  base: Base,
  listRates: Rates,
  usage: Usage | undefined,
  { times, modifiers, assumptions }: Modification,
  reasons: readonly string[],
): Cost {
  if (usage === undefined || Object.keys(usage).length === 0) return unpriced('no usage reported', undefined, base.key);
  const rates = scaledOnce(listRates, times);
  const bill = charge(rates, usage);
  if (bill.nano === undefined) return unpriced('more than any amount can hold', undefined, base.key);
  const guessed = assumptions.length > 0 || (bill.assumptions.length > 0 && base.status !== 'override');
  return {
    ...base,
    nano: bill.nano,
    status: guessed ? 'estimated' : base.status,
    parts: bill.parts,
    rates: usdOnce(rates),
    modifiers,
    assumptions: [...reasons, ...assumptions, ...bill.assumptions],
  };
}

function unpriced(reason: string, suggestion: string | undefined, key?: string): Cost {
  return {
    nano: null,
    status: 'unpriced',
    parts: [],
    modifiers: [],
    assumptions: [],
    reason,
    ...(key !== undefined && { key }),
    ...(suggestion !== undefined && { suggestion }),
  };
}

const RESOLVED = new WeakMap<PriceBook, Map<string, Resolution>>();
const MAX_RESOLVED = 2000;

/** Models and endpoints of a log are few; who they are is found out once. */
function resolveOnce(book: PriceBook, call: Omit<PriceableCall, 'at'>): Resolution {
  const known = memo(RESOLVED, book, () => new Map<string, Resolution>());
  const key = `${call.provider}\n${call.host}\n${call.requestModel}\n${call.responseModel}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= MAX_RESOLVED) known.clear();
  const found = resolve(book, call);
  known.set(key, found);
  return found;
}

const SCALED = new WeakMap<Rates, Map<number, Rates>>();

function scaledOnce(rates: Rates, times: number): Rates {
  if (times === 1) return rates;
  const known = memo(SCALED, rates, () => new Map<number, Rates>());
  const before = known.get(times);
  if (before !== undefined) return before;
  const scaled = scaleRates(rates, times);
  known.set(times, scaled);
  return scaled;
}

const IN_USD = new WeakMap<Rates, Readonly<Partial<Record<BilledBucket, number>>>>();

function usdOnce(rates: Rates): Readonly<Partial<Record<BilledBucket, number>>> {
  return memo(IN_USD, rates, pico =>
    Object.fromEntries(Object.entries(pico).map(([bucket, rate]) => [bucket, rate / 1e6])),
  );
}
