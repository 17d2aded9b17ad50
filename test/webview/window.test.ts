import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOut } from '../../src/webview/grid/columns.ts';
import {
  HEADER_HEIGHT,
  pageLength,
  ROW_HEIGHT,
  rowAfter,
  rowWindow,
  scrollToEnd,
  scrollToRow,
} from '../../src/webview/grid/window.ts';

describe('the rows that are drawn', () => {
  test('cover what is seen, are few, and exist', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(2_500_000), fc.nat(2000), (count, scrollTop, viewport) => {
        const { first, end } = rowWindow(count, scrollTop, viewport);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        expect(end - first).toBeLessThanOrEqual(viewport / ROW_HEIGHT + 16);
        const seen = [
          Math.floor(scrollTop / ROW_HEIGHT),
          Math.ceil((scrollTop + viewport - HEADER_HEIGHT) / ROW_HEIGHT) - 1,
        ];
        for (const row of seen.filter(row => row >= 0 && row < count && viewport > HEADER_HEIGHT)) {
          expect(row >= first && row < end).toBe(true);
        }
      }),
    );
  });

  test('a row that is scrolled to is wholly in sight below the header', () => {
    fc.assert(
      fc.property(fc.nat(50_000), fc.nat(1_000_000), fc.integer({ min: 60, max: 2000 }), (index, from, viewport) => {
        const top = scrollToRow(index, from, viewport);
        expect(index * ROW_HEIGHT).toBeGreaterThanOrEqual(top);
        expect((index + 1) * ROW_HEIGHT + HEADER_HEIGHT).toBeLessThanOrEqual(top + viewport);
        expect(scrollToRow(index, top, viewport)).toBe(top);
      }),
    );
  });

  test('the end is the last row at the bottom', () => {
    expect(scrollToEnd(100, 245)).toBe(100 * ROW_HEIGHT + HEADER_HEIGHT - 245);
    expect(scrollToEnd(3, 245)).toBe(0);
    expect(pageLength(245)).toBe(9);
  });
});

test.each([
  ['ArrowDown', undefined, 0],
  ['ArrowDown', 5, 6],
  ['ArrowDown', 99, 99],
  ['ArrowUp', undefined, 99],
  ['ArrowUp', 0, 0],
  ['PageDown', 95, 99],
  ['PageUp', 4, 0],
  ['Home', 50, 0],
  ['End', 50, 99],
  ['a', 50, undefined],
] as const)('%s from row %s leads to row %s of 100', (key, from, to) => {
  expect(rowAfter(key, from, 100, 9)).toBe(to);
  expect(rowAfter(key, undefined, 0, 9)).toBeUndefined();
});

test('columns that can be spared go, in their order, until the rest fits; the rest shares the room', () => {
  const cell = () => '';
  const all = [
    { id: 'a', label: 'A', width: 50, spare: 2, cell },
    { id: 'b', label: 'B', width: 100, grow: 2, cell },
    { id: 'c', label: 'C', width: 70, spare: 1, cell },
  ];
  expect(layOut(all, 220)).toMatchObject({ template: '50px minmax(100px,2fr) 70px', minWidth: 220 });
  expect(layOut(all, 219)).toMatchObject({ template: '50px minmax(100px,2fr)', minWidth: 150 });
  expect(layOut(all, 149)).toMatchObject({ template: 'minmax(100px,2fr)', minWidth: 100 });
  expect(layOut(all, 10)).toMatchObject({ minWidth: 100 });
});
