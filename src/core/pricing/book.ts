/** A price table made ready for look-ups: one index per provider, prices read once. */
import { memo } from './glob.ts';
import { type PriceVersion, parsePrice } from './rates.ts';
import type { PriceModifier, PriceProvider, PriceRow, PriceTable } from './table.ts';

/** A row of the table, read. */
export interface BookRow {
  readonly id: string;
  /** `provider/model` */
  readonly key: string;
  readonly overlay: boolean;
  readonly versions: readonly PriceVersion[];
}

/** A rule that lets more than one id mean a row. */
export interface Pattern {
  readonly row: BookRow;
  /** `/…/`: the ids it matches are as good as listed */
  readonly regex?: RegExp;
  /** what a glob holds fast, and whether something may stand before or after it */
  readonly literal: string;
  readonly before: boolean;
  readonly after: boolean;
  /** a further rule that must hold */
  readonly also?: RegExp;
}

/** One provider's part of the book. */
export interface Shelf {
  readonly id: string;
  readonly exact: ReadonlyMap<string, BookRow>;
  readonly patterns: readonly Pattern[];
  readonly maker: RegExp | undefined;
  readonly fallback: readonly string[];
  readonly router: boolean;
  readonly local: boolean;
  readonly modifiers: readonly PriceModifier[];
}

/** The table with its indexes. */
export interface PriceBook {
  readonly table: PriceTable;
  readonly shelves: readonly Shelf[];
  readonly byId: ReadonlyMap<string, Shelf>;
  readonly byName: ReadonlyMap<string, Shelf>;
  readonly byHost: ReadonlyMap<string, Shelf>;
}

const BOOKS = new WeakMap<PriceTable, PriceBook>();

/** The book of a table, made at its first use and kept as long as the table. */
export function priceBook(table: PriceTable): PriceBook {
  return memo(BOOKS, table, makeBook);
}

function makeBook(table: PriceTable): PriceBook {
  const byId = new Map<string, Shelf>();
  const byName = new Map<string, Shelf>();
  const byHost = new Map<string, Shelf>();
  for (const provider of table.providers) {
    const shelf = makeShelf(provider, table.modifiers);
    byId.set(provider.id, shelf);
    for (const name of provider.names) byName.set(name, shelf);
    for (const host of provider.hosts) byHost.set(host, shelf);
  }
  return { table, shelves: [...byId.values()], byId, byName, byHost };
}

function makeShelf(provider: PriceProvider, modifiers: readonly PriceModifier[]): Shelf {
  const exact = new Map<string, BookRow>();
  const patterns: Pattern[] = [];
  const rows = provider.models.map(row => readRow(provider.id, row));
  const learn = (id: string, row: BookRow) => void (exact.has(id) || exact.set(id, row));
  for (const [row, rules] of rows) {
    for (const rule of rules) {
      const pattern = readRule(rule, row);
      if (pattern.regex === undefined && pattern.also === undefined) learn(pattern.literal, row);
      if (pattern.regex !== undefined || pattern.before || pattern.after) patterns.push(pattern);
    }
  }
  for (const [row] of rows) learn(row.id.toLowerCase(), row);
  return {
    id: provider.id,
    exact,
    patterns,
    maker: provider.maker === undefined ? undefined : new RegExp(provider.maker),
    fallback: provider.fallback ?? [],
    router: provider.router ?? false,
    local: provider.local ?? false,
    modifiers: modifiers.filter(modifier => modifier.provider === provider.id),
  };
}

function readRow(provider: string, [id, match, price, overlay]: PriceRow): readonly [BookRow, readonly string[]] {
  let versions: readonly PriceVersion[] | undefined;
  const row = {
    id,
    key: `${provider}/${id}`,
    overlay: overlay === 1,
    // Read at the first use: a run uses a handful of a thousand rows.
    get versions() {
      versions ??= parsePrice(price) ?? [];
      return versions;
    },
  };
  const rules = match.split(' ').filter(rule => rule !== '');
  return [row, rules.length === 0 ? [id.toLowerCase()] : rules.map(rule => rule.replaceAll('~', id.toLowerCase()))];
}

function readRule(rule: string, row: BookRow): Pattern {
  if (rule.startsWith('/')) {
    return { row, regex: new RegExp(rule.slice(1, -1)), literal: '', before: false, after: false };
  }
  const [glob = '', also] = rule.split(/&(?=\/)/);
  return {
    row,
    literal: glob.replace(/^\*|\*$/g, ''),
    before: glob.startsWith('*'),
    after: glob.endsWith('*'),
    ...(also !== undefined && { also: new RegExp(also.slice(1, -1)) }),
  };
}
