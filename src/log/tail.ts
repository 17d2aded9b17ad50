/**
 * Follows one file. Whatever says that it may have grown is only a hint: it makes it read all that is there. Watchers drop
 * events, so `look` is to be called now and then.
 */
import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { LineReader } from './read-lines.ts';

export interface TailEvents {
  lines(lines: readonly string[]): void;
  /** lines that were passed over because they are too long */
  tooLong(count: number): void;
  /** the file is gone, or can't be read */
  failed(error: unknown): void;
}

export class Tail {
  readonly path: string;
  readonly #reader: LineReader;
  readonly #events: TailEvents;
  #watcher: FSWatcher | undefined;
  #reading: Promise<void> | undefined;
  #disposed = false;
  #size = -1;

  constructor(path: string, events: TailEvents) {
    this.path = path;
    this.#reader = new LineReader(path);
    this.#events = events;
  }

  /** Watches the file itself. False where the system won't: the slow look must do then. */
  watch(): boolean {
    if (this.#watcher !== undefined || this.#disposed) return true;
    try {
      this.#watcher = watch(this.path, { persistent: false }, () => this.hint());
      this.#watcher.on('error', () => this.unwatch());
      return true;
    } catch {
      // Out of watches, or a file system that has none: not an error, since `look` follows the file too.
      return false;
    }
  }

  unwatch(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  /** The file may have grown. Resolves when what is there has been read. */
  hint(): Promise<void> {
    if (this.#reading !== undefined) return this.#reading;
    if (this.#disposed || !this.#readPiece()) return Promise.resolve();
    this.#reading = this.#readOn();
    return this.#reading;
  }

  /** Looks whether the size has changed, and reads where it has: finds what no watcher told of. */
  async look(): Promise<void> {
    try {
      const { size } = await stat(this.path);
      if (size !== this.#size) await this.hint();
      this.#size = size;
    } catch (error) {
      this.#events.failed(error);
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.unwatch();
  }

  /** A long file is read piece by piece, and others have their turn in between. What comes meanwhile is in the last one. */
  async #readOn(): Promise<void> {
    try {
      do await setImmediate();
      while (!this.#disposed && this.#readPiece());
    } finally {
      this.#reading = undefined;
    }
  }

  /** Whether there is more to read. */
  #readPiece(): boolean {
    try {
      const { lines, tooLong, more } = this.#reader.read();
      if (tooLong > 0) this.#events.tooLong(tooLong);
      if (lines.length > 0) this.#events.lines(lines);
      return more;
    } catch (error) {
      this.#events.failed(error);
      return false;
    }
  }
}
