import { describe, expect, it } from 'vitest';
import type { PriceableCall } from '../../../src/core/pricing/cost.ts';
import { at, expectSound, price } from './support.ts';

const USAGE = { input: 1000, output: 100 };

/** What a call of 1,000 tokens in and 100 out costs, in nano-dollars, with how it was found. */
function short(call: Partial<PriceableCall>): string {
  const cost = price(call, USAGE);
  expectSound(cost);
  return `${cost.status} ${cost.nano} ${cost.key ?? '-'}`;
}

describe('models and providers', () => {
  // $/M × tokens: 2.50 × 1,000 + 10 × 100 = 3,500 µ$ = 3,500,000 nano-dollars, and so on.
  it.each([
    ['gpt-4o', 'openai', 'exact 3500000 openai/gpt-4o'],
    ['gpt-4o-2024-08-06', 'openai', 'exact 3500000 openai/gpt-4o'],
    ['gpt-4o-2024-05-13', 'openai', 'exact 6500000 openai/gpt-4o-2024-05-13'],
    ['GPT-4o', 'OpenAI', 'exact 3500000 openai/gpt-4o'],
    ['gpt-4o', 'openai.chat', 'exact 3500000 openai/gpt-4o'],
    ['gpt-4o', 'azure.ai.openai', 'exact 3500000 openai/gpt-4o'],
    ['gpt-4o', undefined, 'exact 3500000 openai/gpt-4o'],
    ['gpt-5.4-2027-05-05', 'openai', 'alias 4000000 openai/gpt-5.4'],
    ['claude-sonnet-4-5-20250929', 'anthropic', 'alias 4500000 anthropic/claude-sonnet-4-5'],
    ['claude-sonnet-4-20250514', 'anthropic', 'alias 4500000 anthropic/claude-sonnet-4-0'],
    ['claude-opus-4-6[1m]', 'anthropic', 'alias 7500000 anthropic/claude-opus-4-6'],
    ['claude-sonnet-4-5@20250929', 'gcp.vertex_ai', 'alias 4500000 google/claude-sonnet-4-5'],
    ['claude-haiku-4-5@20251001', 'vertex', 'alias 1500000 anthropic/claude-haiku-4-5'],
    ['models/gemini-1.5-flash', 'gcp.gemini', 'alias 105000 google/gemini-1.5-flash'],
    ['publishers/google/models/gemini-2.5-pro', 'google', 'alias 2250000 google/gemini-2.5-pro'],
    ['vertex_ai/gemini-2.5-pro', 'google', 'exact 2250000 google/gemini-2.5-pro'],
    ['gemini-2.5-pro-preview-06-05', 'google', 'alias 2250000 google/gemini-2.5-pro'],
    [
      'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'aws.bedrock',
      'alias 4950000 aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0',
    ],
    [
      'global.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'aws.bedrock',
      'exact 4500000 aws/global.anthropic.claude-sonnet-4-5-20250929-v1:0',
    ],
    [
      'us.anthropic.claude-3-5-sonnet-20241022-v2:0',
      'bedrock',
      'alias 4500000 aws/regional.anthropic.claude-3-5-sonnet-20241022-v2:0',
    ],
    [
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6',
      'aws.bedrock',
      'alias 4950000 aws/regional.anthropic.claude-sonnet-4-6-v1:0',
    ],
    ['azure/gpt-4o', 'azure', 'exact 3500000 openai/gpt-4o'],
    ['anthropic/claude-sonnet-4.5', 'openrouter', 'exact 4500000 openrouter/anthropic/claude-sonnet-4.5'],
    ['openrouter/anthropic/claude-sonnet-4.5', 'openrouter', 'exact 4500000 openrouter/anthropic/claude-sonnet-4.5'],
    ['openrouter/anthropic/claude-sonnet-4.5', 'litellm', 'exact 4500000 openrouter/anthropic/claude-sonnet-4.5'],
    ['anthropic/claude-sonnet-4-5', 'litellm', 'exact 4500000 anthropic/claude-sonnet-4-5'],
    ['gpt-4o', 'litellm', 'exact 3500000 openai/gpt-4o'],
    ['ft:gpt-4o-mini-2024-07-18:acme::abc123', 'openai', 'alias 420000 openai/ft:gpt-4o-mini'],
    ['accounts/fireworks/models/kimi-k3', 'fireworks', 'exact 4500000 fireworks/kimi-k3'],
    ['deepseek-flash', 'deepseek', 'exact 210000 deepseek/deepseek-v4-flash'],
    ['llama3.1:8b', 'ollama', 'local 0 local/llama3.1:8b'],
    ['ollama/llama3.1:8b', 'litellm', 'local 0 local/llama3.1:8b'],
    ['qwen3', 'LM Studio', 'local 0 local/qwen3'],
    ['meta-llama/Llama-3.1-8B', 'vllm', 'local 0 local/meta-llama/Llama-3.1-8B'],
    ['google/gemma-3-27b-it:free', 'openrouter', 'exact 0 openrouter/google/gemma-3-27b-it:free'],
  ])('%s (%s) → %s', (requestModel, provider, expected) => {
    expect(short({ requestModel, ...(provider !== undefined && { provider }) })).toBe(expected);
  });

  // Rows 46 to 61 of the research: each looks like something, none is a model that is known.
  it.each([
    ['totally-unknown-model', undefined, undefined],
    ['gpt-99', 'openai', undefined],
    ['claude-opus-4-10', 'anthropic', 'anthropic/claude-opus-4-1'],
    ['claude-sonnet-4-60', 'anthropic', 'anthropic/claude-sonnet-4-6'],
    ['gpt-4o-super-2027', 'openai', 'openai/gpt-4o'],
    ['claude-opus-4-6-fast', 'anthropic', 'anthropic/claude-opus-4-6'],
    ['gemini-9-ultra', 'google', undefined],
    ['my-gpt-4o-finetune', undefined, undefined],
    ['<synthetic>', 'anthropic', undefined],
    ['', undefined, undefined],
    ['acme-claude-proxy', undefined, undefined],
    ['gemini-2.5-pro-custom', 'google', 'google/gemini-2.5-pro'],
    ['claude-haiku-9', undefined, undefined],
    ['gpt-5.5-ultra', 'openai', 'openai/gpt-5.5'],
    ['deepseek-r9', undefined, undefined],
    // and of the same kind
    ['gemini-3.8-flash-lite', 'google', 'google/gemini-3.8-flash'],
    ['amazon.titan-embed-text-v2:0', 'aws', 'aws/amazon.titan-embed-text-v1'],
    ['claude-sonnet-4-6', 'openai', 'anthropic/claude-sonnet-4-6'],
    ['gpt-4o', 'acme-ai', 'openai/gpt-4o'],
    ['whisper-1', 'openai', undefined],
    ['gemma-3-27b-it', 'google', undefined],
    ['gpt-oss:120b-cloud', 'ollama', undefined],
    ['gpt-oss-120b', 'openai', undefined],
    ['toString', 'openai', undefined],
    ['__proto__', undefined, undefined],
  ])('%s (%s) is unpriced', (requestModel, provider, suggestion) => {
    const cost = price({ requestModel, ...(provider !== undefined && { provider }) }, USAGE);
    expectSound(cost);
    expect(cost).toMatchObject({ nano: null, status: 'unpriced' });
    expect(cost.suggestion).toBe(suggestion);
  });

  it('prices the served model, not the requested one', () => {
    expect(short({ provider: 'azure', requestModel: 'my-prod', responseModel: 'gpt-4o-mini-2024-07-18' })).toBe(
      'exact 210000 openai/gpt-4o-mini',
    );
  });

  it('prices as requested where what was served is unknown, and says so', () => {
    const cost = price({ provider: 'openai', requestModel: 'gpt-4o', responseModel: 'gpt-4o-7-ultra' }, USAGE);
    expect(cost).toMatchObject({ status: 'estimated', nano: 3_500_000 });
    expect(cost.assumptions.join()).toContain('gpt-4o-7-ultra');
  });
});

describe('endpoints', () => {
  it.each([
    ['api.openai.com', 'openai', 'gpt-4o', 'exact 3500000 openai/gpt-4o'],
    ['acme.openai.azure.com', 'openai', 'gpt-4o', 'exact 3500000 openai/gpt-4o'],
    // The host knows better than the SDK that called it.
    ['api.deepseek.com', 'openai', 'deepseek-chat', 'exact 210000 deepseek/deepseek-chat'],
    ['openrouter.ai', 'openai', 'openai/gpt-4o', 'exact 3500000 openrouter/openai/gpt-4o'],
    [
      'bedrock-runtime.eu-west-1.amazonaws.com',
      'anthropic',
      'anthropic.claude-3-haiku-20240307-v1:0',
      'alias 375000 aws/regional.anthropic.claude-3-haiku-20240307-v1:0',
    ],
    ['generativelanguage.googleapis.com', 'openai', 'gemini-2.0-flash', 'exact 140000 google/gemini-2.0-flash'],
    ['api.openai.com.evil.example', 'openai', 'gpt-4o', 'exact 3500000 openai/gpt-4o'],
  ])('%s', (host, provider, requestModel, expected) => {
    expect(short({ host, provider, requestModel })).toBe(expected);
  });

  it.each(['localhost', 'localhost:4000', '127.0.0.1', '[::1]:8080', 'llm.corp.example'])(
    '%s is not free: the list price is assumed',
    host => {
      const cost = price({ host, provider: 'openai', requestModel: 'gpt-4o' }, USAGE);
      expect(cost).toMatchObject({ status: 'exact', nano: 3_500_000, key: 'openai/gpt-4o' });
      expect(cost.assumptions.join()).toContain('not an endpoint of openai: its list price is assumed');
      expect(price({ host, provider: 'openai', requestModel: 'llama3.1:8b' }, USAGE)).toMatchObject({ nano: null });
    },
  );

  it('takes the provider that a proxied model id names', () => {
    const cost = price(
      { host: 'localhost:4000', provider: 'openai', requestModel: 'anthropic/claude-sonnet-4-6' },
      USAGE,
    );
    expect(cost).toMatchObject({ nano: 4_500_000, key: 'anthropic/claude-sonnet-4-6' });
    expect(cost.assumptions.join()).toContain('list price of anthropic assumed');
  });

  it('does not call a paid cloud local', () => {
    expect(price({ host: 'ollama.com', provider: 'ollama', requestModel: 'gpt-oss:120b' }, USAGE)).toMatchObject({
      nano: null,
    });
    expect(price({ host: '192.168.1.7', provider: 'ollama', requestModel: 'gpt-oss:120b' }, USAGE)).toMatchObject({
      status: 'local',
    });
  });

  it('estimates a model that OpenRouter has and the table has not by its maker’s price', () => {
    const cost = price({ provider: 'openrouter', requestModel: 'voyage/voyage-3.5' }, USAGE);
    expect(cost).toMatchObject({ status: 'estimated', key: 'voyageai/voyage-3.5' });
  });
});

describe('reported costs', () => {
  const call = { provider: 'openrouter', requestModel: 'openai/gpt-4o' };

  it('come before the table', () => {
    expect(price({ ...call, reportedUsd: 0.00314 }, USAGE)).toMatchObject({
      status: 'reported',
      nano: 3_140_000,
      source: 'provider',
    });
    expect(price({ provider: 'x', requestModel: 'y', reportedUsd: 0.5 }, undefined)).toMatchObject({
      status: 'reported',
      nano: 500_000_000,
    });
  });

  it.each([
    [{ reportedUsd: 0 }, 'of 0 is not trusted'],
    [{ reportedUsd: 0.0001, byok: true }, 'your own key'],
  ])('%o is not believed', (reported, why) => {
    const cost = price({ ...call, ...reported }, USAGE);
    expect(cost).toMatchObject({ status: 'exact', nano: 3_500_000 });
    expect(cost.assumptions.join()).toContain(why);
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 1e300])('%d is not an amount', reportedUsd => {
    expect(price({ ...call, reportedUsd }, USAGE)).toMatchObject({ status: 'exact', nano: 3_500_000 });
  });

  it('of zero leave an unknown model unpriced', () => {
    expect(price({ provider: 'openrouter', requestModel: 'acme/llm', reportedUsd: 0 }, USAGE)).toMatchObject({
      nano: null,
    });
  });
});

describe('time', () => {
  it.each([
    // Opus 4.6 lost its long-context surcharge on 2026-03-13: 300,000 × 10 + 1,000 × 37.5, then 300,000 × 5 + 1,000 × 25.
    ['anthropic', 'claude-opus-4-6', '2026-03-12T23:59:59Z', { input: 300_000, output: 1000 }, 3_037_500_000],
    ['anthropic', 'claude-opus-4-6', '2026-03-13T00:00:00Z', { input: 300_000, output: 1000 }, 1_525_000_000],
    // o3 fell from 10/40 to 2/8 on 2025-06-10.
    ['openai', 'o3', '2025-06-09', { input: 1000, output: 100 }, 14_000_000],
    ['openai', 'o3', '2025-06-10', { input: 1000, output: 100 }, 2_800_000],
    // An introductory price that ends.
    ['google', 'gemini-3.8-flash', '2026-12-31', { input: 1000, output: 100 }, 1_125_000],
    ['google', 'gemini-3.8-flash', '2027-01-01', { input: 1000, output: 100 }, 2_250_000],
    // A retired name that is billed as another model since 2026-05-15.
    ['x-ai', 'grok-4-fast', '2026-05-01', { input: 1000, output: 100 }, 250_000],
    ['x-ai', 'grok-4-fast', '2026-06-01', { input: 1000, output: 100 }, 1_500_000],
    // DeepSeek's peak hours: on a Wednesday, not on a Saturday, not before they were introduced.
    ['deepseek', 'deepseek-v4-pro', '2026-10-07T02:00:00Z', { input: 1000, output: 100 }, 1_716_000],
    ['deepseek', 'deepseek-v4-pro', '2026-10-07T04:00:00Z', { input: 1000, output: 100 }, 858_000],
    ['deepseek', 'deepseek-v4-pro', '2026-10-10T02:00:00Z', { input: 1000, output: 100 }, 858_000],
    ['deepseek', 'deepseek-v4-pro', '2026-06-03T02:00:00Z', { input: 1000, output: 100 }, 522_000],
  ])('%s %s at %s', (provider, requestModel, time, usage, nano) => {
    expect(price({ provider, requestModel, at: at(time) }, usage).nano).toBe(nano);
  });

  it('picks the first price where there is no time', () => {
    expectSound(price({ provider: 'openai', requestModel: 'o3', at: Number.NaN }, USAGE));
  });
});

describe('context tiers', () => {
  it.each([
    // gpt-5.5, 5/30 up to 272k, 10/45 from there for the whole call, by all its input, cached included.
    [{ input: 271_999, output: 1000 }, 1_389_995_000],
    [{ input: 272_000, output: 1000 }, 2_765_000_000],
    [{ input: 2000, cacheRead: 270_000, output: 1000 }, 335_000_000],
  ])('%o', (usage, nano) => {
    expect(price({ provider: 'openai', requestModel: 'gpt-5.5' }, usage).nano).toBe(nano);
  });
});

describe('modifiers, by what was served', () => {
  it.each<[string, Partial<PriceableCall>, number, string | undefined]>([
    ['batch', { provider: 'openai', requestModel: 'gpt-4o', serviceTier: 'batch' }, 1_750_000, 'batch × 0.5'],
    ['flex', { provider: 'openai', requestModel: 'gpt-5.5', serviceTier: 'flex' }, 4_000_000, 'flex × 0.5'],
    ['default', { provider: 'openai', requestModel: 'gpt-5.5', serviceTier: 'default' }, 8_000_000, undefined],
    [
      'priority',
      { provider: 'openai', requestModel: 'gpt-5.5', serviceTier: 'priority' },
      20_000_000,
      'priority × 2.5',
    ],
    [
      'priority',
      { provider: 'openai', requestModel: 'gpt-5.6-sol', serviceTier: 'priority' },
      12_000_000,
      'priority × 2',
    ],
    // 0.25 and 1.00 dollars per million
    [
      'priority',
      { provider: 'openai', requestModel: 'gpt-4o-mini', serviceTier: 'priority' },
      350_000,
      'priority × 1.667',
    ],
    [
      'batch',
      { provider: 'anthropic', requestModel: 'claude-sonnet-4-6', serviceTier: 'batch' },
      2_250_000,
      'batch × 0.5',
    ],
    ['fast', { provider: 'anthropic', requestModel: 'claude-opus-5', speed: 'fast' }, 15_000_000, 'fast × 2'],
    [
      'fast, when it was sold',
      { provider: 'anthropic', requestModel: 'claude-opus-4-6', speed: 'fast', at: at('2026-04-01') },
      45_000_000,
      'fast × 6',
    ],
    ['fast, later', { provider: 'anthropic', requestModel: 'claude-opus-4-6', speed: 'fast' }, 7_500_000, undefined],
    [
      'residency',
      { provider: 'anthropic', requestModel: 'claude-sonnet-4-6', inferenceGeo: 'us' },
      4_950_000,
      'us residency × 1.1',
    ],
    [
      'residency',
      { provider: 'anthropic', requestModel: 'claude-sonnet-4-6', inferenceGeo: 'global' },
      4_500_000,
      undefined,
    ],
    [
      'residency',
      { provider: 'anthropic', requestModel: 'claude-haiku-4-5', inferenceGeo: 'us' },
      1_500_000,
      undefined,
    ],
    [
      'both',
      { provider: 'anthropic', requestModel: 'claude-opus-5', inferenceGeo: 'us', speed: 'fast' },
      16_500_000,
      'us residency × 1.1',
    ],
    [
      'region',
      { provider: 'openai', requestModel: 'gpt-5.4', host: 'eu.api.openai.com' },
      4_400_000,
      'eu.api.openai.com × 1.1',
    ],
    ['region', { provider: 'openai', requestModel: 'gpt-4o', host: 'eu.api.openai.com' }, 3_500_000, undefined],
    [
      'vertex',
      { provider: 'gcp.vertex_ai', requestModel: 'claude-sonnet-4-6', host: 'us-east5-aiplatform.googleapis.com' },
      4_950_000,
      'us-east5-aiplatform.googleapis.com × 1.1',
    ],
    [
      'vertex',
      { provider: 'gcp.vertex_ai', requestModel: 'claude-sonnet-4-6', host: 'aiplatform.googleapis.com' },
      4_500_000,
      undefined,
    ],
    [
      'gemini',
      { provider: 'google', requestModel: 'gemini-2.0-flash', serviceTier: 'PRIORITY' },
      252_000,
      'priority × 1.8',
    ],
  ])('%s %o', (_, call, nano, modifier) => {
    const cost = price(call, USAGE);
    expectSound(cost);
    expect(cost.nano).toBe(nano);
    expect(cost.status).toBe('exact');
    if (modifier === undefined) expect(cost.modifiers).toEqual([]);
    else expect(cost.modifiers).toContain(modifier);
  });

  it('estimates where the tier’s rate is not known', () => {
    const cost = price({ provider: 'openai', requestModel: 'o1', serviceTier: 'priority' }, USAGE);
    expect(cost.status).toBe('estimated');
    expect(cost.assumptions.join()).toContain('tier priority');
  });

  it('leaves searches at their price', () => {
    const cost = price(
      { provider: 'anthropic', requestModel: 'claude-sonnet-4-6', serviceTier: 'batch' },
      { ...USAGE, webSearches: 2 },
    );
    // 2 × $10 per thousand, beside half of 4,500,000
    expect(cost.nano).toBe(22_250_000);
  });
});

describe('buckets', () => {
  const sonnet = { provider: 'anthropic', requestModel: 'claude-sonnet-4-6' };

  it('bills each at its own rate', () => {
    const cost = price(sonnet, {
      input: 10,
      cacheRead: 2000,
      cacheWrite5m: 300,
      cacheWrite1h: 400,
      output: 50,
      reasoning: 20,
      webSearches: 1,
    });
    expect(cost.parts).toEqual([
      { bucket: 'input', units: 10, usdPerMillion: 3, nano: 30_000 },
      { bucket: 'cacheRead', units: 2000, usdPerMillion: 0.3, nano: 600_000 },
      { bucket: 'cacheWrite5m', units: 300, usdPerMillion: 3.75, nano: 1_125_000 },
      { bucket: 'cacheWrite1h', units: 400, usdPerMillion: 6, nano: 2_400_000 },
      { bucket: 'output', units: 50, usdPerMillion: 15, nano: 750_000 },
      { bucket: 'webSearch', units: 1, usdPerMillion: 10_000, nano: 10_000_000 },
    ]);
    expect(cost).toMatchObject({
      nano: 14_905_000,
      status: 'exact',
      assumptions: [],
      source: 'genai-prices 0.1.8',
      asOf: '2026-09-22',
    });
    expect(cost.rates).toEqual({
      input: 3,
      output: 15,
      cacheRead: 0.3,
      cacheWrite5m: 3.75,
      cacheWrite1h: 6,
      webSearch: 10_000,
    });
  });

  it('bills a one-hour write on Bedrock and Vertex at twice the input', () => {
    for (const [provider, requestModel, rate] of [
      ['aws', 'global.anthropic.claude-sonnet-4-6', 6],
      ['google', 'claude-sonnet-4-6', 6],
    ] as const) {
      expect(price({ provider, requestModel }, { cacheWrite1h: 1000, output: 0 }).rates?.cacheWrite1h).toBe(rate);
    }
  });

  it('bills audio apart, and as little of it as cached as can be', () => {
    const call = { provider: 'openai', requestModel: 'gpt-realtime' };
    // 4/16 text, 32/64 audio, 0.4 cached either way. 700 fresh audio, 300 fresh text, 200 cached text.
    expect(price(call, { input: 1000, cacheRead: 200, inputAudio: 700, output: 100, outputAudio: 80 }).parts).toEqual([
      { bucket: 'inputAudio', units: 700, usdPerMillion: 32, nano: 22_400_000 },
      { bucket: 'input', units: 300, usdPerMillion: 4, nano: 1_200_000 },
      { bucket: 'cacheRead', units: 200, usdPerMillion: 0.4, nano: 80_000 },
      { bucket: 'outputAudio', units: 80, usdPerMillion: 64, nano: 5_120_000 },
      { bucket: 'output', units: 20, usdPerMillion: 16, nano: 320_000 },
    ]);
  });

  it('says which rate it used where there is none', () => {
    const cost = price({ provider: 'openai', requestModel: 'gpt-4-turbo' }, { input: 100, cacheRead: 100, output: 10 });
    expect(cost).toMatchObject({
      status: 'estimated',
      nano: 2_300_000,
      assumptions: ['no cacheRead rate: input rate used'],
    });
  });

  it('prices what is known of an aborted call, and says what is not', () => {
    expect(price(sonnet, { input: 1000 })).toMatchObject({
      status: 'estimated',
      nano: 3_000_000,
      assumptions: ['output tokens not reported'],
    });
    expect(price(sonnet, { output: 100 })).toMatchObject({
      status: 'estimated',
      assumptions: ['input tokens not reported'],
    });
  });

  it('knows nothing without usage', () => {
    expect(price(sonnet, undefined)).toMatchObject({
      nano: null,
      reason: 'no usage reported',
      key: 'anthropic/claude-sonnet-4-6',
    });
    expect(price(sonnet, {})).toMatchObject({ nano: null });
  });

  it('is exact beyond 2⁵³ and refuses what no amount can hold', () => {
    // 3 × 10⁹ tokens × 15 $/M = $45,000; the product in pico-dollars is 4.5 × 10¹⁶
    expect(price(sonnet, { input: 0, output: 3_000_000_001 }).nano).toBe(45_000_000_015_000);
    expect(price(sonnet, { input: 1e12, output: 1e12 })).toMatchObject({ nano: null });
  });

  it('does not count an embedding’s missing output against it', () => {
    expect(price({ provider: 'openai', requestModel: 'text-embedding-3-small' }, { input: 1_000_000 })).toMatchObject({
      status: 'exact',
      nano: 20_000_000,
    });
  });
});
