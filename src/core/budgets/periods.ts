/**
 * Stretches of the calendar that a budget lasts for: by the clock of the machine the calls are made on, weeks from Monday
 * (ISO 8601). A moment has its period for good: a call that ends after midnight belongs to the day it began on.
 */
import { isoWeek } from '../views/calendar.ts';

export type PeriodKind = 'hour' | 'day' | 'week' | 'month';

/** Days in a time zone. */
export interface Days {
  /** the day of a moment (Unix milliseconds): `2026-11-26` */
  readonly day: (at: number) => string;
  /** when a day begins, Unix milliseconds */
  readonly midnight: (day: string) => number;
}

/** One hour, day, week or month. */
export interface Period {
  readonly kind: PeriodKind;
  /** `2026-11-26T14`, `2026-11-26`, `2026-W48`, `2026-11` */
  readonly key: string;
  /** Unix milliseconds: from `from` on, up to but not `to` */
  readonly from: number;
  readonly to: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The period of this kind that a moment lies in. */
export function periodAt(kind: PeriodKind, at: number, days: Days): Period {
  const day = days.day(at);
  switch (kind) {
    case 'hour': {
      // Counted from midnight, so that no hour comes twice in the night the clocks go back.
      const midnight = days.midnight(day);
      const hour = Math.floor((at - midnight) / HOUR_MS);
      const from = midnight + hour * HOUR_MS;
      return { kind, key: `${day}T${String(hour).padStart(2, '0')}`, from, to: from + HOUR_MS };
    }
    case 'day':
      return { kind, key: day, from: days.midnight(day), to: days.midnight(later(day, 1)) };
    case 'week': {
      const monday = later(day, -((new Date(day).getUTCDay() + 6) % 7));
      return { kind, key: isoWeek(day), from: days.midnight(monday), to: days.midnight(later(monday, 7)) };
    }
    case 'month': {
      const key = day.slice(0, 7);
      const next = later(`${key}-01`, 31).slice(0, 7);
      return { kind, key, from: days.midnight(`${key}-01`), to: days.midnight(`${next}-01`) };
    }
  }
}

/** A day so many days after another. */
function later(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}
