/**
 * Reads a price file from elsewhere: `data.json` of genai-prices, or LiteLLM's `model_prices_and_context_window.json`. What holds
 * at one moment is read: rates with their caches and context tiers. Nothing is applied here; `priceChanges` says what would
 * change.
 */
import { isObject, type Json } from '../fields.ts';

/** USD per million tokens, named as in `spanmeter.json`. */
export interface ImportedRates {
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
}

export interface ImportedPrice extends ImportedRates {
  readonly model: string;
  readonly provider?: string;
  readonly input: number;
  readonly output: number;
  /** rates of calls with more input tokens than `above` */
  readonly tiers?: readonly (ImportedRates & { readonly above: number })[];
}

export interface ImportedFile {
  readonly kind: 'genai-prices' | 'LiteLLM';
  readonly prices: readonly ImportedPrice[];
  /** entries that were passed over: no price per token, or none that can be read */
  readonly skipped: number;
}

/** The prices of a file that hold at a moment (Unix milliseconds), or why it is none. */
export function parsePriceFile(text: string, at: number): ImportedFile | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'not JSON' };
  }
  const file = Array.isArray(value) ? genaiPrices(value, at) : isObject(value) ? litellm(value) : undefined;
  if (file === undefined || file.prices.length === 0) {
    return { problem: 'neither data.json of genai-prices nor a price file of LiteLLM' };
  }
  return file;
}

type RateName = keyof ImportedRates;

const GENAI: Readonly<Record<RateName, string>> = {
  input: 'input_mtok',
  output: 'output_mtok',
  cacheRead: 'cache_read_mtok',
  cacheWrite5m: 'cache_write_mtok',
  cacheWrite1h: 'cache_write_1h_mtok',
};

const LITELLM: Readonly<Record<RateName, string>> = {
  input: 'input_cost_per_token',
  output: 'output_cost_per_token',
  cacheRead: 'cache_read_input_token_cost',
  cacheWrite5m: 'cache_creation_input_token_cost',
  cacheWrite1h: 'cache_creation_input_token_cost_above_1hr',
};

function genaiPrices(providers: readonly unknown[], at: number): ImportedFile {
  const prices: ImportedPrice[] = [];
  let skipped = 0;
  for (const provider of providers) {
    if (!isObject(provider) || !Array.isArray(provider['models'])) continue;
    for (const entry of provider['models'] as unknown[]) {
      const now = isObject(entry) ? holding(entry['prices'], at) : undefined;
      const read = isObject(entry) && now !== undefined ? genaiModel(entry['id'], provider['id'], now) : undefined;
      if (read === undefined) skipped++;
      else prices.push(read);
    }
  }
  return { kind: 'genai-prices', prices, skipped };
}

/** Of dated prices the last that has begun; those of hours of the day are left out, for they can't be stated. */
function holding(prices: unknown, at: number): Json | undefined {
  if (!Array.isArray(prices)) return isObject(prices) ? prices : undefined;
  const now = (prices as unknown[]).filter(isObject).findLast(({ constraint }) => {
    if (!isObject(constraint)) return true;
    const start = constraint['start_date'];
    return typeof start === 'string' && Date.parse(start) <= at;
  })?.['prices'];
  return isObject(now) ? now : undefined;
}

function genaiModel(id: unknown, provider: unknown, rates: Json): ImportedPrice | undefined {
  const base: Partial<Record<RateName, unknown>> = {};
  const tiers = new Map<number, Partial<Record<RateName, unknown>>>();
  for (const [name, field] of Object.entries(GENAI) as [RateName, string][]) {
    const value = rates[field];
    // A price with tiers stands as `{base, tiers: [{start, price}]}`.
    base[name] = isObject(value) ? value['base'] : value;
    const steps: unknown = isObject(value) ? value['tiers'] : [];
    for (const step of Array.isArray(steps) ? steps.filter(isObject) : []) {
      const { start, price } = step as { start?: unknown; price?: unknown };
      if (typeof start === 'number') tiers.set(start, { ...tiers.get(start), [name]: price });
    }
  }
  return typeof id === 'string' ? toPrice(id, provider, base, tiers) : undefined;
}

function litellm(models: Json): ImportedFile {
  const prices: ImportedPrice[] = [];
  let skipped = 0;
  for (const [key, entry] of Object.entries(models)) {
    const read = isObject(entry) && key !== 'sample_spec' ? litellmModel(key, entry) : undefined;
    if (read === undefined) skipped++;
    else prices.push(read);
  }
  return { kind: 'LiteLLM', prices, skipped };
}

function litellmModel(key: string, entry: Json): ImportedPrice | undefined {
  // To nine digits: a price per token times a million is full of rounding.
  const perMillion = (field: string): unknown => {
    const value = entry[field];
    return typeof value === 'number' ? Number((value * 1e6).toPrecision(9)) : undefined;
  };
  const names = Object.entries(LITELLM) as [RateName, string][];
  const base = Object.fromEntries(names.map(([name, field]) => [name, perMillion(field)]));
  const tiers = new Map<number, Partial<Record<RateName, unknown>>>();
  for (const field of Object.keys(entry)) {
    const [, stem, thousands] = /^(\w+)_above_(\d+)k_tokens$/.exec(field) ?? [];
    const name = names.find(([, known]) => known === stem)?.[0];
    if (name === undefined) continue;
    const above = Number(thousands) * 1000;
    tiers.set(above, { ...tiers.get(above), [name]: perMillion(field) });
  }
  return toPrice(key.slice(key.lastIndexOf('/') + 1), entry['litellm_provider'], base, tiers);
}

type Found = Partial<Record<RateName, unknown>>;

function toPrice(
  model: string,
  provider: unknown,
  base: Found,
  tiers: ReadonlyMap<number, Found>,
): ImportedPrice | undefined {
  const { input, output } = base;
  // Zero in a catalogue means that nobody has filled it in.
  if (!isRate(input) || !isRate(output) || input === 0) return undefined;
  const steps = [...tiers]
    .map(([above, found]) => ({ above, ...rates(found) }))
    .filter(step => Object.keys(step).length > 1 && Number.isSafeInteger(step.above) && step.above > 0);
  return {
    ...{ model, ...(typeof provider === 'string' && { provider }) },
    ...{ ...rates(base), input, output },
    ...(steps.length > 0 && { tiers: steps }),
  };
}

function rates(found: Found): ImportedRates {
  return Object.fromEntries(Object.entries(found).filter(([, rate]) => isRate(rate) && rate > 0));
}

function isRate(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= 100_000;
}

/** A model that is in use, and who serves it, as its calls say. */
export interface UsedModel {
  readonly model: string;
  readonly provider?: string;
}

/** A model whose price in the file is not the one it has now. */
interface PriceChange {
  readonly price: ImportedPrice;
  /** what it has now, USD per million tokens; undefined where it has none */
  readonly now?: ImportedRates;
}

export interface PriceChanges {
  readonly changes: readonly PriceChange[];
  /** models that the file has at several prices, none of them plainly that of their provider */
  readonly ambiguous: readonly string[];
}

/** What the file would change for these models, by `now`, which tells the rates a model has today. */
export function priceChanges(
  file: ImportedFile,
  models: Iterable<UsedModel>,
  now: (used: UsedModel) => ImportedRates | undefined,
): PriceChanges {
  const changes: PriceChange[] = [];
  const ambiguous: string[] = [];
  const seen = new Set<string>();
  for (const used of models) {
    if (seen.has(used.model)) continue;
    seen.add(used.model);
    const named = file.prices.filter(entry => entry.model.toLowerCase() === used.model.toLowerCase());
    const own = named.filter(entry => isSeller(entry.provider, used.provider));
    const [found, ...others] = own.length > 0 ? own : named;
    if (found === undefined) continue;
    if (others.some(other => !isSame(other, found))) ambiguous.push(used.model);
    else {
      const known = now(used);
      if (known === undefined || !isSame(known, found))
        changes.push({ price: { ...found, model: used.model }, ...(known && { now: known }) });
    }
  }
  return { changes, ambiguous };
}

/** `aws.bedrock` and `bedrock_converse`, `gcp.gemini` and `gemini`: one name is in the other. */
function isSeller(listed: string | undefined, provider: string | undefined): boolean {
  const words = (name: string | undefined) => (name ?? '').toLowerCase().split(/[^a-z0-9]+/);
  const own = words(provider);
  return words(listed).some(word => word !== '' && own.includes(word));
}

/** Only what the file tells is held against what is known. */
function isSame(known: ImportedRates, told: ImportedRates): boolean {
  const names = Object.keys(GENAI) as RateName[];
  return names.every(name => told[name] === undefined || known[name] === told[name]);
}
