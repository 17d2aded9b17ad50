/**
 * **Burn rate** (`burn-rate`) — money goes much faster than it ever does.
 *
 * Looks at: what the calls of a run that ended within the last 2 minutes cost, against its own minutes.
 *
 * Fires: a warning above $5 in 2 minutes and four times the run's own 99th percentile minute, of at least 30 minutes
 * before. One finding for each time it goes up, until it has fallen to half.
 *
 * Stays silent for unpriced calls. Tokens per minute say nothing: with a cache, 250,000 are an ordinary minute.
 *
 * Measured: 9 of 9,728 minutes of ordinary work cost more than $5, so expect it less than once in 1,000 minutes.
 */

import type { Call } from '../model.ts';
import { fromNano } from '../money.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { BurnRate } from './finding.ts';
import { RecentQuantiles } from './quantiles.ts';
import { extent } from './streak.ts';

const WINDOW_MS = 120_000;
const SLOT_MS = 5_000;
const SLOTS = WINDOW_MS / SLOT_MS;
const MINUTE_MS = 60_000;
const FLOOR = 5_000_000_000;
const TIMES = 4;
const KNOWN_FROM = 30;
const MAX_KEPT = 20;

export const burnRate: Analysis = { codes: ['burn-rate'], scope: 'run', start };

function start(): Detector {
  const slots = new Float64Array(SLOTS);
  const minutes = new RecentQuantiles(300);
  const told: BurnRate[] = [];
  let slot = 0;
  let minute = 0;
  let inMinute = 0;
  let window = 0;
  let first: Call | undefined;
  let now: BurnRate | undefined;

  const advance = (to: number): void => {
    // Two minutes without a call leave nothing in the window.
    for (let steps = Math.min(SLOTS, to - slot), at = to - steps + 1; at <= to; at++) {
      window -= slots[at % SLOTS] ?? 0;
      slots[at % SLOTS] = 0;
    }
    if (to - slot >= SLOTS) window = 0;
    slot = to;
  };

  return {
    end(call) {
      const { nano } = call.cost;
      const at = call.endedAt ?? call.startedAt;
      if (nano === null || nano === 0) return;
      const here = Math.floor(at / SLOT_MS);
      if (slot === 0) slot = here;
      // A clock that went back: told within the newest moment known, as long as it may be that.
      if (here > slot) advance(here);
      else if (slot - here >= SLOTS) return;
      if (window <= 0) first = undefined;
      first ??= call;
      slots[slot % SLOTS] = (slots[slot % SLOTS] ?? 0) + nano;
      window += nano;
      const thisMinute = Math.floor(at / MINUTE_MS);
      if (thisMinute > minute) {
        if (minute > 0 && inMinute > 0) minutes.add(inMinute);
        minute = thisMinute;
        inMinute = 0;
      }
      inMinute += nano;
      if (window <= FLOOR / 2 && now === undefined) return;
      const usual = minutes.count < KNOWN_FROM ? 0 : (minutes.quantile(0.99) ?? 0);
      const limit = Math.max(FLOOR, TIMES * usual);
      if (window > limit && (now === undefined || window > (now.nano ?? 0))) {
        const limitNano = fromNano(Math.round(limit));
        const nanoNow = fromNano(Math.round(window));
        now = {
          ...extent(first, call),
          code: 'burn-rate',
          severity: 'warning',
          nano: nanoNow,
          windowMs: WINDOW_MS,
          limitNano,
        };
      } else if (now !== undefined && window < limit / 2) {
        if (told.length < MAX_KEPT) told.push(now);
        now = undefined;
        first = call;
      }
    },
    findings: () => (now ? [...told, now] : told),
  };
}
