/**
 * What a cost takes to work out, beside genai-prices' own calculator in the same process, in turns: the same models, the same
 * usages, medians. And what it weighs: the table raw, the matcher and calculator without it.
 *
 *   node test/bench/prices.ts
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { calcPrice, type Usage as GenaiUsage } from '@pydantic/genai-prices';
import { buildSync } from 'esbuild';
import type { PriceableCall } from '../../src/core/pricing/cost.ts';
import { priceCall } from '../../src/core/pricing/price-call.ts';
import { parsePriceTable } from '../../src/core/pricing/table.ts';
import type { Usage } from '../../src/core/usage/usage.ts';
import { bytes, type Figure, percentile, report, times } from './report.ts';

const ROUNDS = 15;
const CALLS = 20_000;
const LEAST_PER_SECOND = 200_000;

const text = readFileSync('src/core/pricing/prices.json', 'utf8');
const read = parsePriceTable(JSON.parse(text));
if ('problem' in read) throw new Error(read.problem);
const { table } = read;

const MODELS = [
  ['openai', 'gpt-4o-2024-08-06'],
  ['openai', 'gpt-4o-mini'],
  ['anthropic', 'claude-sonnet-4-5-20250929'],
  ['anthropic', 'claude-haiku-4-5'],
  ['google', 'gemini-2.5-pro'],
  ['deepseek', 'deepseek-chat'],
  ['x-ai', 'grok-4'],
  ['aws', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
] as const;

/** Ours, and theirs: their input counts contain the cache. */
const USAGES: readonly (readonly [Usage, GenaiUsage])[] = [
  [
    { input: 1200, output: 300 },
    { input_tokens: 1200, output_tokens: 300 },
  ],
  [
    { input: 17, cacheRead: 40_123, cacheWrite5m: 2048, output: 999 },
    { input_tokens: 42_188, cache_read_tokens: 40_123, cache_write_tokens: 2048, output_tokens: 999 },
  ],
];
const AT = Date.UTC(2026, 10, 20, 20);

/** Costs a second. Each call is an object of its own, as in a log. */
function perSecond(cost: (provider: string, model: string, usage: (typeof USAGES)[number]) => unknown): number {
  const start = performance.now();
  for (let i = 0; i < CALLS; i++) {
    const [provider, model] = MODELS[i % MODELS.length] ?? MODELS[0];
    cost(provider, model, USAGES[i % USAGES.length] ?? [{}, {}]);
  }
  return (CALLS * 1000) / (performance.now() - start);
}

const ours = (provider: string, requestModel: string, [usage]: (typeof USAGES)[number]) =>
  priceCall(table, { provider, requestModel, at: AT } satisfies PriceableCall, usage);
const theirs = (providerId: string, model: string, [, usage]: (typeof USAGES)[number]) =>
  calcPrice(usage, model, { providerId, timestamp: new Date(AT) });

perSecond(ours);
perSecond(theirs);
const rounds = Array.from({ length: ROUNDS }, () => [perSecond(ours), perSecond(theirs)] as const);
const median = (values: readonly number[]): number => percentile(values, 0.5);
const mine = median(rounds.map(([own]) => own));

const { outputFiles } = buildSync({
  stdin: {
    contents: `
      export { matchModel } from './match.ts';
      export { charge, scaleRates } from './calculate.ts';
      export { priceBook } from './book.ts';
      export { versionAt, ratesFor } from './rates.ts';`,
    resolveDir: 'src/core/pricing',
    loader: 'ts',
  },
  ...{ bundle: true, minify: true, format: 'esm', target: 'node20', write: false },
});

const rate = (value: number): string => `${Math.round(value).toLocaleString('en-US')} / s`;
const figures: Figure[] = [
  // The table knows only ceilings: time for a cost is what must stay below.
  {
    name: 'a cost, median of 15 rounds',
    value: 1e6 / mine,
    limit: 1e6 / LEAST_PER_SECOND,
    show: value => `${value.toFixed(2)} µs`,
  },
  { name: 'costs a second', value: mine, show: rate },
  { name: 'genai-prices, the same costs', value: median(rounds.map(([, other]) => other)), show: rate },
  { name: 'times as fast', value: median(rounds.map(([own, other]) => own / other)), show: times },
  { name: 'price table, raw', value: Buffer.byteLength(text), limit: 64 * 1024, show: bytes },
  {
    name: 'matcher and calculator, gzip',
    value: gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length,
    limit: 3 * 1024,
    show: bytes,
  },
];
report('Prices', figures);
