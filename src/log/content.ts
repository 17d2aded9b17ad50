/** Prompts and answers beside the log: `<dir>/content/<run>/<span>.jsonl`, there only for runs that asked for it. */
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptCall } from '../core/views/content.ts';

const FOLDER = 'content';
/** More than the recorder writes of one call. */
const MOST_BYTES = 4 * 1024 * 1024;
/** Ids come from logs, which anyone may have written: nothing else becomes part of a path. */
const RUN = /^[0-9a-f]{32}$/;
const SPAN = /^[0-9a-f]{16}$/;

/** What was kept of these calls. Calls of which nothing was are left out. */
export async function readContent(dir: string, run: string, spans: readonly string[]): Promise<readonly KeptCall[]> {
  if (!RUN.test(run)) return [];
  const found: KeptCall[] = [];
  for (const span of spans.filter(id => SPAN.test(id))) {
    const text = await readText(join(dir, FOLDER, run, `${span}.jsonl`));
    if (text !== undefined) found.push({ span, lines: text.split('\n').filter(line => line !== '') });
  }
  return found;
}

/** Deletes all that was kept. Returns of how many runs. */
export async function deleteContent(dir: string): Promise<number> {
  const runs = await keptRuns(dir);
  // Never follows a link: of one that stands in its place, only the link goes.
  await rm(join(dir, FOLDER), { recursive: true, force: true });
  return runs;
}

/** Of how many runs something is kept. */
export async function keptRuns(dir: string): Promise<number> {
  try {
    return (await readdir(join(dir, FOLDER))).filter(name => RUN.test(name)).length;
  } catch {
    // No such folder: nothing was kept.
    return 0;
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.min(size, MOST_BYTES));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return bytes.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    // The usual case: nobody asked for it.
    return undefined;
  }
}
