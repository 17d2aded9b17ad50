import { expect, test } from 'vitest';
import { fromNano } from '../../src/core/money.ts';
import { emptyTotals, join } from '../../src/core/totals.ts';

test('a sum joined to another leaves out no member', () => {
  const names = Object.keys(emptyTotals());
  const distinct = Object.fromEntries(names.map((name, i) => [name, i + 1]));
  const sum = emptyTotals();
  join(sum, { ...emptyTotals(), ...distinct });
  join(sum, { ...emptyTotals(), ...distinct });
  expect(sum).toEqual(Object.fromEntries(names.map((name, i) => [name, 2 * (i + 1)])));
});

test('money stays an exact integer, however much of it there is', () => {
  const sum = { ...emptyTotals(), nano: fromNano(Number.MAX_SAFE_INTEGER) };
  join(sum, { ...emptyTotals(), nano: fromNano(1) });
  expect(sum.nano).toBe(Number.MAX_SAFE_INTEGER);
});
