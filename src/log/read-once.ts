/**
 * Reads a log folder once, as it is now: what the command line needs, without watches and timers. Files are read in
 * the order of their names, which is that of their beginnings, so the same folder always gives the same snapshot.
 */
import { readdirSync, type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Pricer } from '../core/calls.ts';
import { Ledger, type RulesFor } from '../core/ledger.ts';
import type { Snapshot } from '../core/model.ts';
import { readAtOnce, Slices } from './history.ts';
import { isAlive, parseLogName } from './liveness.ts';
import { LineReader } from './read-lines.ts';
import { createSourceMaps } from './source-maps.ts';

export interface ReadOptions {
  readonly price: Pricer;
  /** what the user wants of analyses; nothing special, where absent */
  readonly rules?: RulesFor;
  /** Unix milliseconds: files that were last written before are passed over; all are read, where absent */
  readonly since?: number;
  /** Unix milliseconds */
  readonly now?: number;
  /** also gets every line as it stands in a file, for what a snapshot does not keep */
  readonly each?: (line: string, file: string) => void;
}

/** `absent`: nothing was ever recorded there. */
type ReadState = { readonly kind: 'read' | 'absent' } | { readonly kind: 'unreadable'; readonly why: string };

export interface LogReading {
  readonly state: ReadState;
  readonly snapshot: Snapshot;
  /** log files there are, and how many of them were read */
  readonly files: number;
  readonly read: number;
  /** files whose process is alive */
  readonly live: number;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** A process that can't be seen (another container) counts as alive while its file was written within this time. */
const UNSEEN_ALIVE_MS = 10_000;

/** Reads `<dir>/runs/`. Never rejects: what can't be read is told, and the rest stands. */
export async function readOnce(dir: string, options: ReadOptions): Promise<LogReading> {
  const { price, rules, since, now = Date.now(), each } = options;
  const ledger = new Ledger(price, { mapSite: createSourceMaps(), rules });
  const slices = new Slices();
  const found = findFiles(join(dir, 'runs'), (path, error) =>
    ledger.reject('a folder of logs that can not be read', `${path}: ${messageOf(error)}`),
  );
  const sums = { read: 0, live: 0 };
  for (const { path, stats } of found.files) {
    if (since !== undefined && stats.mtimeMs < since) continue;
    await slices.pause();
    const live = isWritten(path, stats, now);
    ledger.setAlive(path, live);
    sums.read++;
    if (live) sums.live++;
    const take = (lines: readonly string[]): void => {
      ledger.apply({ file: path, dir }, lines);
      if (each !== undefined) for (const line of lines) each(line, path);
    };
    try {
      const tooLong = await readFile(path, live, take, slices);
      for (let i = 0; i < tooLong; i++) ledger.reject('a line longer than 1 MiB', path);
    } catch (error) {
      // Deleting a log is the user's right, also between two of our steps.
      if (codeOf(error) !== 'ENOENT') ledger.reject('a log file that can not be read', `${path}: ${messageOf(error)}`);
    }
  }
  return { state: found.state, snapshot: ledger.snapshot(), files: found.files.length, ...sums };
}

interface FoundFile {
  readonly path: string;
  readonly stats: Stats;
}

interface Found {
  readonly state: ReadState;
  readonly files: readonly FoundFile[];
}

function findFiles(runs: string, failed: (path: string, error: unknown) => void): Found {
  const files: FoundFile[] = [];
  let days: readonly string[];
  try {
    days = readdirSync(runs)
      .filter(name => DAY.test(name))
      .sort();
  } catch (error) {
    const gone = codeOf(error) === 'ENOENT';
    return { state: gone ? { kind: 'absent' } : { kind: 'unreadable', why: messageOf(error) }, files };
  }
  for (const day of days) {
    const folder = join(runs, day);
    try {
      for (const name of readdirSync(folder).sort()) {
        const path = join(folder, name);
        const stats = name.endsWith('.jsonl') ? statSync(path, { throwIfNoEntry: false }) : undefined;
        if (stats?.isFile()) files.push({ path, stats });
      }
    } catch (error) {
      failed(folder, error);
    }
  }
  return { state: { kind: 'read' }, files };
}

function isWritten(path: string, stats: Stats, now: number): boolean {
  const name = parseLogName(basename(path));
  return name !== undefined && (isAlive(name) || now - stats.mtimeMs < UNSEEN_ALIVE_MS);
}

/** Returns how many lines were too long. Of a live file only whole lines are read: the last one may be half written. */
async function readFile(
  path: string,
  live: boolean,
  take: (lines: readonly string[]) => void,
  slices: Slices,
): Promise<number> {
  const lines = live ? undefined : readAtOnce(path);
  if (lines !== undefined) {
    take(lines);
    return 0;
  }
  const reader = new LineReader(path);
  let tooLong = 0;
  for (;;) {
    await slices.pause();
    const reading = reader.read();
    tooLong += reading.tooLong;
    take(reading.lines);
    if (reading.bytes === 0 && !reading.more) return tooLong;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
