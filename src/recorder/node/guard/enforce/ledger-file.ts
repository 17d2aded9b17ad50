/**
 * A ledger on disk: appended to by every process that shares a budget, read on from where this one stopped. Plain
 * `O_APPEND` writes of a whole line each, so no lock is needed; everything here may throw, and the account then goes on alone.
 */
import { join } from 'node:path';
import type { LedgerState } from '../../../../core/budgets/ledger.ts';
import { encodeLedgerLine, type LedgerLine, parseLedgerLine } from '../../../../core/budgets/ledger-line.ts';
import { ensureLogFolder } from '../../log/open.ts';
import type { Files } from '../../platform.ts';

export interface LedgerFileOptions {
  readonly files: Files;
  /** the log folder: ledgers lie in its `budget/` */
  readonly dir: string;
  readonly name: string;
  readonly now: () => number;
  /** when the account began, where this process begins it, Unix milliseconds */
  readonly begun: number;
  /** told when a file was begun: others may be too old to be kept */
  readonly onBegin: () => void;
}

/** How often to look whether the file was deleted under us, in milliseconds. */
const LINK_CHECK_MS = 250;
const CHUNK_BYTES = 64 * 1024;
/** After so many bytes someone writes down what they add up to, so that nobody has to read them again. */
const SUM_EVERY_BYTES = 128 * 1024;
/** A sum is looked for in the end of the file only: it comes often enough. */
const TAIL_BYTES = 2 * SUM_EVERY_BYTES;
/** What is longer is no line of ours, and is passed over without being held. */
const MAX_LINE = 64 * 1024;

export class LedgerFile {
  readonly #options: LedgerFileOptions;
  readonly #path: string;
  readonly #buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  #fd = -1;
  #checkedAt = 0;
  /** how far the file was read, and what of it is no whole line yet */
  #offset = 0;
  #rest = '';
  /** the rest belongs to a line that is too long */
  #skipping = false;
  #summedAt = 0;

  constructor(options: LedgerFileOptions) {
    this.#options = options;
    this.#path = join(options.dir, 'budget', `${options.name}.ledger`);
  }

  /** Makes sure that the file is there. Returns whether it was opened anew: then nothing in it has been read yet. */
  ready(): boolean {
    const { files, now } = this.#options;
    if (this.#fd >= 0 && now() - this.#checkedAt < LINK_CHECK_MS) return false;
    this.#checkedAt = now();
    if (this.#fd >= 0 && files.isLinked(this.#fd)) return false;
    this.close();
    this.#open();
    return true;
  }

  append(line: LedgerLine): void {
    const bytes = Buffer.from(encodeLedgerLine(line), 'latin1');
    // Half a line (a full disk) is none: the next line closes it.
    if (this.#options.files.writeSync(this.#fd, bytes, 0) !== bytes.length) throw new Error('not written whole');
  }

  /** Tells the lines that came since the last time. */
  read(take: (line: LedgerLine) => void): void {
    for (;;) {
      const count = this.#options.files.readAt(this.#fd, this.#buffer, this.#offset + this.#rest.length);
      if (count === 0) return;
      this.#take(this.#buffer.toString('latin1', 0, count), take);
      if (count < CHUNK_BYTES) return;
    }
  }

  /** Writes down what has been read so far adds up to, where that is due. */
  sumUp(state: LedgerState): void {
    if (this.#offset - this.#summedAt < SUM_EVERY_BYTES) return;
    this.#summedAt = this.#offset;
    const line = state.sumAt(this.#offset);
    try {
      if (line) this.append(line);
    } catch {
      // It only saves reading; the next line that counts will say what is wrong with the file.
    }
  }

  close(): void {
    const fd = this.#fd;
    this.#fd = -1;
    if (fd < 0) return;
    try {
      this.#options.files.closeSync(fd);
    } catch {
      // Closed by someone else: what was to be reached is reached.
    }
  }

  #take(text: string, take: (line: LedgerLine) => void): void {
    const all = this.#rest + text;
    let from = 0;
    for (let end = all.indexOf('\n'); end >= 0; end = all.indexOf('\n', from)) {
      const line = end > from && !this.#skipping ? parseLedgerLine(all.slice(from, end)) : undefined;
      this.#skipping = false;
      from = end + 1;
      if (line === undefined) continue;
      if (line.op === 'sum') this.#summedAt = this.#offset;
      take(line);
    }
    this.#offset += from;
    this.#rest = all.slice(from);
    if (this.#rest.length <= MAX_LINE) return;
    this.#offset += this.#rest.length;
    this.#rest = '';
    this.#skipping = true;
  }

  #open(): void {
    const { files, dir, begun, onBegin } = this.#options;
    this.#offset = 0;
    this.#rest = '';
    this.#skipping = false;
    this.#summedAt = 0;
    ensureLogFolder(files, dir, join(dir, '.gitignore'));
    files.makeFolder(join(dir, 'budget'));
    const isNew = !files.existsSync(this.#path);
    this.#fd = files.openSync(this.#path, 'a+', 0o600);
    if (!isNew) return;
    // Two that begin it at once both say when: the first line counts.
    this.append({ op: 'begin', at: Math.floor(begun) });
    onBegin();
  }

  /** Begins behind the latest sum instead of with the first line. */
  skipToSum(state: LedgerState): void {
    const { files } = this.#options;
    const from = files.sizeOf(this.#fd) - TAIL_BYTES;
    if (from <= 0) return;
    const bytes = Buffer.allocUnsafe(TAIL_BYTES);
    const tail = bytes.toString('latin1', 0, files.readAt(this.#fd, bytes, from));
    for (let at = tail.lastIndexOf('\n{"sum":'); at >= 0; at = at > 0 ? tail.lastIndexOf('\n{"sum":', at - 1) : -1) {
      const end = tail.indexOf('\n', at + 1);
      const line = end < 0 ? undefined : parseLedgerLine(tail.slice(at + 1, end));
      if (line?.op !== 'sum' || line.offset > from + at) continue;
      state.restore(line);
      this.#offset = line.offset;
      this.#summedAt = line.offset;
      return;
    }
  }
}
