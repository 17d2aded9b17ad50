/**
 * Follows one log folder, `<dir>/runs/<UTC date>/*.jsonl`: live files are tailed, finished ones are read once, newest
 * first, and not watched. Says when the process behind a file is gone, and how the folder can be followed.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Observable } from '../core/event.ts';
import { Discovery } from './discovery.ts';
import { readAtOnce, Slices } from './history.ts';
import { fileAge, isAlive, parseLogName } from './liveness.ts';
import { Tail } from './tail.ts';

/** How often live files and today's folder are looked at, whatever the watchers say. */
const LOOK_MS = 400;
/** Processes are asked whether they live at each third look. */
const LIVENESS_EVERY = 3;
/** A process that can't be seen (another container, a file of another name) counts as alive while its file was written within this time. */
const UNSEEN_ALIVE_MS = 10_000;
/** For so long after its last line a silent one may still go on. */
const RESTING_MS = 3_600_000;
/** Lines of a finished file that are worked in between two looks at the clock: about a millisecond. */
const LINES_AT_ONCE = 200;
/** Days of finished runs that are read: the newest 14 in which anything ran. What is older is on disk, and in `spanmeter report`. */
const HISTORY_DAYS = 14;

export interface FolderOptions {
  /** Unix milliseconds */
  readonly now?: () => number;
  /** false: only look, twice a second, as where the system has no watches to give */
  readonly watch?: boolean;
}

export interface FolderEvents {
  lines(file: string, lines: readonly string[]): void;
  alive(file: string, alive: boolean): void;
  rejected(reason: string, example: string): void;
}

/** `absent`: nothing recorded yet. `polling`: watching is not possible here, so it is looked at twice a second. */
export type FolderState =
  | { readonly kind: 'absent' | 'watching' }
  | { readonly kind: 'polling' | 'unreadable'; readonly why: string };

interface Followed {
  readonly tail: Tail;
  /** its process has been seen alive, so when it is not seen any more it is gone */
  seenAlive: boolean;
}

export class LogFolder {
  readonly state = new Observable<FolderState>({ kind: 'absent' });
  readonly #runs: string;
  readonly #events: FolderEvents;
  readonly #now: () => number;
  readonly #watching: boolean;
  readonly #discovery: Discovery;
  readonly #live = new Map<string, Followed>();
  /** files of processes that can't be seen and have been silent for a while: a call may take longer than that */
  readonly #resting = new Map<string, Followed>();
  /** files that are followed or have been read */
  readonly #known = new Set<string>();
  /** files whose process was gone when they were found */
  readonly #finished = new Set<string>();
  /** of these, what may have come when the history had been listed: copied, restored, or written while nobody looked */
  #late: string[] = [];
  #hasHistory = false;
  #timer: NodeJS.Timeout | undefined;
  #looks = 0;
  #disposed = false;

  constructor(dir: string, events: FolderEvents, { now = Date.now, watch = true }: FolderOptions = {}) {
    this.#runs = join(dir, 'runs');
    this.#events = events;
    this.#now = now;
    this.#watching = watch;
    const found = {
      found: (file: string) => this.#found(file),
      readable: () => this.#setState({ kind: 'watching' }),
      failed: (error: unknown) => this.#gone(error),
      blind: (why: string) => this.#setState({ kind: 'polling', why }),
    };
    this.#discovery = new Discovery(this.#runs, found, now, watch);
  }

  /** Begins to follow, live files first. Resolves when what is there has been read. Never rejects. */
  async start(): Promise<void> {
    await this.#look();
    this.#schedule();
    await this.#readHistory();
    this.#hasHistory = true;
    await this.#readLate();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#discovery.reset();
    for (const { tail } of [...this.#live.values(), ...this.#resting.values()]) tail.dispose();
    this.#live.clear();
    this.#resting.clear();
  }

  #schedule(): void {
    if (this.#disposed) return;
    this.#timer = setTimeout(() => void this.#look().finally(() => this.#schedule()), LOOK_MS);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    try {
      await this.#discovery.look(this.#looks === 0 ? HISTORY_DAYS : 2);
    } catch (error) {
      this.#gone(error);
    }
    if (this.#hasHistory) await this.#readLate();
    const checkLiveness = this.#looks++ % LIVENESS_EVERY === 0;
    await Promise.all(
      [...this.#live.values()].map(async followed => {
        await followed.tail.look();
        if (checkLiveness && !this.#isAlive(followed)) await this.#finish(followed);
      }),
    );
    if (checkLiveness) for (const followed of this.#resting.values()) this.#wake(followed);
  }

  #found(file: string): void {
    if (this.#disposed || this.#known.has(file) || this.#finished.has(file)) return;
    const name = parseLogName(basename(file));
    const age = name && isAlive(name) ? 0 : fileAge(file, this.#now());
    if (age === undefined) return;
    if (age < UNSEEN_ALIVE_MS) this.#follow(file);
    else {
      this.#finished.add(file);
      this.#late.push(file);
    }
  }

  #follow(file: string): void {
    this.#known.add(file);
    const tail = this.#tail(file);
    this.#live.set(file, { tail, seenAlive: false });
    this.#events.alive(file, true);
    if (this.#watching && !tail.watch()) {
      this.#setState({ kind: 'polling', why: 'the system allows no more file watches' });
    }
    void tail.hint();
  }

  #tail(file: string): Tail {
    return new Tail(file, {
      lines: lines => this.#events.lines(file, lines),
      tooLong: () => this.#events.rejected('a line longer than 1 MiB', file),
      failed: error => this.#failed(file, error),
    });
  }

  #failed(file: string, error: unknown): void {
    const followed = this.#live.get(file) ?? this.#resting.get(file);
    if (followed !== undefined) {
      this.#live.delete(file);
      this.#resting.delete(file);
      followed.tail.dispose();
      this.#events.alive(file, false);
    }
    // Deleting a log is the user's right; anything else is worth a word.
    if (codeOf(error) === 'ENOENT') this.#known.delete(file);
    else this.#events.rejected('a log file that can not be read', `${file}: ${messageOf(error)}`);
  }

  #isAlive(followed: Followed): boolean {
    const name = parseLogName(basename(followed.tail.path));
    if (name && isAlive(name)) {
      followed.seenAlive = true;
      return true;
    }
    const age = fileAge(followed.tail.path, this.#now());
    return !followed.seenAlive && age !== undefined && age < UNSEEN_ALIVE_MS;
  }

  /** The process is gone: what it wrote last is read, then the file is let go. */
  async #finish(followed: Followed): Promise<void> {
    await followed.tail.hint();
    const { tail, seenAlive } = followed;
    if (!this.#live.delete(tail.path)) return;
    if (seenAlive) tail.dispose();
    else this.#resting.set(tail.path, followed);
    this.#events.alive(tail.path, false);
  }

  /** A process that can't be seen has written again after a silence, or will not any more. */
  #wake(followed: Followed): void {
    const { tail } = followed;
    const age = fileAge(tail.path, this.#now());
    if (age !== undefined && age >= UNSEEN_ALIVE_MS && age < RESTING_MS) return;
    this.#resting.delete(tail.path);
    if (age === undefined || age >= RESTING_MS) {
      tail.dispose();
      return;
    }
    this.#live.set(tail.path, followed);
    this.#events.alive(tail.path, true);
    void tail.hint();
  }

  /** Reads finished files, newest first. */
  async #readHistory(): Promise<void> {
    const slices = new Slices();
    try {
      for (const day of await this.#discovery.newestDays(HISTORY_DAYS)) {
        const folder = join(this.#runs, day);
        const entries = (await readdir(folder, { withFileTypes: true })).filter(entry => entry.isFile());
        const names = entries.map(entry => entry.name).filter(name => name.endsWith('.jsonl'));
        for (const name of names.sort().reverse()) {
          await slices.pause();
          if (this.#disposed) return;
          const file = join(folder, name);
          if (this.#known.has(file)) continue;
          this.#known.add(file);
          await this.#readFinished(file, slices);
        }
      }
    } catch (error) {
      this.#gone(error);
    }
  }

  async #readLate(): Promise<void> {
    const slices = new Slices();
    for (const file of this.#late.splice(0)) {
      if (this.#known.has(file)) continue;
      this.#known.add(file);
      await slices.pause();
      await this.#readFinished(file, slices);
    }
  }

  async #readFinished(file: string, slices: Slices): Promise<void> {
    let lines: readonly string[] | undefined;
    try {
      lines = readAtOnce(file);
    } catch (error) {
      return this.#failed(file, error);
    }
    if (lines === undefined) {
      const tail = this.#tail(file);
      await tail.hint();
      return tail.dispose();
    }
    for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
      await slices.pause();
      if (this.#disposed) return;
      this.#events.lines(file, lines.slice(from, from + LINES_AT_ONCE));
    }
  }

  #gone(error: unknown): void {
    this.#discovery.reset();
    if (codeOf(error) === 'ENOENT') {
      this.#known.clear();
      this.#finished.clear();
      this.#late = [];
      this.#setState({ kind: 'absent' });
    } else {
      this.#setState({ kind: 'unreadable', why: `${this.#runs}: ${messageOf(error)}` });
    }
  }

  #setState(state: FolderState): void {
    if (state.kind !== this.state.value.kind) this.state.set(state);
  }
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
