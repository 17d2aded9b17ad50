import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deleteContent, keptRuns, readContent } from '../../src/log/content.ts';
import { tempDir } from './temp.ts';

const RUN = 'a'.repeat(32);
const SPAN = 'b'.repeat(16);

function kept(): string {
  const dir = tempDir();
  mkdirSync(join(dir, 'content', RUN), { recursive: true });
  writeFileSync(join(dir, 'content', RUN, `${SPAN}.jsonl`), '{"t":"prompt"}\n{"t":"answer"}\n');
  writeFileSync(join(dir, 'content', '.gitignore'), '*\n');
  return dir;
}

test('what was kept of a call is found by its id, and only that', async () => {
  const dir = kept();
  expect(await readContent(dir, RUN, [SPAN, 'c'.repeat(16)])).toEqual([
    { span: SPAN, lines: ['{"t":"prompt"}', '{"t":"answer"}'] },
  ]);
  expect(await readContent(tempDir(), RUN, [SPAN])).toEqual([]);
});

test('no id leads out of the folder', async () => {
  const dir = kept();
  writeFileSync(join(dir, 'secret.jsonl'), 'x');
  expect(await readContent(dir, '../content', [SPAN])).toEqual([]);
  expect(await readContent(dir, RUN, ['../../secret'])).toEqual([]);
});

test('is deleted as a whole, and nothing else is', async () => {
  const dir = kept();
  mkdirSync(join(dir, 'runs'));
  expect(await keptRuns(dir)).toBe(1);
  expect(await deleteContent(dir)).toBe(1);
  expect([existsSync(join(dir, 'content')), existsSync(join(dir, 'runs'))]).toEqual([false, true]);
  expect(await deleteContent(dir)).toBe(0);
});

test.skipIf(process.platform === 'win32')('of a link only the link is deleted', async () => {
  const [dir, other] = [tempDir(), kept()];
  symlinkSync(join(other, 'content'), join(dir, 'content'));
  await deleteContent(dir);
  expect(existsSync(join(dir, 'content'))).toBe(false);
  expect(await keptRuns(other)).toBe(1);
});
