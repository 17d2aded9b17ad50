/**
 * Reads finished files. Small ones at once, since opening thousands of them asynchronously takes seconds; in slices of a
 * few milliseconds, so that nothing else in this process waits for it.
 */
import { readFileSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

/** Work on this thread is cut into pieces of about this length. */
export const SLICE_MS = 4;
/** Beyond this a file is read in pieces, by whoever tails. */
const MAX_AT_ONCE = 4 * 1024 * 1024;

/** Gives way to others when a slice is over. */
export class Slices {
  #until = performance.now() + SLICE_MS;

  async pause(): Promise<void> {
    if (performance.now() < this.#until) return;
    await setImmediate();
    this.#until = performance.now() + SLICE_MS;
  }
}

/** All lines of a finished file, the last one too where its line feed is missing. Undefined where it is too large for one piece. */
export function readAtOnce(path: string): readonly string[] | undefined {
  if (statSync(path).size > MAX_AT_ONCE) return undefined;
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '');
}
