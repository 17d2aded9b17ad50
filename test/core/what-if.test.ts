import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/core/model.ts';
import { whatIfNotes, whatIfText } from '../../src/core/views/what-if.ts';
import { type Scenario, whatIf, whatIfRuns } from '../../src/core/what-if.ts';
import { type CallSpec, LogBuilder } from '../support/log.ts';
import { price } from '../support/pricer.ts';
import { runOf } from '../support/snapshot.ts';

function run(...specs: readonly CallSpec[]): Run {
  const log = new LogBuilder().run();
  for (const spec of specs) log.call(spec);
  return runOf(log);
}

const of = (one: Run, scenario: Scenario) => whatIf([one], scenario, price);

describe('under another model', () => {
  it('the same tokens at its rates', () => {
    const result = of(run({ input: 1_000_000, output: 100_000 }), { kind: 'model', model: 'openai/gpt-4o-mini' });
    // 1,000,000 × 0.15 + 100,000 × 0.60 = 0.21; it was 2.5 + 1
    expect(result).toMatchObject({ nano: 210_000_000, actual: 3_500_000_000, incomplete: false, unpriced: 0 });
    expect(whatIfText(result, 'this run')).toBe('this run on openai/gpt-4o-mini: $0.21 instead of $3.50');
    expect(result.assumptions[0]).toContain('the same tokens');
  });

  it('a bare name is looked up with the provider of each call', () => {
    const result = of(run({ input: 1_000_000, output: 0 }), { kind: 'model', model: 'gpt-4o-mini' });
    expect(result.nano).toBe(150_000_000);
    expect(result.assumptions.join()).not.toContain('provider unknown');
    const other = of(run({ input: 1_000_000, output: 0 }), { kind: 'model', model: 'claude-haiku-4-5' });
    expect(other.nano).toBe(1_000_000_000);
    expect(other.assumptions.join()).toContain('list price of anthropic assumed');
  });

  it('cached tokens are cached there too, and what has no rate is said', () => {
    const result = of(
      run({ model: 'claude-sonnet-4-6', provider: 'anthropic', input: 0, cacheWrite: 1_000_000, output: 0 }),
      {
        kind: 'model',
        model: 'openai/gpt-4o',
      },
    );
    expect(result.nano).toBe(2_500_000_000);
    expect(result.assumptions.join()).toContain('no cacheWrite5m rate');
  });

  it('an unknown model has no amount, never zero', () => {
    const result = of(run({}), { kind: 'model', model: 'house-model-7' });
    expect(result).toMatchObject({ nano: null, incomplete: true, unpriced: 1 });
    expect(whatIfText(result, 'this run')).toBe('this run on house-model-7: no price known');
  });

  it('calls without a price or usage make lower bounds of both', () => {
    const mixed = run({ input: 1_000_000, output: 0 }, { model: 'house-model-7' }, { usageState: 'missing' });
    const result = of(mixed, { kind: 'model', model: 'gpt-4o-mini' });
    expect(result).toMatchObject({ calls: 2, incomplete: true, actualIncomplete: true });
    expect(whatIfText(result, 'this run')).toBe('this run on gpt-4o-mini: ≥ $0.15 instead of ≥ $2.50');
  });

  it('per run and in total', () => {
    const runs = [run({ input: 1_000_000, output: 0 }), run({ input: 2_000_000, output: 0 })];
    const { total, runs: each } = whatIfRuns(runs, { kind: 'model', model: 'gpt-4o-mini' }, price);
    expect(each.map(({ result }) => result.nano)).toEqual([150_000_000, 300_000_000]);
    expect(total.nano).toBe(450_000_000);
  });
});

describe('as a batch', () => {
  it('half the price', () => {
    const result = of(run({ input: 1_000_000, output: 0 }), { kind: 'batch' });
    expect(result).toMatchObject({ nano: 1_250_000_000, actual: 2_500_000_000, incomplete: false });
    expect(whatIfText(result, 'this run')).toBe('this run as a batch: $1.25 instead of $2.50');
  });

  it('instead of the tier that was served, which is said', () => {
    const result = of(run({ input: 1_000_000, output: 0, a: { 'spanmeter.service_tier': 'priority' } }), {
      kind: 'batch',
    });
    expect(result).toMatchObject({ nano: 1_250_000_000, actual: 4_250_000_000 });
    expect(result.assumptions).toContain('without priority × 1.7');
  });

  it.each([
    ['a batch already', { a: { 'spanmeter.service_tier': 'batch' } }, 'a batch already'],
    ['a model nobody batches', { provider: 'ollama', model: 'llama3' }, 'no batch price known for llama3'],
  ])('%s: nothing to say', (_, spec, words) => {
    const result = of(run({ ...spec }), { kind: 'batch' });
    expect(result.nano).toBeNull();
    expect(whatIfNotes(result).join()).toContain(words);
  });
});

/** A prompt of so many thousand tokens: a fixed head of 2,000, and the rest conversation. */
const prompt = (thousands: number, before?: string, at?: number): CallSpec => ({
  model: 'claude-sonnet-4-6',
  provider: 'anthropic',
  input: thousands * 1000,
  output: 0,
  ...(at !== undefined && { at }),
  parts: {
    system: { n: 1, bytes: 8000, tokens: 2000, hash: 'aa' },
    history: { n: 1, bytes: thousands * 4000 - 8000, tokens: thousands * 1000 - 2000 },
  },
  ...(before !== undefined && { prefix: { same: 2, of: 3, bytes: (thousands - 1) * 4000, span: before } }),
});

describe('with perfect prompt caching', () => {
  it('what is sent again is written once and read later', () => {
    const log = new LogBuilder().run();
    const first = log.call(prompt(3));
    const second = log.call(prompt(4, first));
    log.call(prompt(5, second));
    const result = of(runOf(log), { kind: 'caching' });
    // Sonnet: input 3, read 0.30, write 3.75 per million.
    // 1: 3,000 written. 2: 3,000 read, 1,000 written. 3: 4,000 read, 1,000 fresh, which nobody sends again.
    const micro = 3000 * 3.75 + 3000 * 0.3 + 1000 * 3.75 + 4000 * 0.3 + 1000 * 3;
    expect(result).toMatchObject({ nano: micro * 1000, actual: 12_000 * 3000, incomplete: false });
    expect(whatIfText(result, 'this run')).toBe('this run with perfect prompt caching: $0.02 instead of $0.04');
  });

  it('a new conversation reads the head of the one before', () => {
    const result = of(run(prompt(3), prompt(3)), { kind: 'caching' });
    expect(result.nano).toBe((2000 * 3.75 + 1000 * 3 + 2000 * 0.3 + 1000 * 3) * 1000);
  });

  it('a cache lasts five minutes', () => {
    const result = of(run(prompt(3), prompt(3, undefined, 400_000)), { kind: 'caching' });
    expect(result.nano).toBe(result.actual);
  });

  it('where writing is free of charge of its own, input stays input', () => {
    const cheap = { model: 'gpt-4o', provider: 'openai' };
    const result = of(run({ ...prompt(3), ...cheap }, { ...prompt(3), ...cheap }), { kind: 'caching' });
    expect(result.nano).toBe((3000 * 2.5 + 2000 * 1.25 + 1000 * 2.5) * 1000);
  });

  it('what was cached as well stays as it was', () => {
    const cached = { ...prompt(3), input: 500, cacheRead: 2500 };
    const result = of(run(cached, cached), { kind: 'caching' });
    expect(result.nano).toBe(result.actual);
  });

  it('without measured prompts there is nothing to say', () => {
    const result = of(run({}, {}), { kind: 'caching' });
    expect(result.nano).toBeNull();
    expect(whatIfText(result, 'this run')).toBe(
      'this run with perfect prompt caching: nothing known that it would change',
    );
    expect(result.assumptions).toContain('a prompt that was not measured: counted as it was');
  });
});
