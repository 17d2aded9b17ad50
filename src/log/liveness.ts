/** Whether the process that writes a log file is still alive. */
import { readFileSync, statSync } from 'node:fs';

/** What a log file's name says: `<startMs>-<pid>-<tid>-<rand>.jsonl`. */
export interface LogName {
  readonly startedAt: number;
  readonly pid: number;
}

/** Undefined for a name that is not one of ours (an imported file, a renamed one): whose it is can't be told. */
export function parseLogName(name: string): LogName | undefined {
  const match = /^(\d{12,14})-(\d{1,10})-\d+-\w+\.jsonl$/.exec(name);
  return match ? { startedAt: Number(match[1]), pid: Number(match[2]) } : undefined;
}

/** Whether a process runs under this id that can have begun the file: ids are used again. */
export function isAlive({ pid, startedAt }: LogName): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const began = processStart(pid);
  // Boot time is known to the second only, and clocks are set: leave some room.
  return began === undefined || began <= startedAt + 3000;
}

/** When a process began, Unix milliseconds. Known on Linux only. */
function processStart(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // The command's name, in parentheses, may hold anything; the fields behind it are numbers. The 20th is the start, in ticks.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ');
    const boot = /^btime (\d+)/m.exec(readFileSync('/proc/stat', 'utf8'));
    const ticks = Number(fields[19]);
    return boot && Number.isFinite(ticks) ? Number(boot[1]) * 1000 + ticks * 10 : undefined;
  } catch {
    // Hidden or gone in between: then the id alone must do.
    return undefined;
  }
}

/** Milliseconds since a file was last written, or undefined where it is gone, or is none. */
export function fileAge(path: string, now: number): number | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() ? now - stats.mtimeMs : undefined;
  } catch {
    // Gone: it has no age.
    return undefined;
  }
}
