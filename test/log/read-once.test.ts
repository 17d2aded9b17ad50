import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOnce } from '../../src/log/read-once.ts';
import { LogBuilder, RUN } from '../support/log.ts';
import { price } from '../support/pricer.ts';
import { tempDir } from './temp.ts';

/** No process has this id: it is beyond what Linux hands out. */
const GONE = '4999999';

function write(dir: string, day: string, name: string, text: string, ageMs = 3_600_000): string {
  const folder = join(dir, 'runs', day);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, text);
  const at = (Date.now() - ageMs) / 1000;
  utimesSync(path, at, at);
  return path;
}

function runLog(run: string, calls = 1): string {
  const log = new LogBuilder().run({ run, name: run });
  for (let i = 0; i < calls; i++) log.call({ run, span: `${run}-${i}` });
  return log.lines.map(line => `${line}\n`).join('');
}

const runsOf = (reading: Awaited<ReturnType<typeof readOnce>>) => reading.snapshot.runs.map(run => [run.id, run.state]);

test('reads all days in order; a run that lies in two files is one', async () => {
  const dir = tempDir();
  write(dir, '2026-11-21', `1795262400000-${GONE}-0-bbbb.jsonl`, runLog('bb'));
  write(dir, '2026-11-20', `1795176000000-${GONE}-0-aaaa.jsonl`, runLog('aa'));
  const more = new LogBuilder();
  more.call({ run: 'aa', span: 'aa-9' });
  write(dir, '2026-11-21', `1795262500000-${GONE}-0-cccc.jsonl`, `${more.lines.join('\n')}\n`);
  write(dir, 'not-a-day', 'x.jsonl', runLog('cc'));
  write(dir, '2026-11-20', 'notes.txt', 'rubbish');
  const files: string[] = [];
  const reading = await readOnce(dir, { price, each: (_line, file) => void files.push(file) });
  expect(reading).toMatchObject({ state: { kind: 'read' }, files: 3, read: 3, live: 0 });
  expect(runsOf(reading).sort()).toEqual([
    ['aa', 'interrupted'],
    ['bb', 'interrupted'],
  ]);
  expect(reading.snapshot.runs.find(run => run.id === 'aa')?.totals.nano).toBe(7_000_000);
  expect(files).toEqual([...files].sort());
});

test('since: files that were last written before are passed over', async () => {
  const dir = tempDir();
  write(dir, '2026-11-20', `1795176000000-${GONE}-0-aaaa.jsonl`, runLog('aa'), 3 * 86_400_000);
  write(dir, '2026-11-20', `1795176000001-${GONE}-0-bbbb.jsonl`, runLog('bb'));
  const reading = await readOnce(dir, { price, since: Date.now() - 86_400_000 });
  expect(runsOf(reading)).toEqual([['bb', 'interrupted']]);
  expect(reading).toMatchObject({ files: 2, read: 1 });
});

test('a live process is live, and its half-written line is left to come', async () => {
  const dir = tempDir();
  const own = `${Date.now()}-${process.pid}-0-aaaa.jsonl`;
  write(dir, '2026-11-20', own, `${runLog(RUN)}{"t":"start","ts":17`);
  const reading = await readOnce(dir, { price });
  expect(runsOf(reading)).toEqual([[RUN, 'live']]);
  expect(reading).toMatchObject({ live: 1, snapshot: { rejected: [] } });
});

test('what can not be read is counted, and the rest stands', async () => {
  const dir = tempDir();
  write(dir, '2026-11-20', `1795176000000-${GONE}-0-aaaa.jsonl`, `rubbish\n${runLog('aa')}{"t":"end","ts`);
  write(dir, '2026-11-20', `1795176000001-${GONE}-0-bbbb.jsonl`, `${'x'.repeat(5 * 1024 * 1024)}\n${runLog('bb')}`);
  const reading = await readOnce(dir, { price });
  expect(runsOf(reading)).toHaveLength(2);
  expect(reading.snapshot.rejected.map(({ reason, count }) => [reason, count])).toEqual([
    ['not JSON, or cut off', 2],
    ['a line longer than 1 MiB', 1],
  ]);
});

test.skipIf(process.getuid?.() === 0)('an unreadable folder is said', async () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'runs'));
  chmodSync(join(dir, 'runs'), 0);
  expect((await readOnce(dir, { price })).state.kind).toBe('unreadable');
});

test('a folder that is none: absent, or unreadable where something else is in its place', async () => {
  const dir = tempDir();
  expect((await readOnce(dir, { price })).state).toEqual({ kind: 'absent' });
  writeFileSync(join(dir, 'runs'), 'a file');
  expect(await readOnce(dir, { price })).toMatchObject({ state: { kind: 'unreadable' }, snapshot: { runs: [] } });
});
