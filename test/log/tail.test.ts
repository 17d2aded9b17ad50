import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Tail } from '../../src/log/tail.ts';
import { tempDir } from './temp.ts';

function tail(content: string) {
  const path = join(tempDir(), 'log.jsonl');
  writeFileSync(path, content);
  const lines: string[] = [];
  const failed: unknown[] = [];
  const events = {
    lines: (more: readonly string[]) => void lines.push(...more),
    tooLong: () => undefined,
    failed: (error: unknown) => void failed.push(error),
  };
  const made = new Tail(path, events);
  onTestFinished(() => made.dispose());
  return { path, lines, failed, tail: made };
}

test('a hint makes it read all that is there, however much', async () => {
  const wanted = Array.from({ length: 5000 }, (_, i) => `line ${i} ${'x'.repeat(300)}`);
  const { tail: one, lines } = tail(`${wanted.join('\n')}\n`);
  await one.hint();
  expect(lines).toEqual(wanted);
});

test('a hint while it reads makes it read again', async () => {
  const { path, tail: one, lines } = tail('a\n');
  const reading = one.hint();
  appendFileSync(path, 'b\n');
  await Promise.all([reading, one.hint()]);
  expect(lines).toEqual(['a', 'b']);
});

test('a look finds what nobody told of, and reads nothing twice', async () => {
  const { path, tail: one, lines } = tail('a\n');
  await one.look();
  await one.look();
  appendFileSync(path, 'b\nhal');
  await one.look();
  appendFileSync(path, 'f\n');
  await one.look();
  expect(lines).toEqual(['a', 'b', 'half']);
});

test('a file that is gone is told of', async () => {
  const { path, tail: one, failed } = tail('a\n');
  rmSync(path);
  await one.look();
  expect(failed).toMatchObject([{ code: 'ENOENT' }]);
});
