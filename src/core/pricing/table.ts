/** The price table: what `prices.json` holds, and its validation. Hosts load the file; the core takes it as a parameter. */
import { isObject, type Json } from '../fields.ts';
import { parsePrice } from './rates.ts';

/**
 * One model: its id; space-separated globs and /regexes/ over lower-case ids that mean it too (`~` stands for its id,
 * `&` joins rules that must all hold, empty means the id alone); its price in the language of `rates.ts`; 1 where the
 * row is hand-kept.
 */
export type PriceRow = readonly [id: string, match: string, price: string, overlay?: number];

/** A provider's price list. */
export interface PriceProvider {
  readonly id: string;
  /** its names in other vocabularies, lower-case letters and digits only */
  readonly names: readonly string[];
  /** hosts it answers at, subdomains included */
  readonly hosts: readonly string[];
  /** ids of providers whose models it sells at their list price */
  readonly fallback?: readonly string[];
  /** regex over lower-case ids nobody else sells: such an id alone tells the provider */
  readonly maker?: string;
  /** passes calls on to providers that a model id of the form `provider/model` names */
  readonly router?: boolean;
  /** runs models on the user's own machines */
  readonly local?: boolean;
  readonly models: readonly PriceRow[];
}

/** A factor on the token rates of some models, by what was served. */
export interface PriceModifier {
  readonly provider: string;
  /** globs over the matched row's id, space-separated; all models where absent */
  readonly models?: string;
  /** the field of the call it looks at */
  readonly on: 'tier' | 'speed' | 'geo' | 'host';
  /** glob on the field's lower-case value */
  readonly is: string;
  readonly times: number;
  /** first day it does not hold any more, `YYYY-MM-DD` */
  readonly until?: string;
}

/** The whole table. */
export interface PriceTable {
  readonly v: 1;
  /** `genai-prices 0.1.8` */
  readonly source: string;
  /** date of the source's data, `YYYY-MM-DD` */
  readonly asOf: string;
  /** date the hand-kept rows were last checked, `YYYY-MM-DD` */
  readonly overlayAsOf: string;
  /** hash of the content, the same in every program that ships it */
  readonly sha256: string;
  readonly providers: readonly PriceProvider[];
  readonly modifiers: readonly PriceModifier[];
}

/** Reads unknown JSON as a price table. The first thing that is wrong is named with its path. */
export function parsePriceTable(value: unknown): { readonly table: PriceTable } | { readonly problem: string } {
  const problem = check(value);
  return problem === undefined ? { table: value as PriceTable } : { problem };
}

function check(table: unknown): string | undefined {
  if (!isObject(table)) return 'not a price table: not an object';
  if (table['v'] !== 1) return `not a price table of version 1: v is ${`${JSON.stringify(table['v'])}`.slice(0, 20)}`;
  for (const key of ['source', 'asOf', 'overlayAsOf', 'sha256']) {
    if (typeof table[key] !== 'string') return `${key}: not a string`;
  }
  return first(table['providers'], 'providers', checkProvider) ?? first(table['modifiers'], 'modifiers', checkModifier);
}

function checkProvider(provider: Json): string | undefined {
  if (typeof provider['id'] !== 'string') return 'id: not a string';
  for (const key of ['names', 'hosts', 'fallback']) {
    const list = provider[key] ?? (key === 'fallback' ? [] : undefined);
    if (!Array.isArray(list) || !list.every(item => typeof item === 'string')) return `${key}: not a list of strings`;
  }
  const models = provider['models'];
  if (!Array.isArray(models)) return 'models: not a list';
  const wrong = models.findIndex(row => !isRow(row));
  return wrong < 0 ? undefined : `models[${wrong}]: not a row of id, match, price`;
}

function isRow(row: unknown): boolean {
  return (
    Array.isArray(row) &&
    row.slice(0, 3).every(cell => typeof cell === 'string') &&
    row.length >= 3 &&
    !!parsePrice(row[2])
  );
}

function checkModifier(row: Json): string | undefined {
  const { provider, on, is, times } = row;
  if (typeof provider !== 'string' || typeof is !== 'string') return 'provider and is must be strings';
  if (on !== 'tier' && on !== 'speed' && on !== 'geo' && on !== 'host') return 'on: not tier, speed, geo or host';
  return typeof times === 'number' && times > 0 && times < 100 ? undefined : 'times: not a factor';
}

function first(list: unknown, name: string, of: (item: Json) => string | undefined): string | undefined {
  if (!Array.isArray(list)) return `${name}: not a list`;
  for (const [index, item] of list.entries()) {
    const problem = isObject(item) ? of(item) : 'not an object';
    if (problem !== undefined) return `${name}[${index}].${problem}`;
  }
  return undefined;
}
