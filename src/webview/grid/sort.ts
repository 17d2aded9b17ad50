/** Rows in the order of a column. */
import type { Sort } from '../saved.ts';

/** What a row is sorted by in a column; undefined where it has nothing there. */
export type SortValue = number | string | undefined;

const COLLATOR = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** A copy in order. What a row has no value for comes last, either way round; of equals, `otherwise` tells. */
export function sorted<T>(
  rows: readonly T[],
  value: (row: T) => SortValue,
  ascending: boolean,
  otherwise: (a: T, b: T) => number = () => 0,
): readonly T[] {
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || otherwise(a, b);
    const order = typeof x === 'string' && typeof y === 'string' ? COLLATOR.compare(x, y) : Number(x) - Number(y);
    return (ascending ? order : -order) || otherwise(a, b);
  });
}

/** What a click on a header asks for: the other way round, or the order one looks for first in that column. */
export function nextSort<Key extends string>(key: Key, now: Sort<Key>, words: readonly Key[]): Sort<Key> {
  return { key, ascending: now.key === key ? !now.ascending : words.includes(key) };
}
