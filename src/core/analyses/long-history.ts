/**
 * **Long history** (`long-history`) — most of what is sent is conversation, and it grows with each call. This is not a
 * system prompt that is too long.
 *
 * Looks at: how the measured prompt of a conversation divides into its fixed start, the conversation and tool results, and
 * how much it grows per call.
 *
 * Fires: information from 10 calls, 30,000 tokens and $0.25 on, where conversation and tool results are 60% of all input or
 * more, the fixed start less than 25%, and the prompt grows by 1,500 tokens a call or more. Says what compacting once, half
 * way, to a fifth would have saved.
 *
 * Stays silent where prompts were not measured. It is how most agents work, so it is never a warning.
 */

import type { Call } from '../model.ts';
import { add, fromNano, type NanoUsd, ZERO } from '../money.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { LongHistory } from './finding.ts';
import { extent } from './streak.ts';

const MIN_CALLS = 10;
const MIN_TOKENS = 30_000;
const FROM_NANO = 250_000_000;
const SHARE = 0.6;
const MAX_PREFIX_SHARE = 0.25;
const GROWTH = 1500;
/** Of the history that is sent in the second half, what a summary to a fifth leaves out. */
const LEFT_OUT = 0.8;

export const longHistory: Analysis = { codes: ['long-history'], scope: 'lane', start };

function start(): Detector {
  let first: Call | undefined;
  let last: Call | undefined;
  let calls = 0;
  let firstInput = 0;
  let input = 0;
  const sums = { all: 0, history: 0, prefix: 0 };
  let nano: NanoUsd = ZERO;

  return {
    end(call, made) {
      if (made === undefined || call.parts?.history === undefined || call.remoteContext) return;
      const prefix = made.system + made.tools;
      const history = made.history + made.toolResults;
      input = prefix + history + made.user + made.other;
      if (first === undefined) firstInput = input;
      first ??= call;
      last = call;
      calls++;
      sums.all += input;
      sums.history += history;
      sums.prefix += prefix;
      const { parts } = call.cost;
      const paid = parts.reduce(
        (sum, part) => (part.bucket === 'output' || part.bucket === 'reasoning' ? sum : sum + part.nano),
        0,
      );
      if (input > 0) nano = add(nano, fromNano(Math.round((paid * history) / input)));
    },
    findings() {
      if (first === undefined || last === undefined || calls < MIN_CALLS || input < MIN_TOKENS || nano < FROM_NANO)
        return [];
      const growth = (input - firstInput) / (calls - 1);
      const share = sums.history / sums.all;
      if (share < SHARE || sums.prefix / sums.all >= MAX_PREFIX_SHARE || growth < GROWTH) return [];
      // A history that grows evenly sends three quarters of its tokens in the second half, half of them from the first.
      const savingNano = fromNano(Math.round(nano * 0.5 * LEFT_OUT));
      const found: LongHistory = {
        ...extent(first, last),
        code: 'long-history',
        severity: 'information',
        nano,
        tokens: input,
        share,
        growth: Math.round(growth),
        savingNano,
      };
      return [found];
    },
  };
}
