/** `<dir>/content/<run>/<span>.jsonl`: the prompt of a call, and its answer when there is one. Readable by the user alone. */
import { join } from 'node:path';
import type { Files } from '../platform.ts';
import type { Message } from './text.ts';

/** A line of the file. */
export interface ContentLine {
  readonly t: 'prompt' | 'answer';
  readonly v: 1;
  readonly ts: number;
  readonly messages: readonly (Message & { readonly left_out?: number })[];
  /** messages that were left out, for their number or their size */
  readonly left_out?: number;
}

/** Room for one process, in bytes: a run that goes on for days does not fill the disk. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Appends lines, as long as there is room. Throws what the file system throws. */
export function contentFiles(files: Files, dir: string): (run: string, span: string, line: ContentLine) => void {
  const state = { room: MOST_BYTES };
  return (run, span, line) => {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    // The log's own folder is the log's to make, with what keeps it out of a repository.
    if (bytes.length > state.room || !files.existsSync(dir)) return;
    state.room -= bytes.length;
    const folder = join(dir, 'content', run);
    files.makeFolder(folder, 0o700);
    append(files, join(dir, 'content', '.gitignore'), Buffer.from('*\n'), 'wx');
    append(files, join(folder, `${span}.jsonl`), bytes, 'a');
  };
}

function append(files: Files, path: string, bytes: Buffer, flags: 'a' | 'wx'): void {
  // Whoever commits logs does not mean these: the folder keeps itself out, whatever the one around it says.
  if (flags === 'wx' && files.existsSync(path)) return;
  const fd = files.openSync(path, flags, 0o600);
  try {
    for (let offset = 0; offset < bytes.length; ) offset += files.writeSync(fd, bytes, offset);
  } finally {
    files.closeSync(fd);
  }
}
