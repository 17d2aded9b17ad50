import type { Part } from '../wire.ts';

type Items = NonNullable<Part['items']>;

/** Tools that came, went or changed their size. */
export function changedTools(before: Items, now: Items): readonly string[] {
  const sizes = new Map(before.map(({ name, bytes }) => [name, bytes]));
  const changed = now.filter(({ name, bytes }) => sizes.get(name) !== bytes).map(({ name }) => name);
  const names = new Set(now.map(({ name }) => name));
  return [...changed, ...before.filter(({ name }) => !names.has(name)).map(({ name }) => name)];
}
