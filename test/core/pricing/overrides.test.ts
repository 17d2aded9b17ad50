import { describe, expect, it } from 'vitest';
import type { Override } from '../../../src/core/pricing/overrides.ts';
import { at, expectSound, price } from './support.ts';

const USAGE = { input: 1000, cacheRead: 500, output: 100 };
const call = { provider: 'azure', requestModel: 'my-deploy' };

describe('overrides', () => {
  it.each<[string, Override, number, Partial<{ status: string; key: string }>]>([
    // gpt-4o: 1,000 × 2.5 + 500 × 1.25 + 100 × 10 = 4,125 µ$
    ['like', { match: 'azure/my-deploy', like: 'openai/gpt-4o' }, 4_125_000, { key: 'openai/gpt-4o' }],
    ['like a bare id', { match: 'my-deploy', like: 'gpt-4o' }, 4_125_000, { key: 'openai/gpt-4o' }],
    [
      'like, at a discount',
      { match: 'azure/my-*', like: 'openai/gpt-4o', multiply: 0.85 },
      3_506_250,
      { key: 'openai/gpt-4o' },
    ],
    ['like, at a surcharge', { match: 'azure/*', like: 'openai/gpt-4o', multiply: 2 }, 8_250_000, {}],
    [
      'rates; a blank cache rate is the input rate',
      { match: 'AZURE/MY-DEPLOY', rates: { input: 1, output: 2 } },
      1_700_000,
      { key: 'AZURE/MY-DEPLOY' },
    ],
    [
      'rates, multiplied',
      { match: 'my-deploy', rates: { input: 1, output: 2, cacheRead: 0.1 }, multiply: 1.1 },
      1_375_000,
      {},
    ],
    [
      'tiers',
      {
        match: 'my-deploy',
        rates: { input: 1, output: 2 },
        tiers: [
          { above: 1000, rates: { input: 3 } },
          { above: 9000, rates: { input: 9 } },
        ],
      },
      4_700_000,
      {},
    ],
    ['free', { match: '*', free: true }, 0, {}],
  ])('%s', (_, override, nano, rest) => {
    const cost = price(call, USAGE, [override]);
    expectSound(cost);
    expect(cost).toMatchObject({ status: 'override', nano, source: expect.any(String), ...rest });
  });

  it('come before what the provider reported', () => {
    expect(
      price({ ...call, reportedUsd: 1 }, USAGE, [{ match: 'my-deploy', rates: { input: 1, output: 1 } }]).nano,
    ).toBe(1_600_000);
  });

  it('multiply a price of the table', () => {
    const cost = price({ provider: 'openai', requestModel: 'gpt-4o-2024-08-06' }, USAGE, [
      { match: 'openai/gpt-4o', multiply: 0.5 },
    ]);
    expect(cost).toMatchObject({ status: 'override', nano: 2_062_500 });
    expect(cost.modifiers.join()).toContain('× 0.5');
  });

  it('keep the modifiers of what they are like', () => {
    const cost = price({ provider: 'openai', requestModel: 'x', serviceTier: 'batch' }, USAGE, [
      { match: 'x', like: 'openai/gpt-4o' },
    ]);
    expect(cost).toMatchObject({ nano: 2_062_500 });
    expect(cost.modifiers[0]).toBe('batch × 0.5');
  });

  it('hold from their day on; the first that matches counts', () => {
    const overrides: Override[] = [
      { match: 'my-deploy', rates: { input: 1, output: 1 } },
      { match: 'my-deploy', from: '2026-06-01', rates: { input: 2, output: 2 } },
      { match: 'my-*', rates: { input: 9, output: 9 } },
    ];
    expect(price({ ...call, at: at('2026-05-31') }, USAGE, overrides).nano).toBe(1_600_000);
    expect(price({ ...call, at: at('2026-06-01') }, USAGE, overrides).nano).toBe(3_200_000);
  });

  it('that match nothing change nothing', () => {
    const before = price({ provider: 'openai', requestModel: 'gpt-4o' }, USAGE);
    for (const match of ['gpt-4', 'openai/gpt-4', 'gpt-4o?', '(gpt-4o', '', 'gpt-4o azure']) {
      expect(price({ provider: 'openai', requestModel: 'gpt-4o' }, USAGE, [{ match, free: true }])).toEqual(before);
    }
  });

  it('like nothing that is known say so', () => {
    expect(price(call, USAGE, [{ match: 'my-deploy', like: 'openai/gpt-99' }])).toMatchObject({
      nano: null,
      reason: 'override "my-deploy": openai/gpt-99 is not in the price table',
    });
    expect(price(call, USAGE, [{ match: 'my-deploy', multiply: 2 }])).toMatchObject({ nano: null });
  });
});
