/** Which of the user's own prices no call has ever asked for: a name that was mistyped, or a model nobody uses any more. */
import type { PriceableCall } from './cost.ts';
import { findOverride, type Override } from './overrides.ts';

/** A call, and the row of the price table it would have without overrides: `openai/gpt-4o`. */
export interface SeenCall {
  readonly call: Omit<PriceableCall, 'at'>;
  readonly key?: string;
}

/** The rows that match none of the calls, whatever their date. Nothing where there are no calls: nothing is known then. */
export function unusedOverrides(overrides: readonly Override[], calls: Iterable<SeenCall>): readonly Override[] {
  const left = new Set(overrides);
  let seen = 0;
  for (const { call, key } of calls) {
    seen++;
    for (const override of left) {
      if (findOverride([override], { ...call, at: Number.POSITIVE_INFINITY }, key) !== undefined) left.delete(override);
    }
    if (left.size === 0) break;
  }
  return seen === 0 ? [] : [...left];
}
