import { expect, test } from 'vitest';
import { Insights } from '../../src/vscode/insights.ts';
import { LogBuilder, RUN } from '../support/log.ts';
import { price } from '../support/pricer.ts';
import { snapshotOf } from '../support/snapshot.ts';

const log = new LogBuilder().run();
log.call({ site: ['/home/dev/a.mjs', 3] });
const { runs } = snapshotOf(log.lines);

test('answers what is asked, with the run and turn it was asked for', () => {
  const insights = new Insights(price);
  expect(insights.answer({ type: 'explain', run: RUN }, runs)).toMatchObject({ type: 'explanation', run: RUN });
  expect(insights.answer({ type: 'explain', run: RUN, turn: 0 }, runs)).toMatchObject({ turn: 0 });
  expect(insights.answer({ type: 'whatIf', run: RUN }, runs)).toMatchObject({ type: 'whatIf', view: { turns: 1 } });
});

test('answers for all runs, or for those that are listed', () => {
  const insights = new Insights(price);
  const two = snapshotOf([...log.lines, ...new LogBuilder().run({ run: 'b2' }).lines]).runs;
  expect(two).toHaveLength(2);
  expect(insights.answer({ type: 'whatIfRuns' }, two)).toMatchObject({ view: { runs: 2, tokens: 1100 } });
  expect(insights.answer({ type: 'whatIfRuns', runs: [RUN, 'gone'] }, two)).toMatchObject({ view: { runs: 1 } });
  expect(insights.answer({ type: 'whatIfRuns', runs: [] }, two)).toMatchObject({
    view: { runs: 0, models: [], others: [{}, {}] },
  });
});

test('has no answer about what it does not know', () => {
  const insights = new Insights(price);
  expect(insights.answer({ type: 'explain', run: 'gone' }, runs)).toBeUndefined();
  expect(insights.answer({ type: 'explain', run: RUN, turn: 1 }, runs)).toBeUndefined();
});

test('asks for the prices of the project that the run is of', () => {
  const asked = new Set<string | undefined>();
  const insights = new Insights((call, usage, dir) => {
    asked.add(dir);
    return price(call, usage);
  });
  insights.answer({ type: 'whatIf', run: RUN }, runs);
  expect([...asked]).toEqual(['/log']);
  asked.clear();
  const other = runs.map(run => ({ ...run, id: 'b', dir: '/other' }));
  insights.answer({ type: 'whatIfRuns' }, [...runs, ...other]);
  expect([...asked].sort()).toEqual(['/log', '/other']);
});

test('opens only places that it has shown', () => {
  const insights = new Insights(price);
  expect(insights.place('=/home/dev/a.mjs:3')).toBeUndefined();
  insights.models(runs);
  expect(insights.place('=/home/dev/a.mjs:3')).toMatchObject({ file: '/home/dev/a.mjs', line: 3 });
  expect(insights.place('=/etc/passwd:1')).toBeUndefined();
});
