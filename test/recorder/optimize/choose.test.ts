import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseModel } from '../../../src/recorder/node/optimize/choose.ts';
import { estimateTokens } from '../../../src/recorder/node/optimize/estimate.ts';

const candidates = [
  { model: 'large', ability: 0.9, usd: 0.1 },
  { model: 'medium', ability: 0.6, usd: 0.02 },
  { model: 'small', ability: 0.3, usd: 0.001 },
];

test.each([
  [0.2, 1, 'small'],
  [0.5, 1, 'medium'],
  [0.9, 1, 'large'],
  [0.9, 0.05, 'medium'],
  [1, 1, 'large'],
  [0.1, 0.0001, undefined],
  [0.5, undefined, 'medium'],
])('a task of %s with $%s left: %s', (difficulty, remainingUsd, model) => {
  const options = { difficulty, candidates, ...(remainingUsd !== undefined && { remainingUsd }) };
  expect(chooseModel(options)?.model).toBe(model);
});

test('none is chosen that can’t be paid, or that a cheaper one could stand for', () => {
  const one = fc.record({
    model: fc.string(),
    ability: fc.double({ min: 0, max: 1, noNaN: true }),
    usd: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.array(one),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (all, difficulty, remainingUsd) => {
        const chosen = chooseModel({ difficulty, remainingUsd, candidates: all });
        const payable = all.filter(({ usd }) => usd <= remainingUsd);
        if (chosen === undefined) {
          expect(payable).toEqual([]);
          return;
        }
        expect(payable).toContain(chosen);
        const better = payable.filter(
          ({ ability, usd }) => ability >= Math.min(difficulty, chosen.ability) && usd < chosen.usd,
        );
        if (chosen.ability >= difficulty) expect(better).toEqual([]);
      },
    ),
  );
});

test('tokens: of a text, a message, a conversation', () => {
  expect(estimateTokens('')).toBe(0);
  const text = 'The quick brown fox jumps over the lazy dog.';
  // o200k makes 10 of it.
  expect(estimateTokens(text)).toBeGreaterThanOrEqual(9);
  expect(estimateTokens(text)).toBeLessThanOrEqual(12);
  const message = { role: 'user', content: text };
  expect(estimateTokens([message, message])).toBe(2 * estimateTokens(message));
  expect(
    estimateTokens({ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x'.repeat(100_000) } }] }),
  ).toBeLessThan(2000);
});
