/** Names and opens a log file in `<dir>/runs/<UTC date>/`. */
import { posix, win32 } from 'node:path';
import { type Files, now, randomHex } from '../platform.ts';

/** Opens a new file for this process and thread, creating the folders above it. */
export function openLogFile(files: Files, dir: string, pid: number, tid: number): number {
  const { join } = process.platform === 'win32' ? win32 : posix;
  const at = now();
  const folder = join(dir, 'runs', new Date(at).toISOString().slice(0, 10));
  ensureLogFolder(files, dir, join(dir, '.gitignore'));
  files.makeFolder(folder);
  return files.openSync(join(folder, `${Math.floor(at)}-${pid}-${tid}-${randomHex(6)}.jsonl`), 'ax', 0o600);
}

// Logs are no part of a repository. The file is written only with the folder, so whoever deletes it has the last word.
export function ensureLogFolder(files: Files, dir: string, ignore: string): void {
  if (files.existsSync(dir)) return;
  files.makeFolder(dir);
  const fd = files.openSync(ignore, 'w', 0o644);
  try {
    files.writeSync(fd, Buffer.from('*\n'), 0);
  } finally {
    files.closeSync(fd);
  }
}
