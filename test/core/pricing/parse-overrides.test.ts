import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinOverrides, parseOverrides } from '../../../src/core/pricing/parse-overrides.ts';
import { unusedOverrides } from '../../../src/core/pricing/unused-overrides.ts';
import { price } from './support.ts';

const one = (row: unknown) => parseOverrides({ models: [row] });

describe('rows that hold', () => {
  it.each([
    [
      { match: 'azure/my-deploy', like: 'openai/gpt-4o', multiply: 0.85, from: '2026-01-01' },
      { match: 'azure/my-deploy', like: 'openai/gpt-4o', multiply: 0.85, from: '2026-01-01' },
    ],
    [
      { match: 'acme/llm-7b', input: 0.2, output: 0.6, cacheRead: 0.02, tiers: [{ above: 200_000, input: 0.4 }] },
      {
        match: 'acme/llm-7b',
        rates: { input: 0.2, output: 0.6, cacheRead: 0.02 },
        tiers: [{ above: 200_000, rates: { input: 0.4 } }],
      },
    ],
    [
      { match: 'ollama/*', free: true },
      { match: 'ollama/*', free: true },
    ],
    [
      { match: 'm', input: 1, output: 0, cacheRead: null, cacheWrite5m: '' },
      { match: 'm', rates: { input: 1, output: 0 } },
    ],
    [
      { match: ' m ', multiply: 1.1, from: '2026-01-01T10:00:00+02:00', note: 'surcharge' },
      { match: 'm', multiply: 1.1, from: '2026-01-01T10:00:00+02:00' },
    ],
  ])('%j', (row, override) => {
    expect(one(row)).toEqual({ overrides: [override], problems: [] });
  });

  it('price what they match, a blank cache rate at the input rate', () => {
    const { overrides } = one({ match: 'acme/llm-7b', input: 0.2, output: 0.6 });
    const cost = price({ provider: 'acme', requestModel: 'llm-7b' }, { input: 1000, cacheRead: 1000 }, overrides);
    // 2,000 × $0.20/M = $0.0004
    expect(cost.nano).toBe(400_000);
  });

  it('absent prices are no problem', () => {
    expect(parseOverrides(undefined)).toEqual({ overrides: [], problems: [] });
    expect(parseOverrides({})).toEqual({ overrides: [], problems: [] });
  });
});

describe('mistakes cost their row alone, and are named with their place', () => {
  it.each([
    [7, 'prices.models[0]', 'object'],
    [{ input: 1 }, 'prices.models[0].match', 'name a model'],
    [{ match: 'gpt 4o', input: 1 }, 'prices.models[0].match', 'matches nothing'],
    [{ match: '*', free: true }, 'prices.models[0].match', 'every model'],
    [{ match: '*/*', input: 1 }, 'prices.models[0].match', 'every model'],
    [{ match: '*', like: 'gpt-4o' }, 'prices.models[0].match', 'every model'],
    [{ match: 'm' }, 'prices.models[0]', 'says no price'],
    [{ match: 'm', free: false }, 'prices.models[0]', 'says no price'],
    [{ match: 'm', free: 'yes' }, 'prices.models[0].free', 'true or false'],
    [{ match: 'm', input: -1 }, 'prices.models[0].input', '0 or more'],
    [{ match: 'm', input: '0.2' }, 'prices.models[0].input', 'dollars per million'],
    [{ match: 'm', input: 1e9 }, 'prices.models[0].input', 'dollars per million'],
    [{ match: 'm', input: 0, output: 0 }, 'prices.models[0].input', '"free": true'],
    [{ match: 'm', output: 1 }, 'prices.models[0].input', 'missing'],
    [{ match: 'm', multiply: 0 }, 'prices.models[0].multiply', 'above 0'],
    [{ match: 'm', like: 'gpt-4o', from: '2026-02-30' }, 'prices.models[0].from', 'day'],
    [{ match: 'm', like: 'gpt-4o', from: '2026-01-01T10:00' }, 'prices.models[0].from', 'day'],
    [{ match: 'm', like: 5 }, 'prices.models[0].like', 'name a model'],
    [{ match: 'm', tiers: [{ above: 5, input: 1 }] }, 'prices.models[0]', 'no rates below'],
    [{ match: 'm', input: 1, tiers: 5 }, 'prices.models[0].tiers', 'list'],
    [{ match: 'm', input: 1, tiers: [{ above: 0, input: 1 }] }, 'prices.models[0].tiers[0].above', 'whole number'],
    [{ match: 'm', input: 1, tiers: [{ above: 5 }] }, 'prices.models[0].tiers[0]', 'no rates'],
    [{ match: 'm', input: 1, tiers: [{ above: 5, input: -1 }] }, 'prices.models[0].tiers[0].input', '0 or more'],
  ])('%j', (row, path, words) => {
    const good = { match: 'good', free: true };
    const { overrides, problems } = parseOverrides({ models: [row, good] });
    expect(overrides).toEqual([good]);
    expect(problems).toEqual([{ path, severity: 'error', message: expect.stringContaining(words) }]);
  });

  it.each([[5], [[]], ['models'], [null], [{ models: {} }]])('%j is no price list', value => {
    const { overrides, problems } = parseOverrides(value);
    expect(overrides).toEqual([]);
    expect(problems).toHaveLength(1);
  });

  it('read anything without an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        for (const override of one(value).overrides) expect(override.match).not.toBe('');
      }),
    );
  });
});

describe('rows that hold but may not mean what they say', () => {
  it.each([
    [{ match: 'm', input: 1, cacheRead: 0 }, 'prices.models[0].cacheRead', 'input rate'],
    [{ match: 'm', input: 0.000_002_5 }, 'prices.models[0].input', 'per token'],
    [{ match: '*', multiply: 0.9 }, 'prices.models[0].match', 'multiplied'],
    [{ match: 'm', free: true, like: 'gpt-4o' }, 'prices.models[0]', 'more than one price'],
    [{ match: 'm', input: 1, otput: 2 }, 'prices.models[0].otput', 'not known'],
  ])('%j', (row, path, words) => {
    const { overrides, problems } = one(row);
    expect(overrides).toHaveLength(1);
    expect(problems).toEqual([{ path, severity: 'warning', message: expect.stringContaining(words) }]);
  });

  it('a cache rate of 0 is the input rate', () => {
    expect(one({ match: 'm', input: 1, cacheRead: 0 }).overrides[0]?.rates).toEqual({ input: 1 });
  });

  it('the same match from the same day twice', () => {
    const row = { match: 'm', free: true };
    expect(parseOverrides({ models: [row, { ...row, match: 'M' }] }).problems).toMatchObject([{ severity: 'warning' }]);
    expect(parseOverrides({ models: [row, { ...row, from: '2026-01-01' }] }).problems).toEqual([]);
  });
});

it('the project speaks for its own matches, the user for the others', () => {
  const project = [{ match: 'a', free: true }];
  const user = [
    { match: 'A', multiply: 2, from: '2026-01-01' },
    { match: 'b', multiply: 2 },
  ];
  expect(joinOverrides(project, user)).toEqual([...project, user[1]]);
});

describe('overrides that match nothing', () => {
  const overrides = [
    { match: 'azure/my-deploy', like: 'openai/gpt-4o' },
    { match: 'azure/my-deplyo', like: 'openai/gpt-4o' },
    { match: 'openai/gpt-4o', multiply: 0.9, from: '2030-01-01' },
  ];

  it('are those no call has asked for, whatever their date', () => {
    const calls = [
      { call: { provider: 'azure', requestModel: 'my-deploy' } },
      { call: { provider: 'openai', requestModel: 'gpt-4o-2024-08-06' }, key: 'openai/gpt-4o' },
    ];
    expect(unusedOverrides(overrides, calls)).toEqual([overrides[1]]);
  });

  it('are not known while there are no calls', () => {
    expect(unusedOverrides(overrides, [])).toEqual([]);
  });
});

it('the example of the documentation is in order', () => {
  const text = readFileSync('docs/cli.md', 'utf8');
  const example = /```json\n(\{ "prices"[\s\S]*?)```/.exec(text)?.[1] ?? '';
  const { prices } = JSON.parse(example);
  expect(parseOverrides(prices)).toMatchObject({ overrides: [{}, {}, {}], problems: [] });
});
