import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ABSENT } from '../../src/core/views/dashboard.ts';
import { barHeights, planBars, roomFor, roundUp, turnAt } from '../../src/webview/turns/bars.ts';
import { SERIES } from '../../src/webview/turns/series.ts';
import { COLUMN_KINDS, COLUMN_NAMES, TurnTable } from '../../src/webview/turns/turn-table.ts';

test.each([
  [0, 1],
  [1, 1],
  [7, 8],
  [9, 10],
  [10, 10],
  [11, 20],
  [223, 300],
  [81_000, 100_000],
])('%d rounds up to %d', (least, expected) => {
  expect(roundUp(least)).toBe(expected);
});

describe('a plan of bars', () => {
  test.each([
    // turns, width, live → turns a bar, bars
    [1, 800, false, 1, 1],
    [61, 800, false, 1, 61],
    [200, 800, false, 1, 200],
    [201, 800, false, 2, 101],
    [50_000, 800, false, 300, 167],
    [50_000, 800, true, 300, 167],
    [180, 800, true, 1, 180],
  ])('%d turns in %d px (live: %s) are %d a bar in %d bars', (turns, width, live, perBar, count) => {
    expect(planBars(turns, width, live)).toMatchObject({ perBar, count });
  });

  test('always fits, and every turn is found again where its bar stands', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 40, max: 3000 }),
        fc.boolean(),
        (turns, width, live) => {
          const plan = planBars(turns, width, live);
          expect(plan.count * plan.step).toBeLessThanOrEqual(width + 1e-6);
          expect(plan.count * plan.perBar).toBeGreaterThanOrEqual(turns);
          for (const turn of [0, turns >> 1, turns - 1]) {
            expect(turnAt(plan, ((turn + 0.5) / plan.perBar) * plan.step)).toBe(turn);
          }
        },
      ),
    );
  });

  test('a new turn leaves the bars of a live run where they are, but for a few steps', () => {
    const moves = new Set(Array.from({ length: 150 }, (_, i) => planBars(i + 1, 800, true).step));
    expect(moves.size).toBeLessThanOrEqual(7);
    expect(roomFor(61, false)).toBe(61);
  });

  test.each([
    [-1, undefined],
    [0, 0],
    [799, 199],
    [800, undefined],
  ])('at %d px stands turn %s', (x, turn) => {
    expect(turnAt(planBars(200, 800, false), x)).toBe(turn);
  });
});

describe('the height of bars', () => {
  const table = new TurnTable();
  const values = [10, 20, ABSENT, ABSENT, 60];
  const columns = Object.fromEntries(COLUMN_NAMES.map(name => [name, COLUMN_KINDS[name].from(values)]));
  table.replace('a', 0, columns as never);

  test('is the mean of the turns that are known; bars without any are said to be unknown', () => {
    const { layers, unknown, max } = barHeights(
      table,
      { turns: 5, perBar: 2, count: 3, step: 8 },
      SERIES.billing.slice(0, 2),
    );
    expect(layers.map(layer => [...layer])).toEqual([
      [15, 0, 60],
      [15, 0, 60],
    ]);
    expect([unknown, max]).toEqual([[1], 120]);
  });
});
