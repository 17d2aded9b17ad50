/**
 * One file per process and thread: lines go to an `O_APPEND` descriptor at once, so that what was written is on disk
 * whatever kills the process next. No buffer, no stream, no timer.
 */
import type { Files } from '../platform.ts';

export interface WriterOptions {
  readonly files: Files;
  readonly now: () => number;
  /** opens the next file, creating folders as needed; returns its descriptor */
  readonly open: () => number;
  /** the lines every file begins with. `first` is false for the file that follows a full or a lost one. */
  readonly header: (first: boolean) => readonly string[];
  /** told once, when nothing more will be written */
  readonly onSilent: (error: unknown) => void;
}

export interface Writer {
  /** Appends lines (without their `\n`), in one write. Never throws. */
  write(...lines: readonly string[]): void;
  /** whether a file was begun */
  readonly begun: boolean;
}

/** A file is left for a new one at this size. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

const MAX_ERRORS = 3;

// Three bytes each at most.
const SCRATCH_CHARACTERS = 2 * 1024;

/** How often to look whether the file was deleted under us, in milliseconds. */
const LINK_CHECK_MS = 250;

export function createWriter(options: WriterOptions): Writer {
  const { files, now } = options;
  const state = { fd: -1, size: 0, begun: false, torn: false, errors: 0, silent: false, checkedAt: 0 };

  // Short lines, as nearly all are, are encoded where those before them were.
  const held: { scratch?: Buffer } = {};
  function encoded(text: string): Uint8Array {
    if (text.length > SCRATCH_CHARACTERS) return Buffer.from(text);
    held.scratch ??= Buffer.allocUnsafeSlow(3 * SCRATCH_CHARACTERS);
    return held.scratch.subarray(0, held.scratch.write(text));
  }

  function append(lines: readonly string[]): void {
    // A line cut short by a full disk is closed first, so that it costs no other.
    const text = `${state.torn ? '\n' : ''}${lines.join('\n')}\n`;
    const bytes = encoded(text);
    let offset = 0;
    try {
      while (offset < bytes.length) offset += files.writeSync(state.fd, bytes, offset);
      state.torn = false;
    } finally {
      state.size += offset;
      if (offset > 0 && offset < bytes.length) state.torn = true;
    }
  }

  function begin(): void {
    const first = !state.begun;
    state.fd = options.open();
    state.size = 0;
    state.torn = false;
    state.checkedAt = now();
    state.begun = true;
    append(options.header(first));
  }

  function ready(): void {
    if (state.fd >= 0 && now() - state.checkedAt >= LINK_CHECK_MS) {
      state.checkedAt = now();
      if (!files.isLinked(state.fd)) leave();
    }
    if (state.size >= MAX_FILE_BYTES) leave();
    if (state.fd < 0) begin();
  }

  function leave(): void {
    const { fd } = state;
    state.fd = -1;
    state.size = 0;
    files.closeSync(fd);
  }

  return {
    get begun() {
      return state.begun;
    },
    write(...lines) {
      if (state.silent) return;
      try {
        ready();
        append(lines);
        state.errors = 0;
      } catch (error) {
        if (++state.errors < MAX_ERRORS) return;
        state.silent = true;
        options.onSilent(error);
      }
    },
  };
}
