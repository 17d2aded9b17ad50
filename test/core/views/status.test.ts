import { describe, expect, test } from 'vitest';
import { priceWords } from '../../../src/core/views/price-age.ts';
import { statusView } from '../../../src/core/views/status.ts';
import { calendarOf } from '../../../src/core/views/zone.ts';
import { LogBuilder, RUN, T0 } from '../../support/log.ts';
import { snapshotOf } from '../../support/snapshot.ts';

const budget = { per: 'run', usd: 0.01, alertAt: 0.8, action: 'stop' } as const;

function status(log: LogBuilder, options: { alive?: boolean; now?: number; seen?: string[]; trouble?: string } = {}) {
  const { alive = true, now = T0 + 2000, seen = [], trouble } = options;
  return statusView({
    snapshot: snapshotOf(log.lines, alive),
    now,
    midnight: T0 - 3_600_000,
    days: calendarOf('UTC'),
    seen: new Set(seen),
    ...(trouble && { trouble }),
    priceNote: 'genai-prices',
  });
}

/** A run of calls of $0.0035 each on gpt-4o. */
function run(calls: number, budgets: readonly (typeof budget)[] = [], spec: object = {}): LogBuilder {
  const log = new LogBuilder().run({ budgets, name: 'planner.py' });
  for (let i = 0; i < calls; i++) log.call({ at: i * 200, took: 100, ...spec });
  return log;
}

describe('text and state', () => {
  test.each([
    ['live, no budget', run(1), '$(pulse) $0.0035', 'normal'],
    ['live, under its budget', run(1, [budget]), '$(pulse) $0.0035 · 35%', 'normal'],
    ['80% and more', run(1, [budget], { input: 3400, output: 0 }), '$(warning) $0.0085 · 85%', 'warning'],
    ['100% and more', run(3, [budget]), '$(error) $0.01 · 105%', 'error'],
    ['no price known', run(2, [], { model: 'house-model-7' }), '$(question) 2.2k tok', 'normal'],
    [
      'no price known, with a budget: not 0%',
      run(2, [budget], { model: 'house-model-7' }),
      '$(question) 2.2k tok · ?',
      'normal',
    ],
    [
      'free by declaration',
      run(2, [], { model: 'llama3.1:8b', provider: 'ollama' }),
      '$(pulse) 2.2k tok · free',
      'normal',
    ],
  ])('%s', (_name, log, text, level) => {
    expect(status(log)).toMatchObject({ visible: true, text, level, run: RUN });
  });

  test('some calls unpriced: at least', () => {
    const log = run(1, [budget]);
    log.call({ model: 'house-model-7' });
    expect(status(log)).toMatchObject({ text: '$(pulse) ≥$0.0035 · 1 unpriced · 35%+', level: 'normal' });
  });

  test('a loop that goes on', () => {
    const log = new LogBuilder().run();
    let before: string | undefined;
    for (let i = 0; i < 4; i++) {
      before = log.call({ prefix: { same: before ? 2 : 0, of: 2, bytes: 9, ...(before && { span: before }) } });
    }
    expect(status(log)).toMatchObject({ text: '$(flame) $0.01 · loop?', level: 'error' });
  });

  test('refused by the guard, until it has been looked at', () => {
    const log = run(3, [budget]);
    log.event('budget_exceeded');
    log.runEnd('stopped', 'budget_exceeded');
    expect(status(log, { now: T0 + 120_000 })).toMatchObject({
      text: '$(circle-slash) $0.01 · stopped',
      level: 'error',
    });
    expect(status(log, { now: T0 + 120_000, seen: [RUN] })).toMatchObject({ text: '$(pulse) $0.01 today' });
  });

  test('several live runs: their sum, and the state of the worst', () => {
    const log = run(1);
    log.run({ run: 'bb', budgets: [budget] });
    log.call({ run: 'bb', input: 3400, output: 0 });
    const view = status(log);
    expect(view).toMatchObject({ text: '$(warning) 2 runs · $0.01 · 85%', level: 'warning' });
    expect(view.run).toBeUndefined();
  });

  test('a finished run lingers ten seconds, then the day’s sum takes its place', () => {
    const log = run(1);
    log.runEnd();
    expect(status(log, { now: T0 + 5000 })).toMatchObject({ text: '$(pulse) $0.0035' });
    expect(status(log, { now: T0 + 15_000 })).toMatchObject({ text: '$(pulse) $0.0035 today', level: 'normal' });
  });

  test('nothing recorded ever: hidden', () => {
    expect(status(new LogBuilder())).toMatchObject({ visible: false });
  });

  test('nothing can be read: said, not hidden', () => {
    expect(status(new LogBuilder(), { trouble: 'Can’t read /x.' })).toMatchObject({
      visible: true,
      text: '$(warning) Spanmeter: no data',
      level: 'warning',
    });
  });
});

describe('for people who listen', () => {
  test('the label says state, name, amount and share in words', () => {
    expect(status(run(1, [budget])).label).toBe('Spanmeter: planner.py, $0.0035, 35 percent of its budget');
    expect(status(run(3, [budget])).label).toMatch(/^Over budget: planner.py/);
  });
});

/** Without the gaps between columns. */
const plain = (markdown: string): string => markdown.replaceAll('&nbsp;', '');

describe('the tooltip', () => {
  test('who answered, at which service level, and several rates', () => {
    const log = run(1);
    log.call({ a: { 'gen_ai.response.model': 'gpt-4o-2024-08-06', 'spanmeter.service_tier': 'flex' } });
    const { tooltip } = status(log);
    expect(plain(tooltip)).toContain('| Uncached input | 2.0k | 2 rates | $0.0037 |');
    expect(tooltip).toContain('Model: gpt\\-4o → gpt\\-4o\\-2024\\-08\\-06, priced as openai');
    expect(tooltip).toContain('Factor\\: flex × 0\\.5');
  });

  test('a model without a price, with the fixes a click away and nothing else', () => {
    const evil = 'a) [x](command:evil) %22 \u2028 *';
    const { tooltip } = status(run(1, [], { model: evil }));
    const links = [...tooltip.matchAll(/\]\((command:[^)]*)\)/g)].map(([, link]) => link);
    const [set] = links.filter(link => link?.startsWith('command:spanmeter.setModelPrice?'));
    expect(JSON.parse(decodeURIComponent(set?.split('?')[1] ?? ''))).toEqual(['a) [x](command:evil) %22 *']);
    expect(links.every(link => /^command:spanmeter\.\w+\?[\w%.-]+$/.test(link ?? ''))).toBe(true);
  });

  test('very old prices are a warning', () => {
    const view = statusView({
      ...{ snapshot: snapshotOf(run(1).lines), now: T0 + 2000, midnight: T0, seen: new Set<string>() },
      days: calendarOf('UTC'),
      ...priceWords({ source: 'genai-prices 0.1.8', asOf: '2026-06-01' }, T0),
    });
    expect(view.tooltip).toContain('$(warning) Prices are 172 days old');
    expect(view.tooltip).toContain('172 days old\\)');
  });

  test('has the table, the budget and what to do', () => {
    const { tooltip } = status(run(1, [budget]));
    expect(plain(tooltip)).toContain('| Uncached input | 1.0k | $2.50 / M | $0.0025 |');
    expect(plain(tooltip)).toContain('| **Total** | 1.1k |  | **$0.0035** |');
    expect(tooltip).toContain('Model: gpt\\-4o, priced as openai\\/gpt\\-4o, the model is in the price table');
    expect(tooltip).toMatch(/API list-price equivalent · genai\\-prices$/);
    expect(tooltip).toContain('35% · $0.0035 of $0.01');
    expect(tooltip).toContain(`[Stop Run](command:spanmeter.stopRun?${encodeURIComponent(JSON.stringify([RUN]))})`);
  });

  test('a name in it is text, whatever it holds', () => {
    const log = new LogBuilder().run({ name: '[x](command:evil)<script>$(flame)' });
    log.call();
    const { tooltip } = status(log);
    expect(tooltip).toContain('**\\[x\\]\\(command\\:evil\\)\\<script\\>\\$ \\(flame\\)**');
  });
});
