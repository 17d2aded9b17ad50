import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type Line, MAX_LINE_BYTES } from '../../src/core/wire.ts';
import { createLog, encodeLine } from '../../src/recorder/node/log/log.ts';
import { openLogFile } from '../../src/recorder/node/log/open.ts';
import { createWriter, MAX_FILE_BYTES, type WriterOptions } from '../../src/recorder/node/log/writer.ts';
import { type Files, nodeFiles } from '../../src/recorder/node/platform.ts';
import { temporaryFolder } from './support/agent.ts';

/** A writer into memory, whose disk can be made to fail. */
function memory(fail: Partial<Files> = {}, more: Partial<WriterOptions> = {}) {
  const state = { opened: 0, text: '', now: 0 };
  const files: Files = {
    ...nodeFiles,
    closeSync: () => undefined,
    isLinked: () => true,
    writeSync(_, bytes, offset) {
      state.text += Buffer.from(bytes).toString('utf8', offset);
      return bytes.length - offset;
    },
    ...fail,
  };
  const onSilent = vi.fn();
  const writer = createWriter({
    files,
    now: () => state.now,
    open: () => ++state.opened,
    header: first => [first ? 'header' : 'again'],
    onSilent,
    ...more,
  });
  return { writer, state, onSilent };
}

test('nothing is opened before the first line; then the header comes first', () => {
  const { writer, state } = memory();
  expect([writer.begun, state.opened]).toEqual([false, 0]);
  writer.write('one');
  writer.write('two', 'three');
  expect([writer.begun, state.opened, state.text]).toEqual([true, 1, 'header\none\ntwo\nthree\n']);
});

test('a partial write is finished', () => {
  let text = '';
  const { writer } = memory({
    writeSync(_, bytes, offset) {
      text += Buffer.from(bytes).toString('utf8', offset, offset + 3);
      return Math.min(3, bytes.length - offset);
    },
  });
  writer.write('one');
  expect(text).toBe('header\none\n');
});

test('a line that a full disk cut costs no other line', () => {
  let room = 12;
  let text = '';
  const { writer, onSilent } = memory({
    writeSync(_, bytes, offset) {
      if (room <= 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      const count = Math.min(room, bytes.length - offset);
      room -= count;
      text += Buffer.from(bytes).toString('utf8', offset, offset + count);
      return count;
    },
  });
  writer.write('0123456789');
  writer.write('lost');
  room = 1000;
  writer.write('kept');
  expect(text).toBe('header\n01234\nkept\n');
  expect(onSilent).not.toHaveBeenCalled();
});

test('after three errors in a row it is silent, and says so once', () => {
  const { writer, onSilent, state } = memory({
    writeSync() {
      throw Object.assign(new Error('no'), { code: 'EACCES' });
    },
  });
  for (let line = 0; line < 10; line++) writer.write('x');
  expect(onSilent).toHaveBeenCalledOnce();
  expect(state.opened).toBeLessThanOrEqual(3);
});

test('a full file is left for a new one', () => {
  const { writer, state } = memory();
  const line = 'x'.repeat(1024 * 1024 - 1);
  for (let megabyte = 0; megabyte < MAX_FILE_BYTES / (1024 * 1024); megabyte++) writer.write(line);
  expect(state.opened).toBe(1);
  writer.write('next');
  expect(state.opened).toBe(2);
  expect(state.text.endsWith('again\nnext\n')).toBe(true);
});

test('a file that was deleted is left for a new one', () => {
  let linked = true;
  const { writer, state } = memory({ isLinked: () => linked });
  writer.write('one');
  linked = false;
  state.now = 1000;
  writer.write('two');
  expect(state.text).toBe('header\none\nagain\ntwo\n');
});

describe('on a disk', () => {
  const log = (dir: string, warn = vi.fn()) => {
    vi.stubEnv('SPANMETER_DIR', dir);
    const made = createLog({ files: nodeFiles, cwd: dir, repeat: () => [], warn });
    void made.place;
    vi.unstubAllEnvs();
    return { ...made, write: made.write, warn };
  };
  const event = (type: string): Line => ({ t: 'event', ts: 1, run: 'a'.repeat(32), type, data: { a: 1 } });
  const filesIn = (dir: string) =>
    readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.jsonl'));

  test('one file for this process and thread, for the user alone, in a folder that git leaves out', () => {
    const dir = join(temporaryFolder(), '.spanmeter');
    const { write } = log(dir);
    expect(existsSync(dir)).toBe(false);
    write(event('a'), event('b'));
    const [file = ''] = filesIn(dir);
    expect(file).toMatch(new RegExp(`^runs/\\d{4}-\\d\\d-\\d\\d/\\d{13}-${process.pid}-\\d+-[0-9a-f]{6}\\.jsonl$`));
    expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dir, '.gitignore'), 'utf8')).toBe('*\n');
    const lines = readFileSync(join(dir, file), 'utf8').trimEnd().split('\n');
    expect(lines.map(line => JSON.parse(line).t)).toEqual(['process', 'event', 'event']);
    // An event's own fields stand beside the others.
    expect(JSON.parse(lines[1] ?? '')).toEqual({ t: 'event', ts: 1, run: 'a'.repeat(32), type: 'a', a: 1 });
    expect(lines.every(line => line.startsWith('{"t":'))).toBe(true);
  });

  test('a folder that is there keeps its .gitignore, or its lack of one', () => {
    const dir = temporaryFolder();
    log(dir).write(event('a'));
    expect(existsSync(join(dir, '.gitignore'))).toBe(false);
  });

  test('a folder that cannot be written costs one sentence', () => {
    const dir = join(temporaryFolder(), 'file');
    writeFileSync(dir, 'not a folder');
    const { write, warn } = log(join(dir, 'log'));
    for (let line = 0; line < 5; line++) write(event('a'));
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls[0]?.[0]).toMatch(/^cannot write to .*ENOTDIR/);
  });

  test('names never collide', () => {
    const dir = temporaryFolder();
    mkdirSync(dir, { recursive: true });
    for (let file = 0; file < 20; file++) nodeFiles.closeSync(openLogFile(nodeFiles, dir, 1, 0));
    expect(filesIn(dir)).toHaveLength(20);
    chmodSync(dir, 0o700);
    rmSync(dir, { recursive: true });
  });
});

test('no line is longer than the format allows', () => {
  const items = Array.from({ length: 300 }, (_, index) => ({ name: `${index}`.padEnd(128, 'n'), bytes: 10 }));
  const results = Array.from({ length: 5000 }, (_, index) => ({
    id: `call_${index}`.padEnd(60, 'x'),
    result: 'a'.repeat(16),
    bytes: 1,
  }));
  const request: Line = {
    t: 'request',
    span: 'b'.repeat(16),
    parts: { tools: { n: 300, bytes: 1, items } },
    tool_results: results,
  };
  const start: Line = {
    t: 'start',
    ts: 1,
    run: 'a',
    span: 'b',
    kind: 'llm',
    name: 'x',
    a: {},
    meta: { long: 'é'.repeat(40_000) },
  };
  for (const line of [request, start]) {
    const text = encodeLine(line);
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_LINE_BYTES);
    expect(JSON.parse(text)).toMatchObject({ t: line.t, span: line.span });
  }
  expect(JSON.parse(encodeLine(request)).tool_results.at(-1)).toEqual(results.at(-1));
});
