import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, formatUsd, formatUsdExact, fromNano, fromUsd, type NanoUsd, share, toUsd } from '../../src/core/money.ts';

const amount = fc.maxSafeNat().map(n => fromNano(Math.floor(n / 4)));

describe('formatUsd', () => {
  test.each([
    [0, '$0.00'],
    [1, '<$0.0001'],
    [49_999, '<$0.0001'],
    [50_000, '$0.0001'],
    [4_200_000, '$0.0042'],
    [9_949_999, '$0.0099'],
    [9_950_000, '$0.01'],
    [1_270_000_000, '$1.27'],
    [99_994_999_999, '$99.99'],
    [99_995_000_000, '$100'],
    [999_499_999_999, '$999'],
    [1_234_000_000_000, '$1.2k'],
    [123_400_000_000_000, '$123k'],
  ])('%d nano-dollars read %s', (nano, text) => {
    expect(formatUsd(fromNano(nano))).toBe(text);
  });

  test('a positive amount never reads as zero', () => {
    fc.assert(
      fc.property(amount, nano => {
        if (nano > 0) expect(formatUsd(nano)).not.toMatch(/^\$0(\.0+)?$/);
      }),
    );
  });
});

test('limits are named with four decimals', () => {
  expect(formatUsdExact(fromNano(501_234_567))).toBe('$0.5012');
});

describe('arithmetic', () => {
  test('adding is exact, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e9)), values => {
        const forth = values.map(fromNano).reduce(add, fromNano(0));
        const back = [...values].reverse().map(fromNano).reduce(add, fromNano(0));
        expect(forth).toBe(back);
        expect(forth).toBe(values.reduce((a, b) => a + b, 0));
      }),
    );
  });

  test('a sum beyond what can be held stays at the most that can be', () => {
    const most = Number.MAX_SAFE_INTEGER as NanoUsd;
    expect(add(most, most)).toBe(most);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 1e300])('%d dollars are no amount', usd => {
    expect(fromUsd(usd)).toBeUndefined();
  });

  test.each([Number.NaN, -1, 0.5])('%d is no number of nano-dollars', value => {
    expect(() => fromNano(value)).toThrow(RangeError);
  });

  test('dollars and back', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000_000), n => {
        expect(fromUsd(toUsd(fromNano(n)))).toBe(n);
      }),
    );
  });

  test('a share of nothing is nothing', () => {
    expect(share(fromNano(100), 1, 0)).toBe(0);
    expect(share(fromNano(100), 1, 3)).toBe(33);
  });
});
