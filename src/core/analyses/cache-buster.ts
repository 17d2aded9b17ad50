/**
 * **Cache buster** (`cache-buster`) — the fixed start of the prompt changes from call to call while its size stays: a
 * clock, a counter, tools in another order. No cache can hold it.
 *
 * Looks at: the hashes of the system prompt and of the tool declarations, and their sizes.
 *
 * Fires: two changes or more within 10 calls while the size stays within 2%, and a saving as `system-prompt-bloat` asks
 * for: at least 1,024 tokens, 5 calls, and 10% of the run. A warning from $0.05 on, information below. Says what changed:
 * the system prompt, the tools, and which of them.
 *
 * Stays silent where a start changes once in a while, or with its size: that is another prompt.
 */

import type { NanoUsd } from '../money.ts';
import type { CacheBuster } from './finding.ts';
import type { Configuration } from './fixed-start.ts';
import { isBusted, uncachedSaving } from './start-saving.ts';
import { extent } from './streak.ts';

const WARN_FROM_NANO = 50_000_000;

export function cacheBuster(known: Configuration, run: NanoUsd): CacheBuster | undefined {
  if (!isBusted(known)) return undefined;
  const saving = uncachedSaving(known, run);
  if (saving === undefined) return undefined;
  const { systemChanges, toolChanges, calls, prefixTokens, actual, first, last, changedTools, reordered, sums } = known;
  return {
    ...extent(first, last),
    code: 'cache-buster',
    severity: saving >= WARN_FROM_NANO ? 'warning' : 'information',
    nano: actual,
    part: toolChanges === 0 ? 'system' : systemChanges === 0 ? 'tools' : 'both',
    tools: [...changedTools],
    reordered,
    changes: Math.max(systemChanges, toolChanges),
    promptToCompletion: sums.output === 0 ? null : sums.input / sums.output,
    calls,
    prefixTokens,
    savingNano: saving,
    runNano: run,
  };
}
