/**
 * Complete lines of a growing file, from where the last reading ended. Cuts at the last line feed, so it never gives half
 * a line nor half a character; what stands behind it is read again when it is complete.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const CHUNK = 256 * 1024;
/** Room for what was written since the size was asked for. */
const SPARE = 1024;
/** Our own lines are at most 64 KiB. Longer ones are other programs'; beyond this they are passed over and counted. */
export const MAX_READ_LINE = 1024 * 1024;
const LF = 0x0a;

export interface Reading {
  readonly lines: readonly string[];
  /** bytes that were taken: 0 where nothing complete was new */
  readonly bytes: number;
  /** lines longer than MAX_READ_LINE that were passed over */
  readonly tooLong: number;
  /** the file is shorter than before or another one: it was read from its beginning */
  readonly restarted: boolean;
  /** there is more to read at once */
  readonly more: boolean;
}

/**
 * Remembers how far one file has been read. It reads at once, a piece of 256 KiB at most: opening, asking, reading and
 * closing through other threads is four turns of an event loop that may be busy, for what takes 30 µs.
 */
export class LineReader {
  readonly path: string;
  #offset = 0;
  #inode: bigint | undefined;
  /** in the middle of a line that is too long */
  #skipping = false;

  constructor(path: string) {
    this.path = path;
  }

  /** Bytes of complete lines read so far. */
  get offset(): number {
    return this.#offset;
  }

  /** Throws where the file can't be opened or read. */
  read(): Reading {
    const file = openSync(this.path, 'r');
    try {
      const { restarted, size } = this.#locate(file);
      return { ...this.#take(file, size), restarted };
    } finally {
      closeSync(file);
    }
  }

  #locate(file: number): { restarted: boolean; size: number } {
    const { ino, size } = fstatSync(file, { bigint: true });
    const replaced = this.#inode !== undefined && (ino !== this.#inode || size < BigInt(this.#offset));
    this.#inode = ino;
    if (replaced) {
      this.#offset = 0;
      this.#skipping = false;
    }
    return { restarted: replaced, size: Number(size) };
  }

  #take(file: number, size: number): Omit<Reading, 'restarted'> {
    // Only what is there: 256 KiB for each line of 500 bytes would have the whole heap collected every hundred lines.
    let buffer = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(0, size - this.#offset) + SPARE));
    let filled = 0;
    let tooLong = 0;
    for (;;) {
      const bytesRead = readSync(file, buffer, filled, buffer.length - filled, this.#offset + filled);
      filled += bytesRead;
      const end = buffer.lastIndexOf(LF, filled - 1);
      if (filled > 0 && end >= 0 && end < filled) {
        // The room was full, or less came than the file held.
        const more = filled === buffer.length || this.#offset + filled < size;
        const first = this.#skipping ? buffer.indexOf(LF) + 1 : 0;
        this.#skipping = false;
        this.#offset += end + 1;
        const text = buffer.toString('utf8', first, end);
        const lines = end + 1 <= first ? [] : text.split('\n');
        return { lines, bytes: end + 1, tooLong, more };
      }
      if (bytesRead === 0) return { lines: [], bytes: 0, tooLong, more: false };
      if (filled < buffer.length) continue;
      if (filled < MAX_READ_LINE) {
        buffer = Buffer.concat([buffer], Math.min(buffer.length * 2, MAX_READ_LINE));
        continue;
      }
      // No line feed in a whole megabyte: the line is dropped, what follows it is not.
      if (!this.#skipping) tooLong++;
      this.#skipping = true;
      this.#offset += filled;
      filled = 0;
    }
  }
}
