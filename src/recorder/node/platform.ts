/**
 * What the recorder takes from the machine, taken once at load: fake timers, file-system mocks and patched globals of
 * the program it observes come later and must not reach it.
 */
import type fs from 'node:fs';

/** The file system, as far as the recorder uses it. A parameter of everything that touches files. */
export interface Files {
  readonly existsSync: (path: string) => boolean;
  readonly readText: (path: string, maxBytes: number) => string | undefined;
  /** with those above it; nothing where it is there already */
  readonly makeFolder: (path: string, mode?: number) => void;
  readonly openSync: typeof fs.openSync;
  readonly closeSync: typeof fs.closeSync;
  readonly writeSync: (fd: number, bytes: Uint8Array, offset: number) => number;
  /** fills the bytes from this place of the file, as far as there is something; returns how many */
  readonly readAt: (fd: number, bytes: Uint8Array, position: number) => number;
  readonly sizeOf: (fd: number) => number;
  readonly linkSync: typeof fs.linkSync;
  readonly unlinkSync: typeof fs.unlinkSync;
  /** whether an open file still has a name */
  readonly isLinked: (fd: number) => boolean;
  /** a value that changes when the file does; undefined where there is no file */
  readonly stamp: (path: string) => string | undefined;
}

/** A Node built-in, loaded when first needed: most processes under a preload never make a call. */
export const builtin: typeof process.getBuiltinModule =
  typeof process.getBuiltinModule === 'function' ? process.getBuiltinModule.bind(process) : require;

const { existsSync, readSync, openSync, closeSync, writeSync, mkdirSync, linkSync, unlinkSync, fstatSync, statSync } =
  builtin('node:fs');

const { dirname } = builtin('node:path');

export const nodeFiles: Files = {
  existsSync,
  makeFolder,
  openSync,
  closeSync,
  linkSync,
  unlinkSync,
  writeSync: (fd, bytes, offset) => writeSync(fd, bytes, offset, bytes.length - offset),
  readAt: (fd, bytes, position) => readSync(fd, bytes, 0, bytes.length, position),
  sizeOf: fd => fstatSync(fd).size,
  readText(path, maxBytes) {
    const fd = openQuietly(path);
    if (fd === undefined) return undefined;
    try {
      const bytes = Buffer.allocUnsafe(Math.min(maxBytes, fstatSync(fd).size));
      return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(fd);
    }
  },
  isLinked: fd => fstatSync(fd).nlink > 0,
  stamp(path) {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat && `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
  },
};

// Not `recursive`: where the system says that a new folder's parent is missing although it is there (/proc, some mounts), Node
// tries again for ever, and the program with it.
function makeFolder(path: string, mode?: number): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    const above = dirname(path);
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT' && !existsSync(above);
    if (!isMissing || above === path) throw error;
    makeFolder(above, mode);
    makeFolder(path, mode);
  }
}

function openQuietly(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    // Absent, or not ours to read: the same to everyone who asks.
    return undefined;
  }
}

/** Unix time in milliseconds. */
export const now: () => number = Date.now;

const { hrtime } = process;

/** A clock for durations, in milliseconds. Not `performance`: Node loads that when it is first touched, which takes 2 ms. */
export function clock(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

const { random } = Math;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Random hex digits for ids: not secrets. */
export function randomHex(digits: number): string {
  let text = '';
  while (text.length < digits) {
    const bits = random() * 0x1_0000_0000;
    for (let at = 0; at < 32; at += 8) text += HEX[(bits >>> at) & 255];
  }
  return text.slice(0, digits);
}

/** The environment as it was at load. */
export function environment(name: string): string | undefined {
  const value = process.env[name];
  return value === undefined || value === '' ? undefined : value;
}
