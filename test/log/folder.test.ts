import { appendFileSync, chmodSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type FolderOptions, LogFolder } from '../../src/log/folder.ts';
import { tempDir, until } from './temp.ts';

const today = new Date().toISOString().slice(0, 10);
const own = `${Date.now()}-${process.pid}-0-aaaa.jsonl`;
/** No process has this id: it is beyond what Linux hands out. */
const gone = `${Date.now() - 60_000}-4999999-0-bbbb.jsonl`;

function follow(dir: string, options?: FolderOptions) {
  const lines: string[] = [];
  const alive = new Map<string, boolean>();
  const rejected: string[] = [];
  const events = {
    lines: (_file: string, more: readonly string[]) => void lines.push(...more),
    alive: (file: string, is: boolean) => void alive.set(file, is),
    rejected: (reason: string) => void rejected.push(reason),
  };
  const folder = new LogFolder(dir, events, options);
  onTestFinished(() => folder.dispose());
  return { folder, lines, alive, rejected };
}

function day(dir: string, name = today): string {
  const path = join(dir, 'runs', name);
  mkdirSync(path, { recursive: true });
  return path;
}

describe('finds', () => {
  test('what was there before, live or finished', async () => {
    const dir = tempDir();
    writeFileSync(join(day(dir), own), 'live\n');
    const old = join(day(dir, '2026-01-02'), gone);
    writeFileSync(old, 'old\n');
    utimesSync(old, 1_767_300_000, 1_767_300_000);
    const { folder, lines, alive } = follow(dir);
    await folder.start();
    await until('both', () => lines.length === 2);
    expect(lines.sort()).toEqual(['live', 'old']);
    expect([...alive.values()]).toEqual([true]);
  });

  test('a folder that did not exist, a new day, a new file, a new line', async () => {
    const dir = join(tempDir(), '.spanmeter');
    const { folder, lines } = follow(dir);
    await folder.start();
    expect(folder.state.value).toEqual({ kind: 'absent' });
    const file = join(day(dir), own);
    writeFileSync(file, 'first\n');
    await until('the first line', () => lines.includes('first'));
    expect(folder.state.value).toEqual({ kind: 'watching' });
    appendFileSync(file, 'second\n');
    await until('the second line', () => lines.includes('second'));
    writeFileSync(join(day(dir), own.replace('aaaa', 'cccc')), 'third\n');
    await until('the third line', () => lines.includes('third'));
  });

  test('a finished file that comes late: copied, restored, or of another name', async () => {
    const dir = tempDir();
    const { folder, lines } = follow(dir);
    writeFileSync(join(day(dir), own), 'live\n');
    await folder.start();
    // It is there at once with its old time, as an archive restores it.
    const outside = join(dir, 'copied');
    for (const name of [gone, 'renamed.jsonl']) {
      writeFileSync(outside, `${name}\n`);
      utimesSync(outside, 1_767_300_000, 1_767_300_000);
      renameSync(outside, join(day(dir), name));
    }
    await until('all', () => lines.length === 3);
    expect(lines.toSorted()).toEqual([gone, 'live', 'renamed.jsonl'].toSorted());
  });

  test('what a process that can’t be seen writes after a long silence', async () => {
    const dir = tempDir();
    const file = join(day(dir), gone);
    writeFileSync(file, 'before\n');
    const clock = { ahead: 0 };
    const { folder, lines, alive } = follow(dir, { now: () => Date.now() + clock.ahead });
    await folder.start();
    await until('the first line', () => lines.includes('before'));
    clock.ahead = 11_000;
    await until('that it is taken for gone', () => alive.get(file) === false);
    clock.ahead = 0;
    appendFileSync(file, 'after\n');
    await until('the line after', () => lines.includes('after'));
    await until('that it is alive', () => alive.get(file) === true);
  });

  test('a long finished file whole, in its order, and the line that was never ended', async () => {
    const dir = tempDir();
    const wanted = Array.from({ length: 1001 }, (_, i) => `line ${i}`);
    const file = join(day(dir), gone);
    writeFileSync(file, wanted.join('\n'));
    utimesSync(file, 1_767_300_000, 1_767_300_000);
    const { folder, lines } = follow(dir);
    await folder.start();
    expect(lines).toEqual(wanted);
  });

  test('every line of a burst, whatever the watcher drops', async () => {
    const dir = tempDir();
    const file = join(day(dir), own);
    writeFileSync(file, '');
    const { folder, lines } = follow(dir);
    await folder.start();
    const wanted = Array.from({ length: 60 }, (_, i) => `line ${i}`);
    for (const line of wanted) {
      appendFileSync(file, `${line}\n`);
      await new Promise(resolve => setTimeout(resolve, 4));
    }
    await until('all lines', () => lines.length === wanted.length, 1500);
    expect(lines).toEqual(wanted);
  });

  test('without a watch, a file that came within one tick of the clock that dates folders', async () => {
    const dir = tempDir();
    const tick = new Date();
    utimesSync(day(dir), tick, tick);
    const { folder, lines } = follow(dir, { watch: false });
    await folder.start();
    writeFileSync(join(day(dir), own), 'first\n');
    utimesSync(day(dir), tick, tick);
    await until('the line', () => lines.includes('first'));
  });

  test('the end of a process, after its last line', async () => {
    const dir = tempDir();
    const file = join(day(dir), gone.replace(/^\d+/, String(Date.now())));
    writeFileSync(file, 'last\n');
    const { folder, lines, alive } = follow(dir);
    await folder.start();
    await until('the last line', () => lines.includes('last'));
    // Written this moment by a process that can't be seen: alive until it has been silent for ten seconds.
    expect(alive.get(file)).toBe(true);
  });
});

describe('survives', () => {
  test('a folder that is deleted and comes again', async () => {
    const dir = tempDir();
    writeFileSync(join(day(dir), own), 'before\n');
    const { folder, lines } = follow(dir);
    await folder.start();
    await until('the line before', () => lines.includes('before'));
    rmSync(join(dir, 'runs'), { recursive: true });
    await until('absence', () => folder.state.value.kind === 'absent');
    writeFileSync(join(day(dir), own), 'after\n');
    await until('the line after', () => lines.includes('after'));
  });

  test('other files and folders beside the logs', async () => {
    const dir = tempDir();
    mkdirSync(join(day(dir), 'folder.jsonl'));
    writeFileSync(join(day(dir), 'notes.txt'), 'no log\n');
    writeFileSync(join(day(dir), 'renamed.jsonl'), 'foreign\n');
    const { folder, lines, rejected } = follow(dir);
    await folder.start();
    await until('the only log', () => lines.length > 0);
    expect(lines).toEqual(['foreign']);
    expect(rejected).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'a folder it may not read, and says so',
    async () => {
      const dir = tempDir();
      day(dir);
      chmodSync(join(dir, 'runs'), 0o000);
      onTestFinished(() => chmodSync(join(dir, 'runs'), 0o700));
      const { folder } = follow(dir);
      await folder.start();
      expect(folder.state.value).toMatchObject({ kind: 'unreadable', why: expect.stringContaining('runs') });
    },
  );

  test('a file in the place of the folder, and says so', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'runs'), 'not a folder');
    const { folder } = follow(dir);
    await folder.start();
    expect(folder.state.value).toMatchObject({ kind: 'unreadable', why: expect.stringContaining('ENOTDIR') });
  });
});
