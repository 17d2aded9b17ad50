/**
 * Log folders → snapshots. Several folders (workspace roots) feed one ledger; what changes within a few milliseconds
 * makes one snapshot.
 */
import type { Pricer } from '../core/calls.ts';
import { type Event, Observable } from '../core/event.ts';
import { Ledger, type RulesFor } from '../core/ledger.ts';
import type { Snapshot } from '../core/model.ts';
import { type FolderOptions, type FolderState, LogFolder } from './folder.ts';
import { SLICE_MS } from './history.ts';
import { GATHER_MS, Pace } from './pace.ts';
import { createSourceMaps } from './source-maps.ts';

export interface LiveLogOptions {
  readonly price: Pricer;
  /** what the user wants of analyses; nothing special, where absent */
  readonly rules?: RulesFor;
  readonly folders?: FolderOptions;
}

export class LiveLog {
  readonly #ledger: Ledger;
  readonly #options: FolderOptions;
  readonly #folders = new Map<string, LogFolder>();
  readonly #snapshot: Observable<Snapshot>;
  readonly #states = new Observable<ReadonlyMap<string, FolderState>>(new Map());
  readonly #pace = new Pace();
  #timer: NodeJS.Timeout | undefined;

  constructor({ price, rules, folders = {} }: LiveLogOptions) {
    this.#ledger = new Ledger(price, { mapSite: createSourceMaps(), rules });
    this.#options = folders;
    this.#snapshot = new Observable(this.#ledger.snapshot());
  }

  get snapshot(): Snapshot {
    return this.#snapshot.value;
  }

  /** The snapshot as it is, and each that follows. */
  get watch(): Event<Snapshot> {
    return this.#snapshot.watch;
  }

  /** How each folder is being followed. */
  get folders(): Observable<ReadonlyMap<string, FolderState>> {
    return this.#states;
  }

  /** Begins to follow a folder; it need not exist yet. Resolves when what is there has been read. */
  async follow(dir: string): Promise<void> {
    if (this.#folders.has(dir)) return;
    const folder = new LogFolder(
      dir,
      {
        lines: (file, lines) => {
          this.#ledger.apply({ file, dir }, lines);
          this.#schedule();
        },
        alive: (file, alive) => {
          this.#ledger.setAlive(file, alive);
          this.#schedule();
        },
        rejected: (reason, example) => {
          this.#ledger.reject(reason, example);
          this.#schedule();
        },
      },
      this.#options,
    );
    this.#folders.set(dir, folder);
    folder.state.watch(state => this.#states.set(new Map([...this.#states.value, [dir, state]])));
    await folder.start();
  }

  /** Stops following a folder. What was read from it stays known. */
  unfollow(dir: string): void {
    this.#folders.get(dir)?.dispose();
    this.#folders.delete(dir);
    this.#states.set(new Map([...this.#states.value].filter(([known]) => known !== dir)));
  }

  /** Prices have changed: everything is priced again. */
  reprice(): void {
    this.#ledger.reprice();
    this.#schedule();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const folder of this.#folders.values()) folder.dispose();
    this.#folders.clear();
  }

  #schedule(wait = this.#pace.wait(performance.now())): void {
    this.#timer ??= setTimeout(() => this.#publish(), wait);
  }

  #publish(): void {
    this.#timer = undefined;
    if (!this.#ledger.changed) return;
    const began = performance.now();
    this.#snapshot.set(this.#ledger.snapshot(() => performance.now() - began >= SLICE_MS));
    this.#pace.made(began, performance.now());
    // Thousands of runs have changed at once: a history was read, or prices have. What is live has come first.
    if (this.#ledger.changed) this.#schedule(GATHER_MS);
  }
}
