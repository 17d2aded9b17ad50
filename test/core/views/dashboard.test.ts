import { describe, expect, test } from 'vitest';
import { Ledger } from '../../../src/core/ledger.ts';
import { inputOf } from '../../../src/core/totals.ts';
import { annotations } from '../../../src/core/views/annotations.ts';
import { columnTables, turnColumns } from '../../../src/core/views/columns.ts';
import { ABSENT, FLAG, NONE } from '../../../src/core/views/dashboard.ts';
import { dashboard } from '../../../src/core/views/dashboard-model.ts';
import { parseFromWebview } from '../../../src/core/views/messages.ts';
import { RunsList } from '../../../src/core/views/runs-list.ts';
import { calendarOf } from '../../../src/core/views/zone.ts';
import { LogBuilder, T0 } from '../../support/log.ts';
import { price } from '../../support/pricer.ts';
import { runOf, SOURCE, snapshotOf } from '../../support/snapshot.ts';

const budget = { per: 'run', usd: 0.02, alertAt: 0.8, action: 'stop' } as const;

function model(log: LogBuilder, alive = true) {
  const input = {
    snapshot: snapshotOf(log.lines, alive),
    now: T0 + 5000,
    days: calendarOf('UTC'),
    notes: [],
    priceNote: 'prices',
  };
  return dashboard(input).model;
}

describe('a run', () => {
  test('says what it cost, of what, and what is left', () => {
    const log = new LogBuilder().run({ budgets: [budget], name: 'planner.py' });
    for (let i = 0; i < 3; i++) log.call({ at: i * 1000, took: 500, cacheRead: 1000, site: ['/a.mjs', 3] });
    expect(model(log).run).toMatchObject({
      name: 'planner.py',
      stateText: 'live',
      // 3 × (1,000 × $2.50/M + 1,000 × $1.25/M + 100 × $10/M) = 3 × $0.00475
      costText: '$0.01',
      budget: { label: 'run budget', percentText: '71%', limitNano: 20_000_000, level: 'within' },
      guardText: 'Guard armed: a call that would pass the limit fails before it is sent ($0.02 a run).',
      sites: [{ label: 'a.mjs:3' }],
      canStop: true,
      canRaise: true,
    });
    const [last, cached] = model(log).run?.figures ?? [];
    expect(last).toEqual({ label: 'Last turn', value: '$0.0047', note: '$0.0047 on average', turn: 2 });
    expect(cached).toMatchObject({ label: 'Cached input', value: '50%' });
  });

  test('says why its cost is a lower bound', () => {
    const log = new LogBuilder().run();
    log.call();
    log.call({ model: 'house-model-7' });
    log.call({ usageState: 'missing' });
    expect(model(log).run).toMatchObject({
      costText: '≥ $0.0035',
      costNote: '1 call without a price, 1 call without reported usage.',
    });
  });

  test('that was stopped offers nothing to stop', () => {
    const log = new LogBuilder().run({ budgets: [budget] });
    log.call();
    log.event('budget_exceeded').runEnd('stopped', 'budget_exceeded');
    expect(model(log).run).toMatchObject({
      stateText: 'stopped by budget',
      canStop: false,
      guardText: 'The guard refuses further calls ($0.02 a run).',
    });
  });
});

describe('the list of runs', () => {
  test('newest first, with a footer that adds up', () => {
    const log = new LogBuilder().run({ run: 'a1', name: 'old', at: 0 });
    log.call({ run: 'a1' });
    log.run({ run: 'b2', name: 'new', at: 60_000 });
    log.call({ run: 'b2', at: 60_001 });
    const { rows, footer, whole } = new RunsList().update(snapshotOf(log.lines).runs) ?? {};
    expect(rows?.map(row => [row.name, row.costText, row.turns])).toEqual([
      ['new', '$0.0035', 1],
      ['old', '$0.0035', 1],
    ]);
    expect([whole, footer]).toEqual([true, '2 runs · $0.0070']);
    expect(model(log)).toMatchObject({ runCount: 2, run: { id: 'b2' } });
  });

  test('is empty in words', () => {
    expect(new RunsList().update([])).toEqual({ rows: [], whole: true, footer: 'No runs recorded yet.' });
    expect(model(new LogBuilder())).toMatchObject({ runCount: 0 });
  });

  test('after the first time tells only of what has changed', () => {
    const ledger = new Ledger(price);
    const add = (run: string, at: number): void => {
      const log = new LogBuilder().run({ run, at });
      log.call({ run, span: `${run}-${at}`, at });
      ledger.apply(SOURCE, log.lines);
    };
    const list = new RunsList();
    const update = () => list.update(ledger.snapshot().runs);
    for (const run of ['a', 'b', 'c']) add(run, 0);
    expect(update()?.rows).toHaveLength(3);
    expect(update()).toBeUndefined();
    add('b', 1000);
    add('d', 2000);
    expect(update()).toMatchObject({
      whole: false,
      rows: [
        { id: 'd', turns: 1 },
        { id: 'b', turns: 2 },
      ],
      footer: '4 runs · $0.02',
    });
    list.forget();
    expect(update()).toMatchObject({ whole: true, rows: { length: 4 } });
    expect(list.update([])).toMatchObject({ whole: true, rows: [] });
  });

  test('says which run was asked for, also where there is none such', () => {
    const { runs } = snapshotOf(new LogBuilder().run().lines);
    const snapshot = { runs, changed: new Set<string>(), lines: 1, rejected: [] };
    const shown = dashboard({
      snapshot,
      selected: 'gone',
      now: T0,
      days: calendarOf('UTC'),
      notes: [],
      priceNote: '',
    }).model;
    expect(shown).toMatchObject({ asked: 'gone', run: { id: runs[0]?.id } });
  });
});

const known = (value = 0): number => (value === ABSENT ? 0 : value);

describe('turns as columns', () => {
  const log = new LogBuilder().run();
  log.call({
    model: 'claude-sonnet-4-6',
    provider: 'anthropic',
    cacheRead: 500,
    cacheWrite: 200,
    parts: { system: { n: 1, bytes: 400, tokens: 100 } },
    site: ['/a.mjs', 3],
  });
  log.call({ model: 'house-model-7', at: 1000 });
  log.call({ at: 2000, took: null, model: 'claude-sonnet-4-6' });
  const run = runOf(log);
  const columns = turnColumns(run, columnTables(run), 0, 10);

  test('both cuts of the input add up to the same', () => {
    run.turns.forEach((turn, i) => {
      const { system, tools, history, toolResults, user, other, fresh, cacheRead, cacheWrite } = columns;
      const content = [system, tools, history, toolResults, user, other].reduce(
        (sum, column) => sum + known(column[i]),
        0,
      );
      const billing = [fresh, cacheRead, cacheWrite].reduce((sum, column) => sum + known(column[i]), 0);
      expect([content, billing]).toEqual([inputOf(turn.totals), inputOf(turn.totals)]);
    });
  });

  test('a prompt that was not measured is not made of nothing', () => {
    expect([...columns.system].map(value => value === ABSENT)).toEqual([false, true, true]);
    expect([...columns.output]).toEqual([100, 100, ABSENT]);
  });

  test('no price is not zero', () => {
    expect([...columns.nano].map(Number.isNaN)).toEqual([false, true, true]);
    expect([...columns.flags]).toEqual([0, FLAG.unpriced, FLAG.running | FLAG.noUsage]);
  });

  test('names are indexes, and none is none', () => {
    expect([...columns.site]).toEqual([0, NONE, NONE]);
    expect([...columns.model]).toEqual([0, 1, 0]);
  });

  test('a part of them is that part', () => {
    expect([...turnColumns(run, columnTables(run), 1, 2).fresh]).toEqual([1000]);
  });
});

describe('marks in the source', () => {
  test('a line is told of by the newest run that passed it', () => {
    const log = new LogBuilder().run({ run: 'a1', at: 0 });
    log.call({ run: 'a1', site: ['/a.mjs', 3] });
    log.call({ run: 'a1', site: ['/a.mjs', 9] });
    log.run({ run: 'b2', at: 60_000 });
    log.call({ run: 'b2', at: 60_001, site: ['/a.mjs', 3], cacheRead: 1000 });
    log.call({ run: 'b2', at: 61_001, site: ['/a.mjs', 3] });
    const lines = annotations(snapshotOf(log.lines)).get('/a.mjs');
    expect(lines?.map(({ site, run, lens }) => [site.line, run, lens])).toEqual([
      [3, 'b2', '$0.0083 so far · 2 calls · $0.0041 each · 33% cached'],
      [9, 'a1', '$0.0035 so far · 1 call'],
    ]);
  });
});

describe('messages from the webview', () => {
  test.each([
    [{ type: 'ready' }, { type: 'ready' }],
    [
      { type: 'select', run: 'ab' },
      { type: 'select', run: 'ab' },
    ],
    [
      { type: 'openSite', run: 'ab', site: 2 },
      { type: 'openSite', run: 'ab', site: 2 },
    ],
    [
      { type: 'action', action: 'stopRun', run: 'ab' },
      { type: 'action', action: 'stopRun', run: 'ab' },
    ],
  ])('%j is one', (raw, message) => {
    expect(parseFromWebview(raw)).toEqual(message);
  });

  test.each([
    [null],
    ['ready'],
    [{ type: 'select' }],
    [{ type: 'select', run: 7 }],
    [{ type: 'openSite', run: 'ab', site: -1 }],
    [{ type: 'openSite', run: 'ab', site: 0.5 }],
    [{ type: 'action', action: 'workbench.action.quit' }],
    [{ type: '__proto__' }],
  ])('%j is none', raw => {
    expect(parseFromWebview(raw)).toBeUndefined();
  });
});
