/** Moments as people write them on the command line. */
import type { ZonedCalendar } from '../core/views/zone.ts';
import { UsageError } from './io.ts';

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** `2026-11-01` (a day there), `7d`, `24h`, `30m`, `2w` or ISO 8601 → Unix milliseconds. `option` is named in errors. */
export function parseMoment(option: string, text: string, now: number, calendar: ZonedCalendar): number {
  const span = /^(\d{1,5})([mhdw])$/.exec(text);
  if (span !== null) return now - Number(span[1]) * (UNIT_MS[span[2] ?? ''] ?? 0);
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(day) && new Date(day).toISOString().startsWith(text)) return calendar.midnight(text);
  const at = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new UsageError(`${option} ${text} is no date: write 2026-11-01, 7d, 24h or 2026-11-01T12:00:00Z`);
}
