import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ABSENT, FLAG, NONE } from '../../src/core/views/dashboard.ts';
import { TurnTable } from '../../src/webview/turns/turn-table.ts';
import { columns, filled } from './filled.ts';

describe('replacing turns', () => {
  test('appends, replaces the last, and shortens', () => {
    const table = filled({ system: 1, nano: 10 }, { system: 2, nano: 20 });
    expect(table.replace('a', 2, columns([{ system: 4, nano: 40 }]))).toBe(true);
    expect([table.length, table.sum('system'), table.sum('nano')]).toEqual([3, 7, 70]);
    expect(table.replace('a', 2, columns([{ system: 5 }, { system: 6 }]))).toBe(true);
    expect([table.length, table.sum('system'), table.sum('nano')]).toEqual([4, 14, 30]);
    expect(table.replace('a', 1, columns([]))).toBe(true);
    expect([table.length, table.sum('system'), table.at('system', 1)]).toEqual([1, 1, undefined]);
  });

  test('another run starts over, but only from its first turn', () => {
    const table = filled({ system: 1 });
    expect(table.replace('b', 1, columns([{ system: 9 }]))).toBe(false);
    expect([table.run, table.length]).toEqual(['a', 1]);
    expect(table.replace('b', 0, columns([{ system: 9 }]))).toBe(true);
    expect([table.run, table.length, table.sum('system')]).toEqual(['b', 1, 9]);
  });

  test('refuses turns behind a gap and stays as it was', () => {
    const table = filled({ system: 1 });
    expect(table.replace('a', 3, columns([{ system: 9 }]))).toBe(false);
    expect([table.length, table.sum('system')]).toEqual([1, 1]);
  });
});

describe('what is not known', () => {
  test('is undefined, adds nothing and is counted', () => {
    const unknown = { system: ABSENT, fresh: ABSENT, output: ABSENT, nano: Number.NaN, model: NONE };
    const table = filled({ system: 5, fresh: 5, nano: 7, model: 0 }, unknown, { system: 0, fresh: 0, nano: 0 });
    expect(['system', 'nano', 'model'].map(name => table.at(name as 'system', 1))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([table.at('system', 2), table.at('nano', 2), table.at('model', 0)]).toEqual([0, 0, 0]);
    expect([table.sum('system'), table.sum('nano')]).toEqual([5, 7]);
    expect([table.known(), table.known(1, 2), table.priced(), table.priced(1, 2)]).toEqual([2, 0, 2, 0]);
  });
});

test('a refused turn cost nothing, and still has no price', () => {
  const table = filled({ nano: 0, flags: FLAG.blocked }, { nano: Number.NaN, flags: FLAG.unpriced }, { nano: 0 });
  expect([table.priced(0, 2), table.priced()]).toEqual([0, 1]);
});

test('the sum of any stretch is the sum of its turns, however they arrived', () => {
  const turns = fc.array(fc.record({ system: fc.nat(1e6), nano: fc.maxSafeNat().map(n => n % 1e9) }), {
    maxLength: 700,
  });
  fc.assert(
    fc.property(turns, fc.array(fc.nat(700), { maxLength: 6 }), fc.nat(700), fc.nat(700), (all, cuts, a, b) => {
      const table = new TurnTable();
      const at = [0, ...cuts.map(cut => Math.min(cut, all.length)), all.length].sort((x, y) => x - y);
      at.forEach((from, i) => {
        table.replace('a', from, columns(all.slice(from, at[i + 1] ?? all.length)));
      });
      const [from, to] = [Math.min(a, b, all.length), Math.min(Math.max(a, b), all.length)];
      const stretch = all.slice(from, to);
      expect(table.length).toBe(all.length);
      expect(table.sum('system', from, to)).toBe(stretch.reduce((sum, turn) => sum + turn.system, 0));
      expect(table.sum('nano', from, to)).toBe(stretch.reduce((sum, turn) => sum + turn.nano, 0));
    }),
  );
});
