/** What caching the fixed start of a prompt would have saved, and whether it holds still for that. */
import { fromNano, type NanoUsd } from '../money.ts';
import type { Configuration } from './fixed-start.ts';

const MIN_PREFIX_TOKENS = 1024;
const MIN_CALLS = 5;
const MIN_RESENDS = 3;
const MIN_SHARE_OF_RUN = 0.1;
const WITHIN_CALLS = 10;

/** Whether it has changed so often lately that a cache cannot hold it. */
export function isBusted({ changedAt, systemChanges, toolChanges, calls }: Configuration): boolean {
  const [earlier, later] = changedAt;
  if (earlier === undefined || later === undefined) return false;
  // Twice within ten calls, and on the whole at least as often as that.
  return later - earlier <= WITHIN_CALLS && (systemChanges + toolChanges) * WITHIN_CALLS >= calls * 2;
}

/** What caching would have saved; undefined where that is too little to tell. */
export function uncachedSaving(known: Configuration, run: NanoUsd): NanoUsd | undefined {
  const { calls, resends, prefixTokens, actual, ideal } = known;
  if (prefixTokens < MIN_PREFIX_TOKENS || calls < MIN_CALLS || resends < MIN_RESENDS) return undefined;
  const saving = fromNano(Math.max(0, actual - ideal));
  return saving === 0 || saving < run * MIN_SHARE_OF_RUN ? undefined : saving;
}
