import { describe, expect, test } from 'vitest';
import { forecastDay } from '../../src/core/forecast.ts';
import { calendarOf } from '../../src/core/views/zone.ts';
import { LogBuilder, T0 } from '../support/log.ts';
import { snapshotOf } from '../support/snapshot.ts';

const HOUR = 3_600_000;
const DAYS = calendarOf('UTC');

/** Calls of $0.0035 at hours of a day, days before T0, which is a noon. */
function spent(...days: readonly (readonly [daysAgo: number, hours: readonly number[]])[]) {
  const log = new LogBuilder().run();
  const at = days.flatMap(([ago, hours]) => hours.map(hour => -ago * 24 * HOUR + (hour - 12) * HOUR));
  for (const moment of at.sort((a, b) => a - b)) log.call({ at: moment });
  return snapshotOf(log.lines).runs;
}

const MORNING = [8, 9, 10, 11];
const week = (hours: readonly number[]) => [1, 2, 3, 4, 5].map(ago => [ago, hours] as const);

describe('what a day comes to', () => {
  test('as the days before did, from this time on', () => {
    // On those days half of the calls came after noon.
    const runs = spent([0, MORNING], ...week([...MORNING, 13, 14, 15, 16]));
    expect(forecastDay(runs, T0, DAYS)).toEqual({
      spent: 14_000_000,
      activeHours: 4,
      projected: { middle: 28_000_000, low: 28_000_000, high: 28_000_000, days: 5 },
    });
  });

  test.each([
    ['after three hours', spent([0, [8, 9, 10]], ...week(MORNING))],
    ['with four days known', spent([0, MORNING], ...week(MORNING).slice(1))],
    ['with days that began later', spent([0, MORNING], ...week([13, 14]))],
    ['without calls', []],
  ])('%s nothing is projected', (_name, runs) => {
    expect(forecastDay(runs, T0, DAYS).projected).toBeUndefined();
  });
});
