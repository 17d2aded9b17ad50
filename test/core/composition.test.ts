import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apportion, composition } from '../../src/core/composition.ts';
import { LogBuilder } from '../support/log.ts';
import { runOf } from '../support/snapshot.ts';

const part = (tokens: number) => ({ n: 1, bytes: tokens * 4, tokens });

function made(spec: Parameters<LogBuilder['call']>[0]) {
  const log = new LogBuilder().run();
  log.call(spec);
  const [call] = runOf(log).calls;
  return call && composition(call);
}

describe('what a prompt was made of', () => {
  test('the measured parts, scaled to what was reported', () => {
    const parts = { system: part(100), tools: part(50), user: part(50) };
    expect(made({ input: 300, cacheRead: 100, parts })).toEqual({
      system: 200,
      tools: 100,
      history: 0,
      toolResults: 0,
      user: 100,
      other: 0,
    });
  });

  test('images have no estimate: what the text does not explain is theirs', () => {
    const parts = { user: part(40), media: { n: 1, bytes: 90_000 } };
    expect(made({ input: 1000, parts })).toMatchObject({ user: 40, other: 960 });
  });

  test('a conversation the server keeps is not explained by what was sent', () => {
    const log = new LogBuilder().run();
    const span = log.call({ took: null });
    log.add({ t: 'request', span, parts: { user: part(40) }, remote_context: true });
    log.add({
      t: 'end',
      ts: 1_795_000_000_000,
      run: runOf(log).id,
      span,
      status: 'ok',
      a: { 'gen_ai.usage.input_tokens': 900 },
    });
    const [call] = runOf(log).calls;
    expect(call && composition(call)).toMatchObject({ user: 40, other: 860 });
  });

  test('a prompt that was not measured is all unexplained', () => {
    expect(made({ input: 700 })).toMatchObject({ other: 700, system: 0 });
  });

  test('nothing is said where nothing was reported', () => {
    expect(made({ usageState: 'missing' })).toBeUndefined();
  });
});

test('shares are whole, in proportion, and add up to the whole', () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.array(fc.nat(1e6), { minLength: 1, maxLength: 8 }), (amount, weights) => {
      const shares = apportion(amount, weights);
      const sum = weights.reduce((a, b) => a + b, 0);
      expect(shares.reduce((a, b) => a + b, 0)).toBe(sum === 0 ? 0 : amount);
      shares.forEach((share, i) => {
        if (sum > 0) expect(Math.abs(share - (amount * (weights[i] ?? 0)) / sum)).toBeLessThan(1);
      });
    }),
  );
});
