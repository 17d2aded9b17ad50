import { describe, expect, it, test } from 'vitest';
import { fromNano } from '../../../src/core/money.ts';
import { explainCall, explanationLines, usdToTheLast } from '../../../src/core/views/explain.ts';
import { priceAge, priceWords } from '../../../src/core/views/price-age.ts';
import { type CallSpec, LogBuilder } from '../../support/log.ts';
import { runOf } from '../../support/snapshot.ts';

function explained(spec: CallSpec) {
  const log = new LogBuilder().run();
  log.call(spec);
  const [call] = runOf(log).calls;
  if (call === undefined) throw new Error('no call');
  return explainCall(call);
}

describe('an amount, opened', () => {
  it('multiplies tokens by rates, bucket by bucket, to the last digit', () => {
    const lines = explanationLines(
      explained({
        model: 'gpt-4o',
        input: 1234,
        cacheRead: 1000,
        output: 77,
        a: { 'gen_ai.response.model': 'gpt-4o-2024-08-06' },
      }),
    );
    expect(lines).toEqual([
      'input: 1,234 tokens × $2.50 / M = $0.003085',
      'cache read: 1,000 tokens × $1.25 / M = $0.00125',
      'output: 77 tokens × $10 / M = $0.00077',
      'total: $0.0051',
      'Model: gpt-4o → gpt-4o-2024-08-06',
      'Provider: openai',
      'Priced as: openai/gpt-4o',
      expect.stringMatching(/^Match: the model is in the price table/),
      expect.stringMatching(/^Source: .+, prices of \d{4}-\d\d-\d\d$/),
      'Basis: API list-price equivalent, not a bill',
    ]);
  });

  it('names factors and what was assumed', () => {
    const lines = explanationLines(explained({ model: 'gpt-4o', a: { 'spanmeter.service_tier': 'batch' } }));
    expect(lines).toContain('input: 1,000 tokens × $1.25 / M = $0.00125');
    expect(lines).toContain('Factor: batch × 0.5 (in the rates above)');
    const unknown = explained({ model: 'gpt-4o', a: { 'spanmeter.service_tier': 'hyper' } });
    expect(unknown.amount).toBe('≈ $0.0035');
    expect(explanationLines(unknown)).toContain('Assumed: no rate known for tier hyper: standard rate used');
  });

  it('says why there is none, and what it looks like', () => {
    const { amount, parts, facts } = explained({ model: 'claude-opus-4-6-fast', provider: 'anthropic' });
    expect(amount).toBe('no price');
    expect(parts).toEqual([]);
    expect(facts).toContainEqual({ label: 'Suggestion', text: 'price it like anthropic/claude-opus-4-6' });
    expect(facts.find(fact => fact.label === 'Not priced')?.text).toContain('not in the price table');
  });

  it('is a lower bound where the call was cut off', () => {
    expect(explained({ status: 'cancelled', usageState: 'partial' }).amount).toBe('≥ $0.0035');
  });

  test.each([
    [0, '$0.00'],
    [1, '$0.000000001'],
    [31_000_000, '$0.031'],
    [1_500_000_000, '$1.50'],
    [12_000_000_000, '$12.00'],
  ])('%d nano-dollars are %s', (nano, text) => {
    expect(usdToTheLast(fromNano(nano))).toBe(text);
  });
});

describe('the age of the price table', () => {
  const after = (days: number) => priceAge('2026-09-22', Date.UTC(2026, 8, 22) + days * 86_400_000);
  test.each([
    [-3, undefined],
    [0, undefined],
    [45, undefined],
    [46, 'note'],
    [90, 'note'],
    [91, 'warning'],
  ])('%d days: %s', (days, level) => {
    expect(after(days)?.level).toBe(level);
  });

  it('is nothing where the date is none', () => {
    expect(priceAge('soon', Date.now())).toBeUndefined();
  });

  it('stands beside every amount: nothing to 45 days, a note to 90, a warning after', () => {
    const words = (days: number) =>
      priceWords({ source: 'genai-prices 0.1.8', asOf: '2026-09-22' }, Date.UTC(2026, 8, 22) + days * 86_400_000);
    expect(words(45)).toEqual({ priceNote: 'genai-prices 0.1.8, prices of 2026-09-22' });
    expect(words(46)).toEqual({ priceNote: 'genai-prices 0.1.8, prices of 2026-09-22 (46 days old)' });
    expect(words(91).priceWarning).toContain('91 days old');
    expect(priceWords(undefined, 0)).toEqual({ priceNote: 'prices not loaded yet' });
  });
});
