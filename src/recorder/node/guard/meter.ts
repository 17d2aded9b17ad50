/** What a run has spent so far, and what its calls in flight may spend. */
import type { PriceableCall } from '../../../core/pricing/cost.ts';
import { totalTokens, type Usage } from '../../../core/usage/usage.ts';

/** Amounts by unit: `usd` in whole nano-dollars. */
export interface Amounts {
  usd: number;
  tokens: number;
}

interface Held {
  /** Gives up what was held, and books what the call did spend. */
  settle(call: PriceableCall, usage: Usage | undefined): void;
  /** As if there had been no call. */
  withdraw(): void;
}

export interface Meter {
  readonly spent: Amounts;
  readonly held: Amounts;
  /** calls that were let go, in flight or over */
  readonly calls: number;
  /** the largest output of a call so far, in tokens */
  readonly largestOutput: number;
  /** Counts a call and holds what it may spend. */
  hold(amounts: Readonly<Amounts>): Held;
  /** Begins to count dollars, those of calls that are over included. */
  countDollars(): void;
}

/** A price in nano-dollars; null where none is known. */
export type PriceOf = (call: PriceableCall, usage: Usage) => number | null;

// Calls kept for the case that a limit in dollars comes later. A run of more without one is not worth the memory.
const MAX_KEPT = 5000;

interface Settled {
  readonly call: PriceableCall;
  readonly usage: Usage;
}

/** Counts tokens and calls always, dollars only once someone asks for them: the price table is not loaded before. */
export function createMeter(price: PriceOf, onUnpriced: (call: PriceableCall) => void): Meter {
  const spent: Amounts = { usd: 0, tokens: 0 };
  const held: Amounts = { usd: 0, tokens: 0 };
  const kept: Settled[] = [];
  const state = { calls: 0, largestOutput: 0, dollars: false };

  function book({ call, usage }: Settled): void {
    const cost = price(call, usage);
    if (cost === null) onUnpriced(call);
    else spent.usd += cost;
  }

  return {
    spent,
    held,
    get calls() {
      return state.calls;
    },
    get largestOutput() {
      return state.largestOutput;
    },
    hold(amounts) {
      const change = (sign: 1 | -1) => {
        held.usd += sign * amounts.usd;
        held.tokens += sign * amounts.tokens;
      };
      state.calls++;
      change(1);
      return {
        settle(call, usage) {
          change(-1);
          if (usage === undefined) return;
          spent.tokens += totalTokens(usage) ?? 0;
          state.largestOutput = Math.max(state.largestOutput, usage.output ?? 0);
          if (state.dollars) book({ call, usage });
          else if (kept.length < MAX_KEPT) kept.push({ call, usage });
        },
        withdraw() {
          change(-1);
          state.calls--;
        },
      };
    },
    countDollars() {
      if (state.dollars) return;
      state.dollars = true;
      for (const settled of kept.splice(0)) book(settled);
    },
  };
}
