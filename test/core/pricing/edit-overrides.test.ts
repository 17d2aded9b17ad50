import { describe, expect, test } from 'vitest';
import { parseRate, withModelPrice } from '../../../src/core/pricing/edit-overrides.ts';
import { parseOverrides } from '../../../src/core/pricing/parse-overrides.ts';

const models = (edited: ReturnType<typeof withModelPrice>): unknown =>
  'text' in edited ? JSON.parse(edited.text).prices.models : edited;

describe('a price of one’s own', () => {
  test('is added, and what is there stays', () => {
    const before = JSON.stringify({ budgets: [], prices: { note: 'ours', models: [{ match: 'a', free: true }] } });
    const edited = withModelPrice(before, { match: 'b', input: 1, output: 2 });
    expect(models(edited)).toEqual([
      { match: 'a', free: true },
      { match: 'b', input: 1, output: 2 },
    ]);
    expect('text' in edited && JSON.parse(edited.text)).toMatchObject({ budgets: [], prices: { note: 'ours' } });
  });

  test('takes the place of the one before, but not of a dated one', () => {
    const before = JSON.stringify({
      prices: {
        models: [
          { match: 'a', free: true },
          { match: 'a', from: '2026-01-01', free: true },
        ],
      },
    });
    expect(models(withModelPrice(before, { match: 'a', like: 'openai/gpt-4o' }))).toEqual([
      { match: 'a', like: 'openai/gpt-4o' },
      { match: 'a', from: '2026-01-01', free: true },
    ]);
  });

  test.each([
    [{ match: 'a', input: 0.2, output: 0.6 }],
    [{ match: 'a', like: 'openai/gpt-4o' }],
    [{ match: 'a', free: true as const }],
  ])('%j is read back as it was meant', row => {
    const edited = withModelPrice(undefined, row);
    const { overrides, problems } = parseOverrides('text' in edited ? JSON.parse(edited.text).prices : undefined);
    expect(problems).toEqual([]);
    expect(overrides).toMatchObject([{ match: 'a' }]);
  });

  test.each([['{'], ['[]'], ['{"prices":[]}'], ['{"prices":{"models":{}}}']])(
    '%s is broken and stays as it is',
    text => {
      expect(withModelPrice(text, { match: 'a', free: true })).toEqual({ problem: expect.any(String) });
    },
  );
});

test.each([
  ['2.5', 2.5],
  ['$0.15', 0.15],
  ['0', 0],
])('%s is a rate', (text, rate) => {
  expect(parseRate(text)).toEqual({ rate });
});

test.each([[''], ['-1'], ['cheap'], ['1e9']])('%j is none', text => {
  expect(parseRate(text)).toEqual({ problem: expect.any(String) });
});
