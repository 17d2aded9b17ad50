import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { parsePrice } from '../../../src/core/pricing/rates.ts';
import { parsePriceTable } from '../../../src/core/pricing/table.ts';
import { expectSound, price, table, tableText } from './support.ts';

describe('the shipped table', () => {
  it('is what the generator makes of the pinned sources, all differences between them explained', () => {
    const out = execFileSync(process.execPath, ['scripts/gen-prices.mjs', '--check'], { encoding: 'utf8' });
    expect(out).toContain(table.sha256.slice(0, 12));
  });

  it('is at most 64 KiB', () => {
    expect(Buffer.byteLength(tableText)).toBeLessThanOrEqual(64 * 1024);
  });

  it('is read by a matcher and calculator of at most 3 KiB', () => {
    const contents = `
      export { matchModel } from './match.ts';
      export { charge, scaleRates } from './calculate.ts';
      export { priceBook } from './book.ts';
      export { versionAt, ratesFor } from './rates.ts';`;
    const stdin = { contents, resolveDir: 'src/core/pricing', loader: 'ts' as const };
    const [file] = buildSync({
      stdin,
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'node20',
      write: false,
    }).outputFiles;
    expect(gzipSync(file?.contents ?? '').length).toBeLessThanOrEqual(3 * 1024);
  });

  it('names its sources and their dates', () => {
    expect(table.source).toMatch(/^genai-prices \d+\.\d+\.\d+$/);
    expect(table.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(table.overlayAsOf >= table.asOf).toBe(true);
    expect(table.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  // Dollars per million tokens, input/output.
  it.each([
    ['openai', 'gpt-4o', 2.5, 10],
    ['openai', 'gpt-4o-mini', 0.15, 0.6],
    ['anthropic', 'claude-3-5-sonnet-20241022', 3, 15],
    ['anthropic', 'claude-3-5-haiku-20241022', 0.8, 4],
    ['anthropic', 'claude-3-haiku', 0.25, 1.25],
    ['google', 'gemini-1.5-flash', 0.075, 0.3],
    ['anthropic', 'claude-sonnet-4-6', 3, 15],
    ['anthropic', 'claude-haiku-4-5', 1, 5],
    ['google', 'gemini-2.0-flash', 0.1, 0.4],
  ])('%s %s: %d/%d', (provider, model, input, output) => {
    for (const call of [
      { provider, requestModel: model },
      { requestModel: model },
      { requestModel: `${provider}/${model}` },
    ]) {
      const cost = price(call, { input: 1_000_000, output: 1_000_000 });
      // A million tokens are above the long-context threshold of the Geminis and Claudes that have one.
      const small = price(call, { input: 1000, output: 1000 });
      expect(small.rates).toMatchObject({ input, output });
      expect(small.nano).toBe(Math.round((input + output) * 1e6));
      expect(['exact', 'alias']).toContain(small.status);
      expectSound(cost);
    }
  });
});

describe('parsePriceTable', () => {
  it.each([
    ['nothing', null, 'not an object'],
    ['a list', [], 'not an object'],
    ['another version', { v: 2 }, 'version 1'],
    ['genai-prices data.json', [{ id: 'openai', models: [] }], 'not an object'],
    ['no providers', { ...table, providers: undefined }, 'providers: not a list'],
    ['a provider without an id', { ...table, providers: [{}] }, 'providers[0].id'],
    [
      'a price that is not one',
      {
        ...table,
        providers: [
          {
            id: 'a',
            names: [],
            hosts: [],
            models: [
              ['m', '', 'i3'],
              ['n', '', 'free!'],
            ],
          },
        ],
      },
      'providers[0].models[1]',
    ],
    [
      'a modifier of minus one',
      { ...table, modifiers: [{ provider: 'a', on: 'tier', is: 'b', times: -1 }] },
      'modifiers[0].times',
    ],
  ])('names what is wrong with %s', (_, value, problem) => {
    const read = parsePriceTable(value);
    expect('problem' in read && read.problem).toContain(problem);
  });
});

describe('parsePrice', () => {
  it('reads rates, a context tier, dates and hours', () => {
    expect(parsePrice('i3o15>200000i6;2026-03-13=i.15x10;2026-08-17Tw01:00-04:00=o1')).toEqual([
      {
        base: { input: 3_000_000, output: 15_000_000 },
        above: { tokens: 200_000, rates: { input: 6_000_000, output: 15_000_000 } },
      },
      // Searches are priced per thousand.
      { base: { input: 150_000, webSearch: 10_000_000_000 }, from: Date.parse('2026-03-13') },
      { base: { output: 1_000_000 }, from: Date.parse('2026-08-17'), during: [60, 240], weekdays: true },
    ]);
  });

  it.each(['i', '3', 'i3 o4', 'I3', 'z3', 'i3>o4', 'i3>2i4>5i6', '2026=i3', 'i-3', 'i3e9x'])('refuses %s', text => {
    expect(parsePrice(text)).toBeUndefined();
  });
});
