/** Bounds of measured shares, and random numbers that are the same each time. */

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

const Z = 1.959964;

/** Wilson's 95 % bounds of `hits` of `n`; at none of them the rule of three. */
export function bounds(hits: number, n: number): Bounds {
  if (n === 0) return { low: 0, high: 1 };
  if (hits === 0) return { low: 0, high: Math.min(1, 3 / n) };
  const p = hits / n;
  const middle = p + Z ** 2 / (2 * n);
  const half = Z * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2));
  const scale = 1 + Z ** 2 / n;
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) };
}

/** 95 % bounds of a rate of events per unit, of `events` in `units` (Poisson, by its square root; the rule of three at 0). */
export function rateBounds(events: number, units: number): Bounds {
  if (units === 0) return { low: 0, high: Number.POSITIVE_INFINITY };
  if (events === 0) return { low: 0, high: 3 / units };
  const root = Math.sqrt(events);
  return { low: Math.max(0, root - Z / 2) ** 2 / units, high: (Math.sqrt(events + 1) + Z / 2) ** 2 / units };
}

/** Numbers from 0 to 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
