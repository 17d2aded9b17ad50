// genai-prices' extractors as an oracle for the normaliser, except where they are known to be wrong.
import { extractUsage, findProvider, type Usage as GenaiUsage } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import type { UsageApi } from '../../../src/core/usage/convention.ts';
import { normaliseUsage } from '../../../src/core/usage/normalise.ts';
import { totalInput } from '../../../src/core/usage/usage.ts';
import { ANSWERS } from '../pricing/answers.ts';

const ORACLES: Partial<Record<UsageApi, readonly [provider: string, flavour: string]>> = {
  'openai.chat': ['openai', 'chat'],
  'openai.responses': ['openai', 'responses'],
  'openai.realtime': ['openai', 'realtime'],
  'openai.images': ['openai', 'images'],
  'anthropic.messages': ['anthropic', 'default'],
  'gemini.generateContent': ['google', 'default'],
  'bedrock.converse': ['aws', 'default'],
  cohere: ['cohere', 'default'],
  deepseek: ['deepseek', 'chat'],
  groq: ['groq', 'default'],
  mistral: ['mistral', 'default'],
  openrouter: ['openrouter', 'chat'],
  perplexity: ['perplexity', 'default'],
  xai: ['x-ai', 'chat'],
};

/** Where the oracle is wrong or blind, and what it misses there. */
const WRONG: Readonly<Record<string, string>> = {
  'DeepSeek, hits inside the prompt': 'prompt_cache_hit_tokens is dropped',
  'Mistral, cached': 'num_cached_tokens is dropped',
  'Perplexity sonar-deep-research':
    'citations are output there; they are billed at the input rate, so they are input here',
  'claude-opus-4-8 with a compaction': 'iterations are dropped',
  'Converse, streamed: metadata event, one-hour writes': 'cacheDetails are dropped',
};

/** The answer itself within the event of a stream that carries it. */
function unwrap(answer: unknown, api: UsageApi): unknown {
  const o = answer as Record<string, unknown>;
  if (api === 'openai.realtime') return o;
  return (
    o['response'] ?? o['metadata'] ?? o['delta'] ?? o['x_groq'] ?? (o['usage'] || o['usageMetadata'] ? o : { usage: o })
  );
}

const rows = ANSWERS.flatMap(([name, call, hint, answer]) => {
  const oracle = hint.api && ORACLES[hint.api];
  return oracle && hint.api
    ? [
        [
          name,
          oracle[0],
          oracle[1],
          unwrap(answer, hint.api),
          normaliseUsage(answer, { ...call, ...hint }).usage,
        ] as const,
      ]
    : [];
});

describe('the oracle', () => {
  it('is asked about most answers', () => expect(rows.length).toBeGreaterThan(50));

  it.each(rows)('%s', (name, providerId, flavour, answer, usage) => {
    const provider = findProvider({ providerId });
    if (provider === undefined) throw new Error(`no provider ${providerId}`);
    const theirs: GenaiUsage = extractUsage(provider, answer, flavour).usage;
    const same = {
      input_tokens: totalInput(usage),
      output_tokens: usage.output,
      cache_read_tokens: usage.cacheRead ?? 0,
      cache_write_tokens: (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0),
      cache_write_1h_tokens: usage.cacheWrite1h ?? 0,
      output_reasoning_tokens: usage.reasoning ?? 0,
      input_audio_tokens: usage.inputAudio ?? 0,
      output_audio_tokens: usage.outputAudio ?? 0,
      output_image_tokens: usage.outputImage ?? 0,
      web_searches: usage.webSearches ?? 0,
    };
    const expected = Object.fromEntries(Object.keys(same).map(key => [key, theirs[key] ?? 0]));
    if (WRONG[name] === undefined) expect(same).toEqual(expected);
    else expect(same).not.toEqual(expected);
  });
});
