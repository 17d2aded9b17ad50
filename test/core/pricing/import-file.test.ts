import { describe, expect, test } from 'vitest';
import { withModelPrice } from '../../../src/core/pricing/edit-overrides.ts';
import { parsePriceFile as parseAt, priceChanges } from '../../../src/core/pricing/import-file.ts';
import { parseOverrides } from '../../../src/core/pricing/parse-overrides.ts';

const NOW = Date.UTC(2026, 10, 20);
const parsePriceFile = (text: string) => parseAt(text, NOW);

const GENAI = [
  {
    id: 'openai',
    models: [
      { id: 'gpt-4o', prices: { input_mtok: 2.5, output_mtok: 10, cache_read_mtok: 1.25 } },
      { id: 'long', prices: { input_mtok: { base: 1, tiers: [{ start: 200_000, price: 2 }] }, output_mtok: 4 } },
      {
        id: 'dated',
        prices: [
          { prices: { input_mtok: 9, output_mtok: 9 } },
          { constraint: { start_date: '2026-05-01' }, prices: { input_mtok: 3, output_mtok: 6 } },
          // prices of the night, and of next year, are not those of now
          { constraint: { start_time: '00:30:00Z', end_time: '08:30:00Z' }, prices: { input_mtok: 1, output_mtok: 1 } },
          { constraint: { start_date: '2027-01-01' }, prices: { input_mtok: 7, output_mtok: 7 } },
        ],
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
        { model: 'long', provider: 'openai', input: 1, output: 4, tiers: [{ above: 200_000, input: 2 }] },
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
  const now = ({ model }: { model: string }) =>
    model === 'gpt-4o' ? { input: 2.5, output: 10, cacheRead: 1.25, cacheWrite5m: 9 } : undefined;
  const used = ['gpt-4o', 'LONG', 'LONG', 'unheard'].map(model => ({ model }));
  const price = { model: 'LONG', provider: 'openai', input: 1, output: 4, tiers: [{ above: 200_000, input: 2 }] };
  expect(priceChanges(file, used, now)).toEqual({ changes: [{ price }], ambiguous: [] });
});

describe('caches and long contexts', () => {
  // Without them a row of one's own would bill a one-hour write like fresh input, and a long prompt like a short one.
  const entry = {
    litellm_provider: 'anthropic',
    input_cost_per_token: 3e-6,
    output_cost_per_token: 1.5e-5,
    cache_read_input_token_cost: 3e-7,
    cache_creation_input_token_cost: 3.75e-6,
    cache_creation_input_token_cost_above_1hr: 6e-6,
    input_cost_per_token_above_200k_tokens: 6e-6,
    output_cost_per_token_above_200k_tokens: 2.25e-5,
    input_cost_per_token_batches: 1.5e-6,
  };

  test('are taken along, and written', () => {
    const file = parsePriceFile(JSON.stringify({ 'claude-sonnet-4-5': entry }));
    const rates = {
      ...{ input: 3, output: 15, cacheRead: 0.3, cacheWrite5m: 3.75, cacheWrite1h: 6 },
      tiers: [{ above: 200_000, input: 6, output: 22.5 }],
    };
    expect(file).toMatchObject({ prices: [{ model: 'claude-sonnet-4-5', provider: 'anthropic', ...rates }] });
    const { text = '' } = withModelPrice(undefined, { match: 'claude-sonnet-4-5', ...rates }) as { text?: string };
    const { overrides, problems } = parseOverrides(JSON.parse(text).prices);
    expect(problems).toEqual([]);
    const { tiers, ...plain } = rates;
    expect(overrides[0]).toMatchObject({
      rates: plain,
      tiers: tiers.map(({ above, ...own }) => ({ above, rates: own })),
    });
  });

  test('the price of whoever serves the model; none where the file does not say whose it is', () => {
    const file = parsePriceFile(
      JSON.stringify({
        'claude-x': entry,
        'bedrock/claude-x': { ...entry, litellm_provider: 'bedrock_converse', input_cost_per_token: 3.3e-6 },
      }),
    );
    if ('problem' in file) throw new Error(file.problem);
    const changes = (provider?: string) =>
      priceChanges(file, [{ model: 'claude-x', ...(provider !== undefined && { provider }) }], () => undefined);
    expect(changes('anthropic').changes.map(({ price }) => price.input)).toEqual([3]);
    expect(changes('aws.bedrock').changes.map(({ price }) => price.input)).toEqual([3.3]);
    expect(changes('gcp.vertex_ai')).toEqual({ changes: [], ambiguous: ['claude-x'] });
    expect(changes()).toEqual({ changes: [], ambiguous: ['claude-x'] });
  });
});
