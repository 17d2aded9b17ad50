/** Who holds a reservation, and whether that process is still there. */
import { hostname } from 'node:os';
import { fingerprint } from '../../../../core/budgets/accounts.ts';
import type { Holder } from '../../../../core/budgets/ledger-line.ts';
import { builtin } from '../../platform.ts';

/** A call that takes longer than this is taken for forgotten. */
const EXPIRY_MS = 60 * 60_000;
/** A process that was there a moment ago is not looked for again. */
const LOOK_EVERY_MS = 1000;

export interface Processes {
  readonly self: Holder;
  /** whether nobody will settle this reservation any more */
  isGone(holder: Holder, at: number): boolean;
}

const kill = process.kill.bind(process);
const { readFileSync, readlinkSync } = builtin('node:fs');

export function createProcesses(now: () => number): Processes {
  const namespace = quietly(() => readlinkSync('/proc/self/ns/pid')) ?? '';
  const self: Holder = {
    pid: process.pid,
    start: startOf(process.pid) ?? 0,
    host: fingerprint(`${hostname()}\n${namespace}`).slice(0, 8),
  };
  const alive = new Map<string, number>();
  return {
    self,
    isGone(holder, at) {
      if (now() - at > EXPIRY_MS) return true;
      // On another machine, or in another container, the number means another process.
      if (holder.host !== self.host) return false;
      if (holder.pid === self.pid) return holder.start !== self.start;
      const key = `${holder.pid}.${holder.start}`;
      if (now() - (alive.get(key) ?? 0) < LOOK_EVERY_MS) return false;
      if (!isRunning(holder)) return true;
      alive.set(key, now());
      return false;
    },
  };
}

function isRunning({ pid, start }: Holder): boolean {
  try {
    kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const began = startOf(pid);
  // Ids are used again: it is the same process only if it began when the other did.
  return began === undefined || start === 0 || began === start;
}

/** When a process began, in clock ticks since the machine did; −1 where it has ended, and undefined where that can't be known. */
function startOf(pid: number): number | undefined {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The command's name, in parentheses, may hold anything. Behind it: the state, and 19 fields on the start.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  if (fields[0] === 'Z') return -1;
  const ticks = Number(fields[19]);
  return Number.isSafeInteger(ticks) ? ticks : undefined;
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // Only Linux tells; elsewhere a process's number alone must do.
    return undefined;
  }
}
