import { beforeAll, expect, test } from 'vitest';
import { page } from './matrix/page.ts';
import { ROWS, type Row } from './matrix/rows.ts';
import { type RowResult, runRow } from './matrix/run.ts';
import { judge } from './matrix/verdict.ts';

const found = new Map<Row, RowResult>();

beforeAll(async () => {
  const waiting = [...ROWS];
  const worker = async () => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) found.set(row, await runRow(row));
  };
  // Two at a time: the provider needs a processor as well.
  await Promise.all([worker(), worker()]);
});

test.each(ROWS)('$sdk, $api', row => {
  const { results = [], finished } = found.get(row) ?? {};
  expect([finished?.code, finished?.err]).toEqual([0, '']);
  expect(finished?.events.filter(event => event.type === 'recorder_error')).toEqual([]);
  expect(results.flatMap(result => judge(row, result).problems)).toEqual([]);
});

test('the matrix in the docs is the one that was found', async () => {
  const rows = ROWS.map(row => ({
    row,
    cells: new Map(found.get(row)?.results.map(result => [result.scenario, judge(row, result).cell])),
  }));
  await expect(page(rows)).toMatchFileSnapshot('../../../docs/matrix.md');
});
