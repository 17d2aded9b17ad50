import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usageFromAttributes, usageToAttributes } from '../../../src/core/usage/attributes.ts';
import type { UsageHint } from '../../../src/core/usage/convention.ts';
import { normaliseUsage } from '../../../src/core/usage/normalise.ts';
import { reportedCost } from '../../../src/core/usage/reported.ts';
import { totalInput, type Usage } from '../../../src/core/usage/usage.ts';

const count = fc.integer({ min: 0, max: 1e9 });
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const defined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;

/** Usages as the normaliser makes them: parts never larger than their whole. */
const usage: fc.Arbitrary<Usage> = fc
  .record({
    input: some(count),
    cacheRead: some(count),
    cacheWrite5m: some(count),
    cacheWrite1h: some(count),
    output: some(count),
    webSearches: some(count),
  })
  .chain(whole => {
    const upTo = (max: number | undefined) =>
      max === undefined ? fc.constant(undefined) : some(fc.integer({ min: 0, max }));
    const all = totalInput(defined(whole) as Usage);
    return fc.record({
      ...Object.fromEntries(Object.entries(whole).map(([key, value]) => [key, fc.constant(value)])),
      reasoning: upTo(whole.output),
      inputAudio: upTo(all),
      cacheReadAudio: upTo(whole.cacheRead),
      outputAudio: upTo(whole.output),
      inputImage: upTo(all),
      cacheReadImage: upTo(whole.cacheRead),
      outputImage: upTo(whole.output),
    });
  })
  .map(value => defined(value) as Usage);

describe('usage as span attributes', () => {
  it('uses the names of the log', () => {
    expect(
      usageToAttributes({
        input: 10,
        cacheRead: 20,
        cacheWrite5m: 30,
        cacheWrite1h: 40,
        output: 50,
        reasoning: 5,
        inputAudio: 1,
        webSearches: 2,
      }),
    ).toEqual({
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.cache_read.input_tokens': 20,
      'gen_ai.usage.cache_write.input_tokens': 70,
      'spanmeter.usage.cache_write_1h.input_tokens': 40,
      'gen_ai.usage.output_tokens': 50,
      'gen_ai.usage.reasoning.output_tokens': 5,
      'spanmeter.usage.audio.input_tokens': 1,
      'spanmeter.web_searches': 2,
    });
    expect(usageToAttributes({})).toEqual({});
  });

  it('comes back as it went', () => {
    fc.assert(
      fc.property(usage, value => {
        expect(usageFromAttributes(usageToAttributes(value)) ?? {}).toEqual(value);
      }),
      { numRuns: 1000 },
    );
  });

  it('is undefined where the attributes hold none', () => {
    expect(
      usageFromAttributes({ 'gen_ai.request.model': 'gpt-4o', 'gen_ai.request.max_tokens': 100, 'server.port': 443 }),
    ).toBeUndefined();
  });

  it('leaves out what is not a count', () => {
    expect(usageFromAttributes({ 'gen_ai.usage.input_tokens': 'many', 'gen_ai.usage.output_tokens': 5 })).toEqual({
      output: 5,
    });
  });
});

const hint: fc.Arbitrary<UsageHint> = fc.record(
  {
    provider: fc.oneof(fc.string(), fc.constantFrom('openai', 'anthropic', 'x_ai', 'perplexity', 'voyage')),
    api: fc.constantFrom('openai.chat', 'anthropic.messages', 'bedrock.converse', 'xai', 'perplexity', 'embeddings'),
  },
  { requiredKeys: [] },
);

const names = fc.constantFrom(
  'prompt_tokens',
  'input_tokens',
  'inputTokens',
  'completion_tokens',
  'output_tokens',
  'total_tokens',
  'cache_read_input_tokens',
  'cached_tokens',
  'cache_creation_input_tokens',
  'prompt_tokens_details',
  'reasoning_tokens',
  'promptTokenCount',
  'thoughtsTokenCount',
  'iterations',
  'usage',
  'input',
  'audio_tokens',
);
const likely = fc.letrec<{ value: unknown; object: object }>(tie => ({
  value: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: -5, max: 5000 }) },
    { weight: 1, arbitrary: fc.jsonValue() },
    { weight: 2, arbitrary: tie('object') },
  ),
  object: fc.dictionary(names, tie('value'), { maxKeys: 8 }),
}));

describe('normaliseUsage', () => {
  it.each([
    ['any JSON', fc.jsonValue()],
    ['anything at all', fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true })],
    ['what looks like usage', likely.object],
  ] as [string, fc.Arbitrary<unknown>][])('makes disjoint, whole, non-negative buckets of %s', (_, raws) => {
    fc.assert(
      fc.property(raws, hint, (raw, from) => {
        const { usage: found } = normaliseUsage(raw, from);
        for (const value of Object.values(found)) expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
        const all = totalInput(found) ?? 0;
        expect(Number.isSafeInteger(all + (found.output ?? 0))).toBe(true);
        expect(found.reasoning ?? 0).toBeLessThanOrEqual(found.output ?? 0);
        expect(found.inputAudio ?? 0).toBeLessThanOrEqual(all);
        expect(found.cacheReadAudio ?? 0).toBeLessThanOrEqual(found.cacheRead ?? 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('never makes input of nothing: what is told of OpenAI’s input is what the buckets hold', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), fc.nat(1e6), (input, cached, written) => {
        fc.pre(cached + written <= input);
        const { usage: found } = normaliseUsage({
          prompt_tokens: input,
          prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
        });
        expect(totalInput(found)).toBe(input);
      }),
    );
  });
});

describe('reportedCost', () => {
  it.each([
    ['OpenRouter', { cost: 0.0042, is_byok: false }, { usd: 0.0042 }],
    ['OpenRouter, own key', { cost: 0.0002, is_byok: true }, { usd: 0.0002, byok: true }],
    [
      'OpenRouter, own key, told what it cost there',
      { cost: 0.25, is_byok: true, cost_details: { upstream_inference_cost: 0.5 } },
      { usd: 0.75 },
    ],
    [
      'OpenRouter, own key, told nothing of it',
      { cost: 0.25, is_byok: true, cost_details: { upstream_inference_cost: null } },
      { usd: 0.25, byok: true },
    ],
    ['OpenRouter, nothing', { cost: 0 }, { usd: 0 }],
    ['DeepInfra', { estimated_cost: 0.00001 }, { usd: 0.00001 }],
    ['Perplexity', { cost: { input_tokens_cost: 0, total_cost: 0.006 } }, { usd: 0.006 }],
    ['xAI', { cost_in_usd_ticks: 232_856_000 }, { usd: 0.0232856 }],
    ['none', { prompt_tokens: 3 }, undefined],
    ['negative', { cost: -1 }, undefined],
    ['not a number', { cost: '0.1' }, undefined],
    ['not an object', null, undefined],
  ])('%s', (_, raw, expected) => expect(reportedCost(raw)).toEqual(expected));
});
