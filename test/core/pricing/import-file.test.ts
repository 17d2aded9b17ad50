import { describe, expect, test } from 'vitest';
import { parsePriceFile, priceChanges } from '../../../src/core/pricing/import-file.ts';

const GENAI = [
  {
    id: 'openai',
    models: [
      { id: 'gpt-4o', prices: { input_mtok: 2.5, output_mtok: 10, cache_read_mtok: 1.25 } },
      { id: 'long', prices: { input_mtok: { base: 1, tiers: [{ start: 200_000, price: 2 }] }, output_mtok: 4 } },
      {
        id: 'dated',
        prices: [{ prices: { input_mtok: 9, output_mtok: 9 } }, { prices: { input_mtok: 3, output_mtok: 6 } }],
      },
      { id: 'empty', prices: {} },
    ],
  },
];
const LITELLM = {
  sample_spec: { input_cost_per_token: 0 },
  'openai/gpt-4o': { input_cost_per_token: 2.5e-6, output_cost_per_token: 1e-5, litellm_provider: 'openai' },
  free: { input_cost_per_token: 0, output_cost_per_token: 0 },
  odd: { input_cost_per_token: 'cheap' },
};

describe('a price file', () => {
  test('of genai-prices', () => {
    expect(parsePriceFile(JSON.stringify(GENAI))).toEqual({
      kind: 'genai-prices',
      prices: [
        { model: 'gpt-4o', provider: 'openai', input: 2.5, output: 10, cacheRead: 1.25 },
        { model: 'long', provider: 'openai', input: 1, output: 4 },
        { model: 'dated', provider: 'openai', input: 3, output: 6 },
      ],
      skipped: 1,
    });
  });

  test('of LiteLLM: a price of zero is one nobody has filled in', () => {
    expect(parsePriceFile(JSON.stringify(LITELLM))).toEqual({
      kind: 'LiteLLM',
      prices: [{ model: 'gpt-4o', provider: 'openai', input: 2.5, output: 10 }],
      skipped: 3,
    });
  });

  test.each([['{'], ['7'], ['[]'], ['{}'], ['{"a":{"price":1}}'], ['[{"id":"x"}]']])(
    '%s is none, and says so',
    text => {
      expect(parsePriceFile(text)).toEqual({ problem: expect.any(String) });
    },
  );
});

test('only models in use, and only what differs', () => {
  const file = parsePriceFile(JSON.stringify(GENAI));
  if ('problem' in file) throw new Error(file.problem);
  const now = (model: string) => (model === 'gpt-4o' ? { input: 2.5, output: 10 } : undefined);
  expect(priceChanges(file, ['gpt-4o', 'LONG', 'LONG', 'unheard'], now)).toEqual([
    { price: { model: 'LONG', provider: 'openai', input: 1, output: 4 } },
  ]);
});
