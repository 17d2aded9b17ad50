import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseName, clean, escapeMarkdown, formatDuration, formatPercent, formatTokens } from '../../src/core/text.ts';

describe('clean', () => {
  test.each([
    ['agent.mjs', 'agent.mjs'],
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007name', 'name'],
    ['ab\u202egnp.exe', 'ab gnp.exe'],
    ['a\nb\tc\0d', 'a b c d'],
    ['  many   spaces ', 'many spaces'],
    ['\u200bhidden\ufeff', 'hidden'],
  ])('%j becomes %j', (text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  test('is never longer than it may be, and holds no control or direction mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), fc.integer({ min: 1, max: 300 }), (text, max) => {
        const visible = clean(text, max);
        expect(visible.length).toBeLessThanOrEqual(max);
        expect(visible).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });

  test('a megabyte of escapes costs no more than its head', () => {
    expect(clean('\u001b[1m'.repeat(250_000), 10)).toBe('');
  });
});

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1.0k'],
  [9949, '9.9k'],
  [9950, '10k'],
  [412_345, '412k'],
  [999_499, '999k'],
  [999_500, '1.0M'],
  [3_140_000, '3.1M'],
  [123_456_789, '123M'],
])('%d tokens read %s', (tokens, text) => {
  expect(formatTokens(tokens)).toBe(text);
});

test.each([
  [0, '0%'],
  [0.254, '25%'],
  [0.996, '99%'],
  [0.9999, '99%'],
  [1, '100%'],
  [1.06, '106%'],
  [12, '>999%'],
])('a share of %d reads %s: under the whole is never 100%%', (ratio, text) => {
  expect(formatPercent(ratio)).toBe(text);
});

test.each([
  [-5, '0 s'],
  [8400, '8 s'],
  [60_000, '1 min'],
  [372_000, '6 min 12 s'],
  [7_500_000, '2 h 5 min'],
])('%d ms read %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('the last segment of either kind of path', () => {
  expect(baseName('/a/b/agent.mjs')).toBe('agent.mjs');
  expect(baseName('C:\\a\\agent.mjs')).toBe('agent.mjs');
});

test('escaped Markdown holds no link, image, code or icon', () => {
  expect(escapeMarkdown('[x](command:evil) `a` $(flame) <b>')).toBe(
    '\\[x\\]\\(command\\:evil\\) \\`a\\` \\$ \\(flame\\) \\<b\\>',
  );
});
