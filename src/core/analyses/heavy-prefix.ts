/**
 * **Heavy prefix** (`heavy-prefix`) — the fixed start of the prompt is a large part of what is paid, although it is cached.
 *
 * Looks at: what the system prompt and the tool declarations cost in a run at the rates that were paid, and how much of the
 * tool declarations belongs to tools that were never called.
 *
 * Fires: at 20,000 tokens or more, 10 calls or more, 40% of the run's cost and half of the mean prompt, from $0.25 on.
 * Information by itself, since every coding agent has such a start; a warning where it can be avoided: tools that were never
 * called make 30% of it.
 *
 * Stays silent where `system-prompt-bloat` or `cache-buster` has more to say: first it must be cached at all.
 *
 * Measured: without the avoidable part it would mark 183 of 492 runs of one current agent.
 */

import { fromNano, type NanoUsd, share, ZERO } from '../money.ts';
import type { HeavyPrefix } from './finding.ts';
import type { Configuration } from './fixed-start.ts';
import { uncachedSaving } from './start-saving.ts';
import { extent } from './streak.ts';
import { unusedOf } from './unused-tools.ts';

const MIN_TOKENS = 20_000;
const MIN_CALLS = 10;
const MIN_SHARE_OF_RUN = 0.4;
const MIN_SHARE_OF_PROMPT = 0.5;
const FROM_NANO = 250_000_000;
const UNUSED_SHARE = 0.3;

export function heavyPrefix(known: Configuration, run: NanoUsd): HeavyPrefix | undefined {
  const { prefixTokens, toolTokens, calls, actual, sums, first, last } = known;
  if (prefixTokens < MIN_TOKENS || calls < MIN_CALLS || actual < FROM_NANO) return undefined;
  if (actual < run * MIN_SHARE_OF_RUN || sums.prefix < sums.input * MIN_SHARE_OF_PROMPT) return undefined;
  if (uncachedSaving(known, run) !== undefined) return undefined;
  const unused = unusedOf(known);
  const avoidable = unused.tokens >= prefixTokens * UNUSED_SHARE;
  return {
    ...extent(first, last),
    code: 'heavy-prefix',
    severity: avoidable ? 'warning' : 'information',
    nano: actual,
    prefixTokens,
    toolTokens,
    calls,
    prefixNano: actual,
    runNano: run,
    avoidable: avoidable ? 'unused-tools' : 'none',
    savingNano: avoidable ? fromNano(share(actual, unused.tokens, prefixTokens)) : ZERO,
    tools: known.declared?.length ?? 0,
    unused: unused.names.length,
  };
}
