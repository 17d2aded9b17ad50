/**
 * **System prompt bloat** (`system-prompt-bloat`) — a large fixed start of the prompt, the system prompt and the tool
 * declarations, is paid for in full on call after call, although a prompt cache would serve it at a fraction of the price.
 *
 * Looks at: the size of the fixed start (P tokens: the measured parts, scaled to the reported input), how much of it the
 * provider's cache covered (caches cover a prompt from its front: min(P, cache-read tokens)), and what the rest cost at
 * the call's own rates.
 *
 * Fires: P ≥ 1,024 tokens (below that providers do not cache), at least 5 calls, at least 3 of them re-sends within the
 * cache's 5 minutes with more than half of P uncached, and a saving of at least 10% of the run. A warning from $0.05 on,
 * information below. The saving assumes the same calls: the first at the cache-write rate, re-sends at the cache-read rate.
 *
 * Stays silent for calls without a price, without a measured prompt, or whose conversation the server keeps, and where the
 * start changes from call to call: that is `cache-buster`. The ratio of prompt to completion is shown as evidence and is no
 * part of the rule: of 1,900 real runs every one exceeds 3 : 1.
 */

import type { NanoUsd } from '../money.ts';
import type { SystemPromptBloat } from './finding.ts';
import type { Configuration } from './fixed-start.ts';
import { isBusted, uncachedSaving } from './start-saving.ts';
import { extent } from './streak.ts';

const WARN_FROM_NANO = 50_000_000;

export function systemPromptBloat(known: Configuration, run: NanoUsd): SystemPromptBloat | undefined {
  const saving = uncachedSaving(known, run);
  if (saving === undefined || isBusted(known)) return undefined;
  const { calls, prefixTokens, toolTokens, uncached, actual, sums, first, last } = known;
  return {
    ...extent(first, last),
    code: 'system-prompt-bloat',
    severity: saving >= WARN_FROM_NANO ? 'warning' : 'information',
    nano: actual,
    prefixTokens,
    toolTokens,
    calls,
    uncached,
    prefixNano: actual,
    savingNano: saving,
    runNano: run,
    promptToCompletion: sums.output === 0 ? null : sums.input / sums.output,
    shares: {
      prefix: sums.prefix / sums.input,
      history: sums.history / sums.input,
      toolResults: sums.toolResults / sums.input,
    },
  };
}
