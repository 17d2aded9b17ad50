/** Days in a time zone by its name. Which zone is the caller's to say. */
import type { Calendar } from './calendar.ts';

export interface ZonedCalendar extends Calendar {
  /** when a day (`2026-11-20`) begins there, Unix milliseconds */
  readonly midnight: (day: string) => number;
}

const QUARTER_MS = 15 * 60_000;

/**
 * The calendar of a time zone. Its offsets from UTC are looked up once for each quarter of an hour that is asked for.
 * Without a name it is UTC, as all clocks of Node are where `TZ` says nothing it knows.
 */
export function calendarOf(timeZone: string | undefined): ZonedCalendar {
  const zone = timeZone ?? 'UTC';
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const offsets = new Map<number, number>();
  const offset = (at: number): number => {
    const quarter = Math.floor(at / QUARTER_MS);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const found = readOffset(format.formatToParts(at).find(part => part.type === 'timeZoneName')?.value ?? '');
    offsets.set(quarter, found);
    return found;
  };
  const local = (at: number): string => new Date(at + offset(at)).toISOString();
  return {
    zone,
    day: at => local(at).slice(0, 10),
    minute: at => local(at).slice(0, 16).replace('T', ' '),
    midnight(day) {
      const utc = Date.parse(day);
      // The offset at midnight there is found from a moment nearby; once more, in case the clocks are set that night.
      const near = utc - offset(utc);
      return utc - offset(near);
    },
  };
}

/** `GMT+05:30` → milliseconds. */
function readOffset(name: string): number {
  const match = /^GMT([+-])(\d\d):(\d\d)$/.exec(name);
  if (match === null) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}
