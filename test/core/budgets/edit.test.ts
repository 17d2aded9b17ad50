import { describe, expect, test } from 'vitest';
import { parseDollars, parseLimit, withRunBudget } from '../../../src/core/budgets/edit.ts';

describe('setting the limit of each run', () => {
  test('makes the file where there is none', () => {
    expect(withRunBudget(undefined, 0.5)).toEqual({
      text: `${JSON.stringify({ budgets: [{ per: 'run', usd: 0.5, alertAt: 0.8, action: 'stop' }] }, undefined, 2)}\n`,
    });
  });

  test('leaves everything else as it is, indentation too', () => {
    const before = {
      onUnpriced: 'warn',
      budgets: [
        { per: 'day', usd: 20 },
        { per: 'run', usd: 1, alertAt: 0.5 },
      ],
      x: [1],
    };
    const changed = withRunBudget(JSON.stringify(before, undefined, '\t'), 2);
    expect(changed).toEqual({
      text: `${JSON.stringify({ ...before, budgets: [before.budgets[0], { per: 'run', usd: 2, alertAt: 0.5 }] }, undefined, '\t')}\n`,
    });
  });

  test('a limit narrowed to an agent is another one', () => {
    const changed = withRunBudget('{"budgets":[{"per":"run","agent":"a","usd":1}]}', 2);
    expect('text' in changed && JSON.parse(changed.text).budgets).toHaveLength(2);
  });

  test.each([['{"budgets":'], ['[]'], ['{"budgets":{}}']])('%s is broken: named, and not overwritten', text => {
    expect(withRunBudget(text, 1)).toEqual({ problem: expect.any(String) });
  });
});

describe('an amount as people type it', () => {
  test.each([
    ['0.5', 0.5],
    ['$0.50', 0.5],
    [' 2 ', 2],
    ['1,25', 1.25],
    ['.5', 0.5],
  ])('%s', (text, usd) => {
    expect(parseDollars(text)).toEqual({ usd });
  });

  test.each([[''], ['0'], ['-1'], ['abc'], ['1e9'], ['2000000'], ['1.2.3']])('%j is none', text => {
    expect(parseDollars(text)).toEqual({ problem: expect.any(String) });
  });
});

test.each([
  ['usd', '$2.50', { limit: 2.5 }],
  ['tokens', '2,000,000', { limit: 2_000_000 }],
  ['minutes', '1.5', { limit: 1.5 }],
  ['calls', '0', { problem: 'A number of calls above zero' }],
  ['calls', 'ten', { problem: 'A number of calls above zero' }],
] as const)('a limit in %s, typed as %s', (unit, text, expected) => {
  expect(parseLimit(unit, text)).toEqual(expected);
});
