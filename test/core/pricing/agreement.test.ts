// Every row that is not hand-kept gives what genai-prices gives: all its models × 4 dates × 8 usages.
import { readFileSync } from 'node:fs';
import { calcPrice, findProvider, type Usage as GenaiUsage } from '@pydantic/genai-prices';
import { describe, expect, it, vi } from 'vitest';
import type { Usage } from '../../../src/core/usage/usage.ts';
import { at, price, table } from './support.ts';

const overlay = JSON.parse(readFileSync(new URL('../../../scripts/prices/overlay.json', import.meta.url), 'utf8')) as {
  cacheWrite1h: { provider: string; id: string }[];
};

const DATES = ['2025-03-01T12:00:00Z', '2026-02-10T02:30:00Z', '2026-08-25T08:00:00Z', '2027-01-02T20:00:00Z'];

/** Ours and theirs: their input counts contain the cache, ours do not. */
const USAGES: readonly (readonly [Usage, GenaiUsage])[] = [
  [
    { input: 1000, output: 200 },
    { input_tokens: 1000, output_tokens: 200 },
  ],
  [
    { input: 1, output: 1 },
    { input_tokens: 1, output_tokens: 1 },
  ],
  [
    { input: 250_001, output: 3333 },
    { input_tokens: 250_001, output_tokens: 3333 },
  ],
  [
    { input: 300_007, cacheRead: 300_000, output: 7 },
    { input_tokens: 600_007, cache_read_tokens: 300_000, output_tokens: 7 },
  ],
  [
    { input: 17, cacheRead: 40_123, cacheWrite5m: 2048, output: 999 },
    { input_tokens: 42_188, cache_read_tokens: 40_123, cache_write_tokens: 2048, output_tokens: 999 },
  ],
  [
    { input: 5, cacheRead: 1000, cacheWrite5m: 300, cacheWrite1h: 700, output: 50 },
    {
      input_tokens: 2005,
      cache_read_tokens: 1000,
      cache_write_tokens: 1000,
      cache_write_1h_tokens: 700,
      output_tokens: 50,
    },
  ],
  [
    { input: 800, cacheRead: 200, inputAudio: 300, cacheReadAudio: 100, output: 600, outputAudio: 250 },
    {
      input_tokens: 1000,
      cache_read_tokens: 200,
      input_audio_tokens: 300,
      cache_audio_read_tokens: 100,
      output_tokens: 600,
      output_audio_tokens: 250,
    },
  ],
  [
    { input: 800, output: 600, inputImage: 500, outputImage: 400, reasoning: 150, webSearches: 3 },
    {
      input_tokens: 800,
      output_tokens: 600,
      input_image_tokens: 500,
      output_image_tokens: 400,
      output_reasoning_tokens: 150,
      web_searches: 3,
    },
  ],
];

describe.each(table.providers.filter(provider => provider.models.length > 0).map(provider => provider.id))(
  '%s',
  provider => {
    // Twenty thousand prices by the source's own calculator take seconds on a busy machine.
    it('prices every model of the source as the source does', { timeout: 120_000 }, () => {
      vi.spyOn(console, 'warn').mockImplementation(() => undefined);
      const rows = new Map(table.providers.find(({ id }) => id === provider)?.models.map(row => [row[0], row]));
      const differences: string[] = [];
      const uncompared = new Set<string>();
      for (const model of findProvider({ providerId: provider })?.models ?? []) {
        const row = rows.get(model.id);
        if (row === undefined || row[3] === 1 || row[2] === '') continue;
        uncompared.add(model.id);
        const hourAdded = overlay.cacheWrite1h.some(
          rule => rule.provider === provider && new RegExp(rule.id).test(model.id),
        );
        for (const date of DATES) {
          for (const [usage, theirs] of USAGES) {
            if (usage.cacheWrite1h !== undefined && hourAdded) continue;
            const ids = exampleIds(model.match);
            for (const id of ids) {
              const expected = calcPrice(theirs, id, { providerId: provider, timestamp: new Date(date) });
              if (expected === null || expected.model.id !== model.id || expected.provider.id !== provider) continue;
              const cost = price({ provider, requestModel: id, at: at(date) }, usage);
              if (cost.source === 'overlay') continue;
              uncompared.delete(model.id);
              // Each part is rounded once to a nano-dollar; rates of OpenRouter with more than six decimals, to a pico-dollar.
              const tokens = theirs['input_tokens']! + theirs['output_tokens']!;
              const off =
                cost.nano === null ? Number.POSITIVE_INFINITY : Math.abs(cost.nano - expected.total_price * 1e9);
              if (off > cost.parts.length * 0.5 + 1e-6 + (provider === 'openrouter' ? tokens * 5e-4 : 0)) {
                differences.push(
                  `${id} ${date} ${JSON.stringify(usage)}: ${cost.nano} ≠ ${expected.total_price * 1e9} (${cost.key} ${cost.reason})`,
                );
              }
            }
          }
        }
      }
      expect(differences.slice(0, 10)).toEqual([]);
      expect([...uncompared]).toEqual([]);
    });
  },
);

/** Ids the source's own rules name, made whole where they break off. */
function exampleIds(rule: object): readonly string[] {
  const [[kind, value]] = Object.entries(rule) as [[string, unknown]];
  if (Array.isArray(value)) return value.slice(0, kind === 'and' ? 1 : undefined).flatMap(exampleIds);
  if (kind === 'regex' || typeof value !== 'string') return [];
  if (/ft[-:].*-$/.test(value)) return [`${value}08-06:acme::x1`];
  return [
    value
      .replace(/-$/, '-latest')
      .replace(/@$/, '@20250929')
      .replace(/-4-2025$/, '-4-20250514'),
  ];
}
