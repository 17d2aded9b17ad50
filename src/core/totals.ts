/** Sums over calls. All integers, so what is taken away is exactly what was added. */

import type { Call, Totals } from './model.ts';
import { add, type NanoUsd, ZERO } from './money.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export type TotalsSum = Mutable<Totals>;

export function emptyTotals(): TotalsSum {
  return {
    calls: 0,
    running: 0,
    failed: 0,
    blocked: 0,
    input: 0,
    cacheRead: 0,
    cacheWrite: 0,
    output: 0,
    reasoning: 0,
    nano: ZERO,
    unpriced: 0,
    unpricedTokens: 0,
    withoutUsage: 0,
    estimated: 0,
    partial: 0,
    local: 0,
  };
}

/** Adds one call to a sum, or takes it away again with `sign` −1. */
export function count(sum: TotalsSum, call: Call, sign: 1 | -1): void {
  const { usage, cost } = call;
  sum.calls += sign;
  if (call.state === 'running') sum.running += sign;
  else if (call.state !== 'ok') sum.failed += sign;
  if (call.state === 'blocked') sum.blocked += sign;
  if (mayBeBilled(call) && usage === undefined) sum.withoutUsage += sign;
  if (usage === undefined) return;
  sum.input += sign * (usage.input ?? 0);
  sum.cacheRead += sign * (usage.cacheRead ?? 0);
  sum.cacheWrite += sign * ((usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0));
  sum.output += sign * (usage.output ?? 0);
  sum.reasoning += sign * (usage.reasoning ?? 0);
  if (cost.nano === null) {
    sum.unpriced += sign;
    sum.unpricedTokens += sign * tokens(call);
  } else {
    sum.nano = sign === 1 ? add(sum.nano, cost.nano) : ((sum.nano - cost.nano) as NanoUsd);
  }
  if (cost.status === 'estimated') sum.estimated += sign;
  if (cost.status === 'local') sum.local += sign;
  if (call.usageState === 'partial') sum.partial += sign;
}

/** Adds a sum to another. Written out: over thousands of runs, once a second, a loop over the names takes ten times as long. */
export function join(sum: TotalsSum, more: Totals): void {
  sum.calls += more.calls;
  sum.running += more.running;
  sum.failed += more.failed;
  sum.blocked += more.blocked;
  sum.input += more.input;
  sum.cacheRead += more.cacheRead;
  sum.cacheWrite += more.cacheWrite;
  sum.output += more.output;
  sum.reasoning += more.reasoning;
  sum.nano = add(sum.nano, more.nano);
  sum.unpriced += more.unpriced;
  sum.unpricedTokens += more.unpricedTokens;
  sum.withoutUsage += more.withoutUsage;
  sum.estimated += more.estimated;
  sum.partial += more.partial;
  sum.local += more.local;
}

/** The sum over several calls. */
export function total(calls: readonly Call[]): Totals {
  const sum = emptyTotals();
  for (const call of calls) count(sum, call, 1);
  return sum;
}

/** All input of a sum, cached or not. */
export function inputOf(totals: Totals): number {
  return totals.input + totals.cacheRead + totals.cacheWrite;
}

export function tokensOf(totals: Totals): number {
  return inputOf(totals) + totals.output;
}

/** Whether the sum of money is only a lower bound. */
export function isIncomplete(totals: Totals): boolean {
  return totals.unpriced > 0 || totals.withoutUsage > 0 || totals.partial > 0;
}

/** All tokens of one call that are known. */
export function tokens(call: Call): number {
  const u = call.usage;
  return (u?.input ?? 0) + (u?.cacheRead ?? 0) + (u?.cacheWrite5m ?? 0) + (u?.cacheWrite1h ?? 0) + (u?.output ?? 0);
}

/** A provider bills what it began to answer: not refusals of the guard, not HTTP errors, not what never got an answer. */
function mayBeBilled(call: Call): boolean {
  if (call.state === 'ok' || call.state === 'cancelled' || call.state === 'interrupted') return true;
  return call.state === 'error' && call.httpStatus !== undefined && call.httpStatus < 300;
}
