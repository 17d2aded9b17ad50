/** What a run of this process has spent so far: for the bound of calls that state none, and for a limit that comes late. */
import type { PriceableCall } from '../../../core/pricing/cost.ts';
import { totalTokens, type Usage } from '../../../core/usage/usage.ts';

/** A price in nano-dollars; null where none is known. */
export type PriceOf = (call: PriceableCall, usage: Usage) => number | null;

// Calls kept for the case that a limit in dollars comes later. A run of more without one is not worth the memory.
const MAX_KEPT = 5000;

export class Meter {
  tokens = 0;
  /** calls that were let go and are over */
  calls = 0;
  /** the largest output of a call so far, in tokens */
  largestOutput = 0;
  readonly #kept: { readonly call: PriceableCall; readonly usage: Usage }[] = [];

  add(call: PriceableCall, usage: Usage | undefined): void {
    this.calls++;
    if (usage === undefined) return;
    this.tokens += totalTokens(usage) ?? 0;
    this.largestOutput = Math.max(this.largestOutput, usage.output ?? 0);
    if (this.#kept.length < MAX_KEPT) this.#kept.push({ call, usage });
  }

  /** What the calls so far have cost, in nano-dollars; those without a price count nothing. */
  dollars(price: PriceOf): number {
    return this.#kept.reduce((sum, { call, usage }) => sum + (price(call, usage) ?? 0), 0);
  }
}
