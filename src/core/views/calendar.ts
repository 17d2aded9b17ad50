/** Days and weeks as people count them. The time zone is a parameter: the core has none. */

export interface Calendar {
  /** `Europe/Berlin`, `UTC` */
  readonly zone: string;
  /** the day of a moment (Unix milliseconds): `2026-11-20` */
  readonly day: (at: number) => string;
  /** a moment as a table shows it: `2026-11-20 14:03` */
  readonly minute: (at: number) => string;
}

export const UTC: Calendar = {
  zone: 'UTC',
  day: at => new Date(at).toISOString().slice(0, 10),
  minute: at => new Date(at).toISOString().slice(0, 16).replace('T', ' '),
};

const DAY_MS = 86_400_000;

/** The ISO 8601 week of a day, which begins on Monday and belongs to the year of its Thursday: `2026-W47`. */
export function isoWeek(day: string): string {
  const at = Date.parse(day);
  // Day 0 of Unix time was a Thursday.
  const weekday = (Math.floor(at / DAY_MS) + 3) % 7;
  const thursday = new Date(at + (3 - weekday) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
