import { describe, expect, test } from 'vitest';
import type { RunRow } from '../../src/core/views/dashboard.ts';
import type { GroupRow } from '../../src/core/views/insight.ts';
import { parseFromWebview } from '../../src/core/views/messages.ts';
import { arrangeGroups, type GroupKey, sortGroupsBy } from '../../src/webview/models/sort.ts';
import { parseToWebview } from '../../src/webview/receive.ts';
import { merge } from '../../src/webview/runs/merge.ts';
import { arrange, sortBy } from '../../src/webview/runs/sort.ts';
import { parseSaved } from '../../src/webview/saved.ts';
import { answerTo } from './harness/sample-insights.ts';
import { SAMPLES } from './harness/samples.ts';

describe('a message of the host', () => {
  const { model, columns, runs } = SAMPLES.loop();
  const turns = { type: 'turns', run: 'a', from: 0, columns: columns(0, 3) };

  test.each([{ type: 'model', model }, { type: 'runs', update: runs }, turns, { type: 'reveal', tab: 'runs' }])(
    'is taken as it is',
    message => {
      expect(parseToWebview(message)).toBe(message);
    },
  );

  test.each([
    undefined,
    'model',
    { type: 'unknown' },
    { type: 'model', model: {} },
    { type: 'model', model: { ...model, runCount: '214' } },
    { type: 'runs' },
    { type: 'runs', update: { ...runs, rows: {} } },
    { type: 'runs', update: { ...runs, whole: 1 } },
    { type: 'reveal', tab: '__proto__' },
    { ...turns, from: 0.5 },
    { ...turns, run: 7 },
    { ...turns, columns: { ...turns.columns, flags: new Uint8Array(2) } },
    { ...turns, columns: { ...turns.columns, system: [1, 2, 3] } },
  ])('that is none is dropped (%#)', message => {
    expect(parseToWebview(message)).toBeUndefined();
  });
});

describe('a question of the webview', () => {
  const questions = [
    { type: 'explain', run: 'a' },
    { type: 'explain', run: 'a', turn: 0 },
    { type: 'whatIf', run: 'a' },
    { type: 'whatIfRuns' },
    { type: 'whatIfRuns', runs: ['a', 'b'] },
    { type: 'show', tab: 'models' },
  ] as const;

  test.each(questions)('%j and its answer are taken as they are', question => {
    expect(parseFromWebview(question)).toEqual(question);
    const answer = answerTo(question, 1, []);
    expect(parseToWebview(answer)).toBe(answer);
  });

  test.each([
    { type: 'openPlace', key: '=/a.mjs:3' },
    { type: 'muteFinding', run: 'a', finding: 0 },
    { type: 'openFinding', run: 'a', finding: 2 },
    { type: 'action', action: 'setModelPrice', model: 'house-model-7' },
  ])('%j is taken as it is', message => {
    expect(parseFromWebview(message)).toEqual(message);
  });

  test.each([
    { type: 'explain' },
    { type: 'explain', run: 'a', turn: -1 },
    { type: 'explain', run: 'a', turn: '0' },
    { type: 'whatIf' },
    { type: 'whatIfRuns', runs: 'a' },
    { type: 'whatIfRuns', runs: ['a', 7] },
    { type: 'show', tab: 'toString' },
    { type: 'openPlace', key: 7 },
    { type: 'muteFinding', run: 'a' },
    { type: 'muteFinding', finding: 0 },
    { type: 'action', action: 'setModelPrice' },
    { type: 'action', action: 'markLocal', model: '' },
    { type: 'action', action: 'aliasModel', model: 'x'.repeat(20_000) },
  ])('that is none is dropped (%#)', message => {
    expect(parseFromWebview(message)).toBeUndefined();
  });

  test.each([
    { type: 'explanation', run: 'a', view: {} },
    { type: 'explanation', view: { blocks: [] } },
    { type: 'models', view: { unpriced: [], comparisons: [] } },
    { type: 'whatIf', run: 'a', view: { models: [] } },
  ])('with an answer that is none gets none (%#)', message => {
    expect(parseToWebview(message)).toBeUndefined();
  });
});

describe('the saved state', () => {
  const fresh = parseSaved(undefined);

  test('survives', () => {
    const orders = { sort: { key: 'cost', ascending: true }, groupSort: { key: 'calls', ascending: false } } as const;
    const saved = { tab: 'runs', view: 'billing', ...orders, run: 'a' } as const;
    expect(parseSaved(saved)).toEqual(saved);
  });

  test.each([
    null,
    7,
    {},
    { tab: 'gone', view: 1, sort: 'x', run: 7 },
    { sort: { key: 'toString' }, groupSort: { key: 'started' } },
  ])('%j is as good as none', value => {
    expect(parseSaved(value)).toEqual(fresh);
  });
});

describe('the list of runs', () => {
  const row = (id: string, rest: Partial<RunRow>): RunRow => ({
    ...{
      id,
      name: id,
      state: 'ok',
      stateText: 'done',
      startedAt: 0,
      lastAt: 0,
      turns: 0,
      tokens: 0,
      nano: 0,
      costText: '',
      findings: 0,
    },
    ...rest,
  });
  const runs = [
    row('b10', { startedAt: 3, nano: 5, budgetRatio: 0.5 }),
    row('b9', { startedAt: 2, nano: 9, stateText: 'Failed' }),
    row('a', { startedAt: 1, nano: 5, budgetRatio: 0.9 }),
  ];
  const ids = (filter: string, key: Parameters<typeof sortBy>[0], ascending: boolean) =>
    arrange(runs, filter, { key, ascending }).map(run => run.id);

  test.each([
    ['', 'started', false, ['b10', 'b9', 'a']],
    ['', 'name', true, ['a', 'b9', 'b10']],
    ['', 'cost', false, ['b9', 'b10', 'a']],
    ['', 'budget', false, ['a', 'b10', 'b9']],
    ['', 'budget', true, ['b10', 'a', 'b9']],
    [' B', 'name', true, ['b9', 'b10']],
    ['fail', 'name', true, ['b9']],
    ['(', 'name', true, []],
  ] as const)('filtered by "%s", sorted by %s (ascending: %s)', (filter, key, ascending, expected) => {
    expect(ids(filter, key, ascending)).toEqual(expected);
  });

  test('takes what has changed in the place of what it was, and all where it is all', () => {
    const update = { rows: [row('c', {}), row('b9', { turns: 7 })], whole: false, footer: '4 runs' };
    const merged = merge(runs, update);
    expect(merged.rows.map(({ id, turns }) => [id, turns])).toEqual([
      ['b10', 0],
      ['b9', 7],
      ['a', 0],
      ['c', 0],
    ]);
    expect(merged.footer).toBe('4 runs');
    expect(merge(runs, { ...update, whole: true }).rows).toEqual(update.rows);
  });

  test('a header sorts largest first, names from A, and turns round when it is asked again', () => {
    expect(sortBy('cost', { key: 'started', ascending: false })).toEqual({ key: 'cost', ascending: false });
    expect(sortBy('cost', { key: 'cost', ascending: false })).toEqual({ key: 'cost', ascending: true });
    expect(sortBy('name', { key: 'cost', ascending: false })).toEqual({ key: 'name', ascending: true });
  });
});

describe('the list by model', () => {
  const row = (name: string, rest: Partial<GroupRow> = {}): GroupRow => ({
    ...{ key: `=${name}`, name, runs: 1, calls: 1, input: 0, output: 0, costText: '' },
    ...rest,
  });
  const rows = [row('gpt-10', { nano: 5, share: 1 }), row('house'), row('gpt-9', { nano: 0 })];
  const names = (key: GroupKey, ascending: boolean) => arrangeGroups(rows, { key, ascending }).map(({ name }) => name);

  test('is sorted either way round, what has no price last', () => {
    expect(names('cost', false)).toEqual(['gpt-10', 'gpt-9', 'house']);
    expect(names('cost', true)).toEqual(['gpt-9', 'gpt-10', 'house']);
    expect(names('share', true)).toEqual(['gpt-10', 'house', 'gpt-9']);
    expect(names('name', true)).toEqual(['gpt-9', 'gpt-10', 'house']);
  });

  test('a click on a header turns it round, or begins with what one looks for first', () => {
    expect(sortGroupsBy('cost', { key: 'cost', ascending: false })).toEqual({ key: 'cost', ascending: true });
    expect(sortGroupsBy('calls', { key: 'cost', ascending: true })).toEqual({ key: 'calls', ascending: false });
    expect(sortGroupsBy('name', { key: 'cost', ascending: true })).toEqual({ key: 'name', ascending: true });
  });
});
