import { describe, expect, test } from 'vitest';
import { type Intent, KnownInputs, usageBound } from '../../src/recorder/node/guard/bound.ts';

const intent = (more: Partial<Intent> = {}): Intent => ({
  span: 'b',
  call: { at: 0, provider: 'openai', requestModel: 'gpt-4o' },
  inputBytes: 30_000,
  bounded: true,
  maxTokens: 100,
  ...more,
});

describe('what a call may use at most', () => {
  test('bytes ÷ 3, and the output it states', () => {
    expect(usageBound(intent(), 7)).toEqual({ input: 10_000, output: 100 });
  });

  test('Claude’s tokens are smaller', () => {
    const call = { at: 0, provider: 'anthropic', requestModel: 'claude-sonnet-4-6' };
    expect(usageBound(intent({ call, inputBytes: 2299 }), 0)).toEqual({ input: 1000, output: 100 });
  });

  test('what was reported for the shared start, and a guess of the rest alone', () => {
    const continues = { span: 'a', bytes: 27_000 };
    expect(usageBound(intent({ continues }), 0, 6000)).toEqual({ input: 7000, output: 100 });
  });

  test('never more than the guess of the whole', () => {
    const continues = { span: 'a', bytes: 3_000 };
    expect(usageBound(intent({ continues }), 0, 50_000)).toEqual({ input: 10_000, output: 100 });
  });
});

test('the input of a call is known once it has been reported, and for the latest calls only', () => {
  const inputs = new KnownInputs();
  const after = (span: string): Intent => intent({ continues: { span, bytes: 1 } });
  inputs.learn(intent({ span: 'none' }), undefined);
  for (let i = 0; i < 100; i++) inputs.learn(intent({ span: `${i}` }), { input: i, cacheRead: 5 });
  expect(inputs.of(after('99'))).toBe(104);
  expect(inputs.of({ ...after('99'), call: { at: 0, requestModel: 'gpt-5' } })).toBeUndefined();
  expect(inputs.of(after('0'))).toBeUndefined();
  expect(inputs.of(after('none'))).toBeUndefined();
  expect(inputs.of(intent())).toBeUndefined();
});
