/**
 * **Idle rewrite** (`idle-rewrite`) — after pauses that outlast the cache the whole prompt is written into it again.
 *
 * Looks at: calls of a conversation that come more than 5 minutes (an hour, where the call before wrote for one) after the
 * call before them, and write more than half of their prompt into the cache.
 *
 * Fires: information, once per conversation, from $0.05 on: how often, what it cost over reading. A cache of one hour, or
 * compacting before a pause, would have been cheaper.
 *
 * Stays silent where the call before wrote and read no cache, and for models without a cache-write price.
 *
 * Measured: 9% of all dollars of one current agent, 40% of all it wrote into caches.
 */

import type { Call } from '../model.ts';
import { add, type NanoUsd, ZERO } from '../money.ts';
import { totalInput } from '../usage/usage.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { IdleRewrite } from './finding.ts';
import { nanoOf } from './nano.ts';
import { extent } from './streak.ts';

const LIFETIME_MS = 5 * 60_000;
const LONG_LIFETIME_MS = 60 * 60_000;
const FROM_NANO = 50_000_000;

export const idleRewrite: Analysis = { codes: ['idle-rewrite'], scope: 'lane', start };

function start(): Detector {
  let before: Call | undefined;
  let first: Call | undefined;
  let last: Call | undefined;
  let rewrites = 0;
  let tokens = 0;
  let nano: NanoUsd = ZERO;
  let saving: NanoUsd = ZERO;
  let longestMs = 0;

  return {
    end(call) {
      const known = before;
      before = call;
      const { usage } = call;
      const input = usage && totalInput(usage);
      if (known?.usage === undefined || usage === undefined || input === undefined) return;
      const gap = call.startedAt - (known.endedAt ?? known.startedAt);
      const lifetime = (known.usage.cacheWrite1h ?? 0) > 0 ? LONG_LIFETIME_MS : LIFETIME_MS;
      const written = (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0);
      const held = (known.usage.cacheRead ?? 0) + (known.usage.cacheWrite5m ?? 0) + (known.usage.cacheWrite1h ?? 0);
      if (gap <= lifetime || written <= input / 2 || held === 0) return;
      const { rates = {} } = call.cost;
      const { cacheRead: read, cacheWrite5m: write } = rates;
      if (read === undefined || write === undefined) return;
      // What the cache had held, and could have been read.
      const again = Math.min(written, held);
      first ??= known;
      last = call;
      rewrites++;
      tokens += again;
      nano = add(nano, nanoOf(again * write));
      saving = add(saving, nanoOf(again * (write - read)));
      longestMs = Math.max(longestMs, gap);
    },
    findings() {
      if (first === undefined || last === undefined || saving < FROM_NANO) return [];
      const facts = { rewrites, tokens, savingNano: saving, longestMs };
      const found: IdleRewrite = {
        ...extent(first, last),
        code: 'idle-rewrite',
        severity: 'information',
        nano,
        ...facts,
      };
      return [found];
    },
  };
}
