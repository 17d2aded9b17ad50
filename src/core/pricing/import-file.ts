/**
 * Reads a price file from elsewhere: `data.json` of genai-prices, or LiteLLM's `model_prices_and_context_window.json`. Base
 * prices only: tiers and dates stay the table's. Nothing is applied here; `priceChanges` says what would change.
 */
import { isObject, type Json } from '../fields.ts';

/** USD per million tokens. */
interface ImportedPrice {
  readonly model: string;
  readonly provider?: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
}

export interface ImportedFile {
  readonly kind: 'genai-prices' | 'LiteLLM';
  readonly prices: readonly ImportedPrice[];
  /** entries that were passed over: no price per token, or none that can be read */
  readonly skipped: number;
}

/** The prices of a file, or why it is none. */
export function parsePriceFile(text: string): ImportedFile | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'not JSON' };
  }
  const file = Array.isArray(value) ? genaiPrices(value) : isObject(value) ? litellm(value) : undefined;
  if (file === undefined || file.prices.length === 0) {
    return { problem: 'neither data.json of genai-prices nor a price file of LiteLLM' };
  }
  return file;
}

function genaiPrices(providers: readonly unknown[]): ImportedFile {
  const prices: ImportedPrice[] = [];
  let skipped = 0;
  for (const provider of providers) {
    if (!isObject(provider) || !Array.isArray(provider['models'])) continue;
    for (const entry of provider['models'] as unknown[]) {
      const read = isObject(entry) ? genaiModel(entry, provider) : undefined;
      if (read === undefined) skipped++;
      else prices.push(read);
    }
  }
  return { kind: 'genai-prices', prices, skipped };
}

function genaiModel(entry: Json, provider: Json): ImportedPrice | undefined {
  const { id, prices } = entry as { id?: unknown; prices?: unknown };
  // A list is dated or timed: the last one without a constraint on the time of day is what holds now.
  const dated = Array.isArray(prices) ? (prices as unknown[]).filter(isObject) : [];
  const now = Array.isArray(prices) ? (dated.at(-1)?.['prices'] ?? undefined) : prices;
  return typeof id === 'string' && isObject(now)
    ? price(id, provider['id'], base(now['input_mtok']), base(now['output_mtok']), base(now['cache_read_mtok']))
    : undefined;
}

/** A price with tiers stands as `{base, tiers}`. */
function base(value: unknown): unknown {
  return isObject(value) ? value['base'] : value;
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
  const perMillion = (name: string): unknown => {
    const value = entry[name];
    // To nine digits: a price per token times a million is full of rounding.
    return typeof value === 'number' ? Number((value * 1e6).toPrecision(9)) : undefined;
  };
  const model = key.slice(key.lastIndexOf('/') + 1);
  return price(
    model,
    entry['litellm_provider'],
    perMillion('input_cost_per_token'),
    perMillion('output_cost_per_token'),
    perMillion('cache_read_input_token_cost'),
  );
}

function price(
  model: string,
  provider: unknown,
  input: unknown,
  output: unknown,
  read: unknown,
): ImportedPrice | undefined {
  // Zero in a catalogue means that nobody has filled it in.
  if (!isRate(input) || !isRate(output) || (input === 0 && output === 0)) return undefined;
  return {
    model,
    ...(typeof provider === 'string' && { provider }),
    input,
    output,
    ...(isRate(read) && read > 0 && { cacheRead: read }),
  };
}

function isRate(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= 100_000;
}

/** A model whose price in the file is not the one it has now. */
export interface PriceChange {
  readonly price: ImportedPrice;
  /** what it has now, USD per million tokens; undefined where it has none */
  readonly now?: { readonly input: number; readonly output: number };
}

/** What the file would change for these models, by `now`, which tells the rates a model has today. */
export function priceChanges(
  file: ImportedFile,
  models: Iterable<string>,
  now: (model: string) => { readonly input: number; readonly output: number } | undefined,
): readonly PriceChange[] {
  const changes: PriceChange[] = [];
  for (const model of new Set(models)) {
    const found = file.prices.find(entry => entry.model.toLowerCase() === model.toLowerCase());
    if (found === undefined) continue;
    const known = now(model);
    if (known !== undefined && known.input === found.input && known.output === found.output) continue;
    changes.push({ price: { ...found, model }, ...(known && { now: known }) });
  }
  return changes;
}
