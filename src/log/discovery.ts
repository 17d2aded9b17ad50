/**
 * Finds the files of a `runs/` folder. chokidar tells of new day folders; the newest of them are watched for new files;
 * and `look`, called twice a second, finds what no watcher told of.
 */
import { type FSWatcher as NodeWatcher, watch as watchNode } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { Slices } from './history.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
/** Two changes of a folder may bear the same time where its clock ticks slowly: 4 ms on Linux, 2 s on FAT. */
const TICK_MS = 2500;

export interface DiscoveryEvents {
  /** a log file is there; may be told more than once */
  found(file: string): void;
  /** the folder can be read */
  readable(): void;
  /** something that is watched went wrong while nobody looked */
  failed(error: unknown): void;
  /** watching is not possible: `look` alone finds what is new */
  blind(why: string): void;
}

export class Discovery {
  readonly #runs: string;
  readonly #events: DiscoveryEvents;
  readonly #now: () => number;
  readonly #watching: boolean;
  readonly #watchedDays = new Map<string, NodeWatcher>();
  readonly #mtimes = new Map<string, number>();
  #watcher: FSWatcher | undefined;

  constructor(runs: string, events: DiscoveryEvents, now: () => number, watching: boolean) {
    this.#runs = runs;
    this.#events = events;
    this.#now = now;
    this.#watching = watching;
  }

  /** Lists what has changed since the last look, in the newest `days`. Rejects where the folder is missing or can't be read. */
  async look(days: number): Promise<void> {
    if (await this.#hasChanged(this.#runs)) {
      await this.#list(await this.newestDays(days));
      this.#events.readable();
      this.#watch();
    } else {
      await this.#list([dayOf(this.#now())]);
    }
  }

  /** Names of the newest day folders, newest first. */
  async newestDays(count: number): Promise<readonly string[]> {
    const names = await readdir(this.#runs);
    return names
      .filter(name => DAY.test(name))
      .sort()
      .reverse()
      .slice(0, count);
  }

  /** Forgets all it knows and watches: the folder is gone, or this is the end. */
  reset(): void {
    this.#mtimes.clear();
    for (const folder of [...this.#watchedDays.keys()]) this.#unwatchDay(folder);
    void this.#watcher?.close();
    this.#watcher = undefined;
  }

  async #hasChanged(path: string): Promise<boolean> {
    const { mtimeMs } = await stat(path);
    if (this.#mtimes.get(path) === mtimeMs) return false;
    const hasPassed = Math.abs(this.#now() - mtimeMs) > TICK_MS;
    if (hasPassed) this.#mtimes.set(path, mtimeMs);
    return true;
  }

  async #list(days: readonly string[]): Promise<void> {
    const slices = new Slices();
    for (const day of days) {
      const folder = join(this.#runs, day);
      try {
        if (!(await this.#hasChanged(folder))) continue;
        if (day >= dayOf(this.#now() - DAY_MS)) this.#watchDay(folder);
        // Names begin with the time: what is live is found first.
        for (const name of (await readdir(folder)).sort().reverse()) {
          // Whether a file is followed is asked of the system, for each of thousands.
          await slices.pause();
          this.#found(folder, name);
        }
      } catch (error) {
        // Today's folder need not be there yet, and any may be deleted in between.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  }

  #found(folder: string, name: string): void {
    if (name.endsWith('.jsonl')) this.#events.found(join(folder, name));
  }

  #watch(): void {
    if (this.#watcher !== undefined) return;
    if (!this.#watching) {
      this.#events.blind('watching is switched off');
      return;
    }
    // Day folders only: for files chokidar keeps a watch each, and lists a folder of thousands anew for each that comes.
    this.#watcher = watch(this.#runs, { depth: 0, persistent: false })
      .on('addDir', path => {
        if (path !== this.#runs) this.#list([basename(path)]).catch(error => this.#events.failed(error));
      })
      .on('error', error => this.#events.blind(error instanceof Error ? error.message : String(error)));
  }

  /** The event of a folder's watch names the file, so nothing has to be listed. */
  #watchDay(folder: string): void {
    if (!this.#watching || this.#watchedDays.has(folder)) return;
    try {
      const watcher = watchNode(folder, { persistent: false }, (_event, name) => {
        if (name !== null) this.#found(folder, name);
      });
      watcher.on('error', () => this.#unwatchDay(folder));
      this.#watchedDays.set(folder, watcher);
    } catch (error) {
      this.#events.blind(error instanceof Error ? error.message : String(error));
    }
  }

  #unwatchDay(folder: string): void {
    this.#watchedDays.get(folder)?.close();
    this.#watchedDays.delete(folder);
  }
}

/** The UTC date of a moment: `2026-11-23`. */
function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
