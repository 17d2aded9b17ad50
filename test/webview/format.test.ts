import { describe, expect, test } from 'vitest';
import { FLAG } from '../../src/core/views/dashboard.ts';
import { share, time, tokens, turnCost, usd } from '../../src/webview/format.ts';
import { turnStates } from '../../src/webview/turns/turn.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [1234, '1,234'],
  [99_999, '99,999'],
  [100_000, '100k'],
  [1_234_567, '1.2M'],
])('%d tokens read %s', (value, text) => {
  expect(tokens(value)).toBe(text);
});

test.each([
  [0, '0%'],
  [0.001, '<1%'],
  [0.5, '50%'],
  [0.999, '99%'],
  [1, '100%'],
])('a share of %d reads %s', (value, text) => {
  expect(share(value)).toBe(text);
});

test.each([-1, 0.5, Number.NaN, Infinity, 2 ** 60])('%d nano-dollars are no amount', nano => {
  expect(usd(nano)).toBeUndefined();
});

test.each([undefined, Number.NaN, -1, 0, Infinity, 9e15])('%s is no moment', ms => {
  expect(time(ms, 'clock')).toBeUndefined();
});

describe('the cost of a turn', () => {
  test.each([
    [12_400_000, 0, '$0.01'],
    [12_400_000, FLAG.failed, '$0.01'],
    [12_400_000, FLAG.estimated, '≈ $0.01'],
    [12_400_000, FLAG.unpriced, '≥ $0.01'],
    [12_400_000, FLAG.partial | FLAG.estimated, '≥ $0.01'],
    [12_400_000, FLAG.blocked, '$0.01'],
    [0, 0, '$0.00'],
    [0, FLAG.blocked, undefined],
    [undefined, FLAG.unpriced, 'no price'],
    [undefined, FLAG.noUsage, undefined],
    [undefined, FLAG.running, undefined],
    [-5, 0, undefined],
  ])('of %s nano-dollars with flags %d reads %s', (nano, flags, text) => {
    const cost = turnCost(nano, flags);
    expect(cost.text).toBe(text);
    // Whatever is no plain amount says why.
    if (text === undefined || !text.startsWith('$')) expect(cost.why).toBeTruthy();
  });
});

test('a turn that runs, or was refused, is not said to have no usage', () => {
  expect(turnStates(FLAG.running | FLAG.noUsage)).toEqual(['running']);
  expect(turnStates(FLAG.blocked | FLAG.noUsage)).toEqual(['blocked']);
  expect(turnStates(FLAG.failed | FLAG.noUsage)).toEqual(['failed', 'noUsage']);
  expect(turnStates(FLAG.estimated | FLAG.unpriced)).toEqual([]);
});
