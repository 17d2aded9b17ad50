// The JSON schema that the editor completes and checks `spanmeter.json` by, held to the parser that reads it.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOverrides } from '../../../src/core/pricing/parse-overrides.ts';

const schema = JSON.parse(readFileSync('media/spanmeter.schema.json', 'utf8'));
const validate = new Ajv({ strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false }).compile(
  schema,
);

const bySchema = (prices: unknown): boolean => validate({ prices });
const byParser = (prices: unknown): boolean => parseOverrides(prices).problems.length === 0;
const rows = (...models: unknown[]) => ({ models });

describe('the schema of prices and their parser', () => {
  it.each([
    ['nothing', {}],
    ['a note', { note: 'from the contract of May', models: [] }],
    ['like', rows({ match: 'azure/my-deploy', like: 'openai/gpt-4o', multiply: 0.85, from: '2026-01-01' })],
    ['rates', rows({ match: 'acme/llm-7b', input: 0.2, output: 0.6, cacheRead: 0.02, note: 'list' })],
    ['tiers', rows({ match: 'a', input: 1, output: 2, tiers: [{ above: 200_000, input: 2 }] })],
    ['free', rows({ match: 'ollama/*', free: true })],
    ['a factor on the list price', rows({ match: 'anthropic/*', multiply: 1.1 })],
    ['blank rates', rows({ match: 'a', input: 1, cacheRead: null, cacheWrite5m: '', output: 0 })],
    ['a rate for a search and a request', rows({ match: 'a', input: 1, webSearch: 10, request: 5 })],
    ['no tiers', rows({ match: 'a', input: 1, tiers: null })],
    ['a moment', rows({ match: 'a', free: true, from: '2026-01-01T12:00:00.5+02:00' })],
    ['not free, at a rate', rows({ match: 'a', free: false, input: 1 })],
    ['a model with spaces around it', rows({ match: ' gpt-4o ', free: true })],
  ])('both take %s', (_, prices) => {
    expect([bySchema(prices), byParser(prices)]).toEqual([true, true]);
  });

  it.each([
    ['a list', []],
    ['null', null],
    ['an unknown key', { model: [] }],
    ['models that are no list', { models: {} }],
    ['a row that is none', rows('gpt-4o')],
    ['no match', rows({ input: 1 })],
    ['a blank match', rows({ match: ' ', input: 1 })],
    ['a match with a space in it', rows({ match: 'gpt 4o', input: 1 })],
    ['no price', rows({ match: 'a' })],
    ['not free, and no price', rows({ match: 'a', free: false })],
    ['a typing mistake', rows({ match: 'a', input: 1, ouput: 2 })],
    ['a price as text', rows({ match: 'a', input: '1' })],
    ['a negative rate', rows({ match: 'a', input: 1, output: -1 })],
    ['a rate beyond all reason', rows({ match: 'a', input: 1e7 })],
    ['a price per token', rows({ match: 'a', input: 0.0000025 })],
    ['a price per token of reasoning', rows({ match: 'a', input: 1, reasoning: 0.0000025 })],
    ['input at no charge', rows({ match: 'a', input: 0 })],
    ['a cache at no charge', rows({ match: 'a', input: 1, cacheRead: 0 })],
    ['output alone', rows({ match: 'a', output: 1 })],
    ['output and a blank input', rows({ match: 'a', input: null, output: 1 })],
    ['free and a rate', rows({ match: 'a', free: true, input: 1 })],
    ['like and a rate', rows({ match: 'a', like: 'b', input: 1 })],
    ['like and free', rows({ match: 'a', like: 'b', free: true })],
    ['like nothing', rows({ match: 'a', like: ' ' })],
    ['a factor of nothing', rows({ match: 'a', multiply: 0 })],
    ['a factor as text', rows({ match: 'a', multiply: '2' })],
    ['tiers without rates below', rows({ match: 'a', like: 'b', tiers: [{ above: 1, input: 2 }] })],
    ['tiers that are no list', rows({ match: 'a', input: 1, tiers: {} })],
    ['a tier without a rate', rows({ match: 'a', input: 1, tiers: [{ above: 1 }] })],
    ['a tier above half a token', rows({ match: 'a', input: 1, tiers: [{ above: 0.5, input: 1 }] })],
    ['a tier above nothing', rows({ match: 'a', input: 1, tiers: [{ input: 1 }] })],
    ['every model', rows({ match: '*', free: true })],
    ['every model, as a pair', rows({ match: '*/*', multiply: 2 })],
    ['a date that is none', rows({ match: 'a', free: true, from: 'May' })],
    ['the 31st of June', rows({ match: 'a', free: true, from: '2026-06-31' })],
    ['a month too many', rows({ match: 'a', free: true, from: '2026-13-01' })],
    ['a moment without a place', rows({ match: 'a', free: true, from: '2026-01-01T12:00' })],
    ['an hour too many', rows({ match: 'a', free: true, from: '2026-01-01T25:00Z' })],
    ['more than a thousand rows', rows(...Array.from({ length: 1001 }, (_, i) => ({ match: `m${i}`, free: true })))],
  ])('both name %s', (_, prices) => {
    expect([bySchema(prices), byParser(prices)]).toEqual([false, false]);
  });

  it('say the same of any row', { timeout: 60_000 }, () => {
    const mostly = <T>(good: fc.Arbitrary<T>, ...bad: unknown[]) =>
      fc.oneof(
        { weight: 8, arbitrary: good as fc.Arbitrary<unknown> },
        { weight: 1, arbitrary: fc.constantFrom(...bad) },
      );
    const RATES = ['input', 'output', 'cacheRead', 'cacheWrite1h', 'reasoning', 'webSearch', 'outputImage'];
    const rate = mostly(fc.constantFrom(1, 2.5, 0.0001, 1e6, null, ''), 0, 0.00001, -1, 1e7, '1', true);
    const rates = Object.fromEntries(RATES.map(name => [name, rate]));
    /** An object with some of these fields. */
    const some = (fields: Record<string, fc.Arbitrary<unknown>>, most: number) =>
      fc
        .tuple(fc.record(fields), fc.subarray(Object.keys(fields), { maxLength: most }))
        .map(([all, keys]) => Object.fromEntries(keys.map(key => [key, all[key]])));
    const above = mostly(fc.constantFrom(1, 200_000), 0, 1.5, '1', undefined);
    const tier = fc.tuple(above, some(rates, 3)).map(([tokens, others]) => ({ above: tokens, ...others }));
    const fields = {
      from: mostly(fc.constantFrom('2026-01-01', '2026-01-01T10:00Z'), '2026-1-1', 7),
      free: mostly(fc.boolean(), 'yes'),
      like: mostly(fc.constant('openai/gpt-4o'), '', 7),
      multiply: mostly(fc.constantFrom(0.5, 1000), 0, 2000, '1'),
      tiers: mostly(fc.array(tier, { maxLength: 2 }), null, 7),
      note: fc.jsonValue(),
      ...rates,
    };
    const match = mostly(fc.constantFrom('gpt-4o', 'openai/*'), '*', '', 'a b', 7);
    const row = fc.tuple(match, some(fields, 5)).map(([name, others]) => ({ match: name, ...others }));
    let taken = 0;
    fc.assert(
      fc.property(row, one => {
        // As they come out of a file.
        const prices = JSON.parse(JSON.stringify(rows(one)));
        if (byParser(prices)) taken++;
        expect(bySchema(prices)).toBe(byParser(prices));
      }),
      { numRuns: 5000, seed: 7 },
    );
    expect(taken).toBeGreaterThan(500);
  });
});
