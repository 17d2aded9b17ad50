/** Simple patterns of the price table and of overrides. */

/** A `*` glob over a whole text, case-insensitive; several, separated by spaces, match where one does. */
export function globs(pattern: string): RegExp {
  const one = (glob: string) => glob.replace(/[\\^$.|?+()[\]{}]/g, '\\$&').replace(/\*/g, '.*');
  return new RegExp(`^(?:${pattern.trim().split(/\s+/).map(one).join('|')})$`, 'i');
}

/** The value kept for a key, made at its first use. */
export function memo<K extends object, V>(cache: WeakMap<K, V>, key: K, make: (key: K) => V): V {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  cache.set(key, made);
  return made;
}
