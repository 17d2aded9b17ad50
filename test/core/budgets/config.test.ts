import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMeant, parseConfig, parseConfigText } from '../../../src/core/budgets/config.ts';
import { BUDGET_ACTIONS, BUDGET_NARROWINGS, BUDGET_PERS, BUDGET_SPANS, BUDGET_UNITS } from '../../../src/core/wire.ts';

test('the schema says what the reader takes', () => {
  const { properties } = JSON.parse(readFileSync('media/spanmeter.schema.json', 'utf8'));
  const budget = properties.budgets.items.properties;
  expect([budget.per.enum, budget.within.enum, budget.action.enum]).toEqual([
    BUDGET_PERS,
    BUDGET_SPANS,
    BUDGET_ACTIONS,
  ]);
  const keys = ['per', 'within', 'alertAt', 'action', ...BUDGET_UNITS, ...BUDGET_NARROWINGS];
  expect(Object.keys(budget).sort()).toEqual(keys.sort());
});

describe('a configuration', () => {
  test('as the documentation has it', () => {
    const config = parseConfig({
      $schema: 'x',
      budgets: [
        { per: 'run', usd: 0.5, alertAt: 0.7, action: 'warn' },
        { per: 'day', agent: 'researcher', tokens: 2e6 },
        { per: 'task', task: 'tri*', calls: 40, minutes: 5 },
      ],
      rules: [{ name: 'x' }],
      onUnpriced: 'block',
      webhook: { env: 'SLACK_URL' },
      prices: { models: [] },
    });
    expect(config).toEqual({
      budgets: [
        { per: 'run', usd: 0.5, alertAt: 0.7, action: 'warn' },
        { per: 'day', agent: 'researcher', tokens: 2e6, alertAt: 0.8, action: 'stop' },
        { per: 'task', task: 'tri*', calls: 40, minutes: 5, alertAt: 0.8, action: 'stop' },
      ],
      rules: [{ name: 'x' }],
      onUnpriced: 'block',
      webhookEnv: 'SLACK_URL',
      prices: { models: [] },
      problems: [],
    });
  });

  test.each([
    [{ per: 'rum', usd: 1 }, 'budgets[0].per', /one of run, task/],
    [{ usd: 1 }, 'budgets[0].per', /missing/],
    [{ per: 'run' }, 'budgets[0]', /limits nothing/],
    [{ per: 'run', usd: '1' }, 'budgets[0].usd', /number above 0/],
    [{ per: 'run', usd: 0 }, 'budgets[0].usd', /number above 0/],
    [{ per: 'run', usd: 1, tokens: -1 }, 'budgets[0].tokens', /number above 0/],
    [{ per: 'run', usd: 1, alertAt: 80 }, 'budgets[0].alertAt', /at most 1/],
    [{ per: 'run', usd: 1, action: 'halt' }, 'budgets[0].action', /one of stop, pause, warn/],
    [{ per: 'day', usd: 1, within: 'week' }, 'budgets[0].within', /agent, task, user or model/],
    [{ per: 'user', usd: 1, within: 'year' }, 'budgets[0].within', /one of run, hour/],
    [{ per: 'run', usd: 1, agent: 5 }, 'budgets[0].agent', /name/],
    ['x', 'budgets[0]', /object/],
  ])('%j is named, and the others hold', (entry, path, message) => {
    const good = { per: 'run', usd: 2, alertAt: 0.8, action: 'stop' };
    const { budgets, problems } = parseConfig({ budgets: [entry, good] });
    expect(problems).toEqual([{ path, message: expect.stringMatching(message) }]);
    expect(budgets).toEqual([good]);
  });

  test('an unknown key is told, and the entry holds', () => {
    const { budgets, problems } = parseConfig({ budgets: [{ per: 'run', usd: 1, usdd: 2 }], budget: [] });
    expect(problems.map(problem => problem.path)).toEqual(['budget', 'budgets[0].usdd']);
    expect(budgets).toHaveLength(1);
  });

  test('other settings', () => {
    const { problems, onUnpriced, webhookEnv } = parseConfig({
      onUnpriced: 'no',
      webhook: { url: 'https://hooks' },
      budgets: {},
    });
    expect(problems.map(problem => problem.path)).toEqual(['webhook.env', 'budgets', 'onUnpriced']);
    expect([onUnpriced, webhookEnv]).toEqual(['warn', undefined]);
    expect(JSON.stringify(problems)).not.toContain('https://hooks');
  });

  test('as text: not JSON, a byte order mark', () => {
    expect(parseConfigText('{').problems[0]?.message).toMatch(/^not JSON/);
    expect(parseConfigText('\uFEFF{"budgets":[]}').problems).toEqual([]);
    expect(parseConfigText('[]').problems).toEqual([{ path: '', message: 'must be an object' }]);
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        parseConfig(value);
        parseConfig({ budgets: value, webhook: value, prices: value });
        parseConfig({ budgets: [value] });
      }),
    );
  });
});

test.each([
  ['gpt-4o', 'gpt-4o', true],
  ['gpt-4o', 'GPT-4o', true],
  ['gpt-4o', 'gpt-4o-mini', false],
  ['gpt-4*', 'gpt-4o-mini', true],
  ['*', '', true],
  ['*mini', 'gpt-4o-mini', true],
  ['a*a', 'a', false],
  ['a*b*c', 'a.b.c', true],
  ['a*b*c', 'a.c.b', false],
  ['*b*', 'abc', true],
  ['a*b*b', 'ab', false],
  ['a.c', 'abc', false],
])('%s means %s: %s', (pattern, name, meant) => {
  expect(isMeant(pattern, name)).toBe(meant);
});
