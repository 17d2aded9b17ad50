import { expect, test } from 'vitest';
import * as names from '../../../src/core/usage/names.ts';

// Asked for by hand, or parts of others.
const APART = new Set(['BARE_INPUT', 'BARE_OUTPUT', 'READ_BESIDE', 'WRITE_BESIDE', 'THOUGHTS']);

const lists = Object.entries(names).flatMap(([name, value]): [string, readonly string[]][] => {
  if (typeof value === 'function' || APART.has(name)) return [];
  return Array.isArray(value) ? [[name, value]] : Object.entries(value);
});

test.each(lists)('%s is found by each of its names', (_, list) => {
  for (const name of list) expect(names.listsOf([name]).has(list)).toBe(true);
});

test('a name of no list finds none', () => {
  expect(names.listsOf(['prompt', '']).size).toBe(0);
});
