/**
 * What a day will come to. Money spent is known; what is to come is a projection, and called one.
 *
 * Going on at today's pace overstates most days by half: work does not last until midnight. So the days before are asked:
 * how much of what they came to had been spent by this time of the day. Nothing is projected before four hours of today
 * saw calls, nor without five earlier days that had seen some by now.
 */
import type { Days } from './budgets/periods.ts';
import type { Run } from './model.ts';
import { add, fromNano, type NanoUsd, ZERO } from './money.ts';

const HOUR_MS = 3_600_000;
const ACTIVE_HOURS = 4;
const KNOWN_DAYS = 5;
const LOOKED_BACK = 30;

export interface DayForecast {
  /** what today's calls have cost so far: a lower bound where some have no price */
  readonly spent: NanoUsd;
  /** hours of today in which calls began */
  readonly activeHours: number;
  /** the middle of what such days came to, and of half of them at least and at most; absent where too little is known */
  readonly projected?: {
    readonly middle: NanoUsd;
    readonly low: NanoUsd;
    readonly high: NanoUsd;
    readonly days: number;
  };
}

export function forecastDay(runs: readonly Run[], now: number, days: Days): DayForecast {
  const today = days.day(now);
  const sinceMidnight = now - days.midnight(today);
  const known = new Map<string, { byNow: number; all: number }>();
  const hours = new Set<number>();
  let spent: NanoUsd = ZERO;
  for (const { calls } of runs) {
    for (const { startedAt, cost } of calls) {
      const day = days.day(startedAt);
      if (startedAt > now || cost.nano === null) continue;
      if (day === today) {
        hours.add(Math.floor(startedAt / HOUR_MS));
        spent = add(spent, cost.nano);
        continue;
      }
      const sum = known.get(day) ?? { byNow: 0, all: 0 };
      known.set(day, sum);
      sum.all += cost.nano;
      if (startedAt - days.midnight(day) <= sinceMidnight) sum.byNow += cost.nano;
    }
  }
  const ratios = [...known]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .slice(0, LOOKED_BACK)
    .flatMap(([, { byNow, all }]) => (byNow > 0 ? [all / byNow] : []))
    .sort((a, b) => a - b);
  const base = { spent, activeHours: hours.size };
  if (hours.size < ACTIVE_HOURS || ratios.length < KNOWN_DAYS) return base;
  const at = (share: number): NanoUsd => {
    const ratio = ratios[Math.floor(share * (ratios.length - 1))] ?? 1;
    return fromNano(Math.min(Number.MAX_SAFE_INTEGER, Math.round(spent * ratio)));
  };
  return { ...base, projected: { middle: at(0.5), low: at(0.25), high: at(0.75), days: ratios.length } };
}
