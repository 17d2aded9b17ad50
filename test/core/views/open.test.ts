import { describe, expect, test } from 'vitest';
import { alternatives, alternativesOfRuns, WELL_KNOWN } from '../../../src/core/views/alternatives.ts';
import { lineUp } from '../../../src/core/views/line-up.ts';
import { openRun } from '../../../src/core/views/open-run.ts';
import { openTurn } from '../../../src/core/views/open-turn.ts';
import { LogBuilder, RUN } from '../../support/log.ts';
import { price } from '../../support/pricer.ts';
import { runOf, snapshotOf } from '../../support/snapshot.ts';

const nanoOf = (text: string | undefined): number => Math.round(Number(text?.replace(/[^\d.]/g, '')) * 1e9);

describe('a turn, opened', () => {
  test('is each call: units × rate = amount, and where the price is from', () => {
    const log = new LogBuilder().run();
    log.call({ cacheRead: 1000 });
    expect(openTurn(runOf(log), 0)).toMatchObject({
      title: 'Turn 1',
      amount: '$0.0047',
      blocks: [
        {
          title: 'Call 1',
          parts: [
            { what: 'input', units: '1,000 tokens', rate: '$2.50 / M', amount: '$0.00250' },
            { what: 'cache read', units: '1,000 tokens', rate: '$1.25 / M', amount: '$0.00125' },
            { what: 'output', units: '100 tokens', rate: '$10 / M', amount: '$0.00100' },
          ],
          total: '$0.00475',
          facts: expect.arrayContaining([
            { label: 'Model', text: 'gpt-4o' },
            { label: 'Match', text: 'the model is in the price table' },
          ]),
        },
      ],
    });
  });

  test.each([
    ['blocked', { status: 'blocked', usageState: 'missing' }, 'nothing: refused', 'refused by the guard'],
    ['running', { took: null }, 'not known yet', 'still running'],
    ['failed', { status: 'error', usageState: 'missing', a: { 'error.type': 'timeout' } }, '$0.00', 'failed (timeout)'],
    ['cut off', { status: 'cancelled', usageState: 'partial' }, '≥ $0.0035', 'cancelled by the program'],
  ] as const)('says of a call that is %s what is known', (_what, spec, amount, state) => {
    const log = new LogBuilder().run();
    log.call(spec);
    const view = openTurn(runOf(log), 0);
    expect(view?.amount).toBe(amount);
    expect(view?.blocks[0]?.facts).toContainEqual({ label: 'State', text: expect.stringContaining(state) });
  });

  test('says why a call has no price', () => {
    const log = new LogBuilder().run();
    log.call({ model: 'house-model-7' });
    const view = openTurn(runOf(log), 0);
    expect(view).toMatchObject({ amount: '1.1k tokens, no price', note: '1 call without a price.' });
    expect(view?.blocks[0]).not.toHaveProperty('total');
    expect(view?.blocks[0]?.facts.map(({ label }) => label)).toContain('Not priced');
  });

  test('of many calls opens the first twenty, and says what the others are', () => {
    const log = new LogBuilder().run().span('turn', 'plan', 'aaaa000000000001');
    for (let i = 0; i < 23; i++) log.call({ parent: 'aaaa000000000001' });
    const view = openTurn(runOf(log), 0);
    expect(view?.blocks).toHaveLength(20);
    expect(view?.more).toBe('3 more calls of this turn: $0.01.');
  });

  test('that there is not is none', () => {
    expect(openTurn(runOf(new LogBuilder().run()), 0)).toBeUndefined();
  });
});

describe('a run, opened', () => {
  const log = new LogBuilder().run();
  for (let i = 0; i < 5; i++) log.call({ cacheRead: 100 * i, output: 7 * i });
  log.call({ model: 'claude-sonnet-4-6', provider: 'anthropic', cacheWrite: 333, input: 17 });
  log.call({ model: 'gpt-4o', a: { 'spanmeter.cost.reported_usd': 0.0123 } });
  log.call({ model: 'house-model-7' });
  const run = runOf(log);
  const view = openRun(run);

  test('adds up to the last digit, both by what was billed and by model', () => {
    expect(view.blocks.map(({ title }) => title)).toEqual(['What was billed', 'By model']);
    for (const { parts, total } of view.blocks) {
      const sum = parts.reduce((all, { amount }) => all + (amount === 'no price' ? 0 : nanoOf(amount)), 0);
      expect([sum, nanoOf(total)]).toEqual([run.totals.nano, run.totals.nano]);
    }
  });

  test('says how complete it is, and how the prices were found', () => {
    expect(view).toMatchObject({ title: 'Whole run', amount: '≥ $0.03', note: '1 call without a price.' });
    const facts = view.blocks[1]?.facts.map(({ label, text }) => `${label}: ${text}`);
    expect(facts).toContain('Match: the model is in the price table (6 calls)');
    expect(facts).toContain('Match: reported by the provider with the answer (1 call)');
    expect(facts?.filter(text => text.startsWith('Basis'))).toEqual(['Basis: API list-price equivalent, not a bill']);
  });

  test('a line for each rate, so that units × rate is the cost', () => {
    const rates = view.blocks[0]?.parts.map(({ what, rate }) => [what, rate]);
    expect(rates?.slice(0, 2)).toEqual([
      ['input', '$2.50 / M'],
      ['input', '$3 / M'],
    ]);
    for (const { units, rate, amount } of view.blocks[0]?.parts ?? []) {
      const usd = Number(/^\$([\d.]+) \/ M$/.exec(rate)?.[1] ?? Number.NaN);
      if (rate !== '') expect(nanoOf(amount)).toBe(Number(units.replaceAll(',', '')) * usd * 1000);
    }
  });

  test('with too many rates, a line for each bucket', () => {
    const many = new LogBuilder().run();
    const models = ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'gpt-4.1-mini', 'gpt-4.1-nano', 'gpt-5.4', 'gpt-5.5', 'o3'];
    for (const model of [...models, 'gpt-4']) many.call({ model });
    const rates = openRun(runOf(many)).blocks[0]?.parts.map(({ what, rate }) => [what, rate]);
    expect(rates).toEqual([
      ['input', expect.stringMatching(/^\d rates$/)],
      ['output', expect.stringMatching(/^\d rates$/)],
    ]);
  });

  test('without calls has nothing to open', () => {
    expect(openRun(runOf(new LogBuilder().run())).blocks).toEqual([]);
  });
});

test('amounts get the same number of digits; words stay', () => {
  const part = (amount: string) => ({ what: '', units: '', rate: '', amount });
  const block = { title: '', heads: ['', '', '', ''], facts: [] } as const;
  const { parts, total } = lineUp({
    ...block,
    parts: ['$0.031', '$12.0000025', 'no price'].map(part),
    total: '≥ $12.03',
  });
  expect(parts.map(({ amount }) => amount)).toEqual(['$0.0310000', '$12.0000025', 'no price']);
  expect(total).toBe('≥ $12.0300000');
});

describe('what a run would have cost otherwise', () => {
  const log = new LogBuilder().run();
  for (let i = 0; i < 4; i++) log.call({ model: 'gpt-4o', input: 100_000 });
  const view = alternatives(runOf(log), ['gpt-4o', 'house-model-7', 'gpt-4.1'], price);

  test('the cheapest first, each once, none without a price, not the one it ran on', () => {
    const models = view.models.map(({ model }) => model);
    expect(models.length).toBeLessThanOrEqual(12);
    expect(models).toContain('gpt-4o-mini');
    expect(models).toContain('gpt-4.1');
    expect(models).toContain('anthropic/claude-haiku-4-5');
    expect(models).not.toContain('gpt-4o');
    expect(models).not.toContain('openai/gpt-4o-mini');
    expect(models).not.toContain('house-model-7');
    const costs = view.models.map(({ label }) => nanoOf(label.split(': ')[1]));
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
  });

  test('in words, with what it rests on', () => {
    const mini = view.models.find(({ model }) => model === 'gpt-4o-mini');
    // 4 × (100,000 × $0.15/M + 100 × $0.60/M) = $0.06; 4 × (100,000 × $2.50/M + 100 × $10/M) = $1.00
    expect(mini).toMatchObject({
      label: 'gpt-4o-mini: $0.06',
      text: 'This run on gpt-4o-mini: $0.06 instead of $1.00',
    });
    expect(mini?.notes.length).toBeGreaterThan(0);
    expect(view.others.map(({ text }) => text.split(':')[0])).toEqual([
      'This run as a batch',
      'This run with perfect prompt caching',
    ]);
  });

  test('every model that everybody knows has a price', () => {
    const other = new LogBuilder().run();
    other.call({ model: 'command-a', provider: 'cohere' });
    const models = alternatives(runOf(other), [], price).models.map(({ model }) => model);
    expect(models.sort()).toEqual([...WELL_KNOWN].sort());
  });

  test('of a run without calls is nothing', () => {
    expect(alternatives(runOf(new LogBuilder().run({ run: RUN })), [], price).models).toEqual([]);
  });
});

test('of very many runs only the newest are worked out otherwise, and that is said', () => {
  const log = new LogBuilder().run({ run: 'aa', at: 0 });
  for (let i = 0; i < 3; i++) log.call({ run: 'aa', at: i });
  log.run({ run: 'bb', at: 60_000 });
  log.call({ run: 'bb', at: 60_001 });
  const { runs } = snapshotOf(log.lines);
  const [newest, oldest] = runs;
  if (newest === undefined || oldest === undefined) throw new Error('two runs were expected');
  const long = { ...oldest, calls: Array.from({ length: 50_000 }, () => oldest.calls[0] ?? fail()) };
  const view = alternativesOfRuns([newest, long], [], price);
  expect(view).toMatchObject({ runs: 2, tokens: 4400, more: expect.stringContaining('The newest 1 run of 2') });
  expect(view.others[0]?.text).toMatch(/^1 run as a batch: /);
  expect(alternativesOfRuns([newest, oldest], [], price)).not.toHaveProperty('more');
});

function fail(): never {
  throw new Error('a call was expected');
}
