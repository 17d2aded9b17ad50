import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountName, spanOf, wholeLimit } from '../../../src/core/budgets/accounts.ts';
import { LOCAL_DAYS } from '../../../src/core/budgets/local-days.ts';
import { type PeriodKind, periodAt } from '../../../src/core/budgets/periods.ts';
import { calendarOf } from '../../../src/core/views/zone.ts';

const KINDS: readonly PeriodKind[] = ['hour', 'day', 'week', 'month'];
const berlin = calendarOf('Europe/Berlin');
const at = (text: string) => Date.parse(text);

describe('periods', () => {
  test.each<[PeriodKind, string, string, string, string]>([
    ['hour', '2026-11-26T14:30:00Z', '2026-11-26T15', '2026-11-26T14:00:00Z', '2026-11-26T15:00:00Z'],
    ['day', '2026-11-26T23:30:00Z', '2026-11-27', '2026-11-26T23:00:00Z', '2026-11-27T23:00:00Z'],
    ['week', '2026-11-26T12:00:00Z', '2026-W48', '2026-11-22T23:00:00Z', '2026-11-29T23:00:00Z'],
    ['week', '2027-01-01T12:00:00Z', '2026-W53', '2026-12-27T23:00:00Z', '2027-01-03T23:00:00Z'],
    ['month', '2026-12-31T23:30:00Z', '2027-01', '2026-12-31T23:00:00Z', '2027-01-31T23:00:00Z'],
    ['month', '2026-02-10T12:00:00Z', '2026-02', '2026-01-31T23:00:00Z', '2026-02-28T23:00:00Z'],
    // The clocks go forward on 29 March 2026: that day has 23 hours.
    ['day', '2026-03-29T12:00:00Z', '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    // They go back on 25 October: its hours are counted, so that none comes twice.
    ['hour', '2026-10-25T00:30:00Z', '2026-10-25T02', '2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z'],
    ['hour', '2026-10-25T01:30:00Z', '2026-10-25T03', '2026-10-25T01:00:00Z', '2026-10-25T02:00:00Z'],
  ])('%s of %s in Berlin', (kind, moment, key, from, to) => {
    expect(periodAt(kind, at(moment), berlin)).toEqual({ kind, key, from: at(from), to: at(to) });
  });

  test('hold the moment they are of, and meet without a gap', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Auckland'].map(calendarOf);
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.constantFrom(...zones),
        fc.integer({ min: 1.6e12, max: 2e12 }),
        (kind, zone, moment) => {
          const period = periodAt(kind, moment, zone);
          expect(period.from).toBeLessThanOrEqual(moment);
          expect(period.to).toBeGreaterThan(moment);
          expect(periodAt(kind, period.from, zone)).toEqual(period);
          expect(periodAt(kind, period.to, zone).from).toBe(period.to);
          expect(periodAt(kind, period.to, zone).key).not.toBe(period.key);
        },
      ),
    );
  });

  test('a process’s own clock says the same as its zone by name', () => {
    const here = calendarOf(Intl.DateTimeFormat().resolvedOptions().timeZone);
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.integer({ min: 1.6e12, max: 2e12 }), (kind, moment) => {
        expect(periodAt(kind, moment, LOCAL_DAYS)).toEqual(periodAt(kind, moment, here));
      }),
    );
  });
});

describe('accounts', () => {
  const day = { per: 'day', usd: 1, alertAt: 0.8, action: 'stop' } as const;
  const name = (budget: object, more: object = {}) =>
    accountName({ budget: { ...day, ...budget }, unit: 'usd', key: '2026-11-26', ...more });

  test('are named by what they are of, not by their limits', () => {
    expect(name({})).toBe('day-2026-11-26-usd');
    expect(name({ usd: 5, action: 'warn', alertAt: 0.5 })).toBe(name({}));
    expect(name({ agent: 'Researcher' })).toBe(name({ agent: 'researcher' }));
    expect(name({ agent: 'researcher' })).toBe('day-2026-11-26-usd-0326c22f2bbae038');
    expect(name({ per: 'user' }, { name: 'zoë ☕ \ud800' })).toBe('day-2026-11-26-usd-02e998f9cc8a43e5');
  });

  test('of different things never meet', () => {
    const all = [
      {},
      { agent: 'a' },
      { agent: 'b' },
      { task: 'a' },
      { agent: 'a', task: 'b' },
      { agent: 'b', task: 'a' },
    ].map(more => name(more));
    expect(new Set(all).size).toBe(all.length);
  });

  test('last for a day where each has one, unless told otherwise', () => {
    expect(spanOf({ ...day, per: 'user' })).toBe('day');
    expect(spanOf({ ...day, per: 'agent', within: 'run' })).toBe('run');
    expect(spanOf({ ...day, per: 'week' })).toBe('week');
  });

  test('hold whole numbers', () => {
    expect([wholeLimit('usd', 0.1), wholeLimit('minutes', 0.5), wholeLimit('calls', 2.7)]).toEqual([
      100_000_000, 30_000, 2,
    ]);
  });
});
