/** Finds the user's own line in the stack of a call into an SDK. */
import { fileURLToPath } from 'node:url';
import { builtin } from '../platform.ts';
import type { Site } from './site.ts';

/** Deep enough for the frames an SDK puts between the user's `await` and `fetch` (11 to 18 were seen). */
export const DEEP = 40;

/** Enough right behind an SDK's method: the caller is the next frame, a helper of the user's own aside. */
export const SHALLOW = 6;

/** The caller itself. */
const NEAREST = 1;

const DEPTHS = [NEAREST, SHALLOW, DEEP];

// From the innermost one to the program's own, through a bundled SDK: 2 to 14 were seen.
const MAX_FRAMES = 24;

// Files of a program that call language models: a few. More are not remembered.
const MAX_PATHS = 256;

export interface Sites {
  /** Frames of this file are the recorder's. */
  own(file: string): void;
  /** The innermost place of the user's. `beyond`: its caller is known to be none. */
  capture(below: Below, limit: number, beyond?: boolean): Site | undefined;
  /** The caller of `below`, where that is the user's own. Cheap where it is asked for right behind `below`: each frame costs. */
  caller(below: Below): Site | undefined;
  /** `file:line:column` of every frame of the program's own, innermost first, as it was compiled. */
  frames(below: Below): readonly string[];
}

export type Below = (...args: never[]) => unknown;

/** Looks for call sites; knows which files are the recorder's. */
export function createSites(): Sites {
  const own = new Set<string>();
  const paths = new Map<string, string>();
  const toPath = (file: string): string => {
    const known = paths.get(file);
    if (known !== undefined) return known;
    const path = pathOf(file);
    if (paths.size < MAX_PATHS) paths.set(file, path);
    return path;
  };
  const isUsers = (frame: NodeJS.CallSite) => !own.has(frame.getFileName() ?? '') && isFile(frame);
  const at = (below: Below, depth: number): Site | undefined => {
    const site = captureSite(below, depth, isUsers);
    return site && { ...site, file: toPath(site.file) };
  };
  return {
    own: file => void own.add(file),
    caller: below => at(below, NEAREST),
    capture(below, limit, beyond = false) {
      // Each frame costs, and the innermost one of the user's is the same in a short stack and in a long one: as a rule
      // it is the caller itself.
      for (const depth of beyond ? DEPTHS.slice(1) : DEPTHS) {
        const site = at(below, Math.min(depth, limit));
        if (site !== undefined) return site;
        if (depth >= limit) break;
      }
      return undefined;
    },
    frames(below) {
      const { frames } = stackOf(below, DEEP);
      const all = frames.filter(isUsers).slice(0, MAX_FRAMES);
      return all.map(
        frame => `${toPath(frame.getFileName() ?? '')}:${frame.getLineNumber()}:${frame.getColumnNumber()}`,
      );
    },
  };
}

/** The stack above `below`, asynchronous frames included; taken unformatted, with the program's `Error` settings put back at once. */
function stackOf(below: Below, limit: number) {
  const { stackTraceLimit, prepareStackTrace } = Error;
  const hadLimit = Object.hasOwn(Error, 'stackTraceLimit');
  const hadPrepare = Object.hasOwn(Error, 'prepareStackTrace');
  const holder: { stack?: readonly NodeJS.CallSite[] } = {};
  let frames: readonly NodeJS.CallSite[] = [];
  try {
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = unformatted;
    Error.captureStackTrace(holder, below);
    // Reading it formats it.
    frames = holder.stack ?? [];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
    // Fields that were not there must not be, even as undefined.
    if (!hadLimit) forget('stackTraceLimit');
    if (!hadPrepare) forget('prepareStackTrace');
  }
  return { frames, prepareStackTrace };
}

/** The innermost frame of the user's above `below`. */
function captureSite(below: Below, limit: number, isUsers: (frame: NodeJS.CallSite) => boolean): Site | undefined {
  const { frames, prepareStackTrace } = stackOf(below, limit);
  // The frames below it, if any, may be a library's, or Node's own.
  let direct = true;
  for (const frame of frames) {
    if (!isUsers(frame)) {
      if (isLibrary(frame)) direct = false;
      continue;
    }
    const site = siteOf(frame, prepareStackTrace);
    if (site === undefined) continue;
    if (!LIBRARY.test(site.file)) return direct ? { ...site, direct } : site;
    // The map of a bundle tells that the place is a library's after all.
    direct = false;
  }
  return undefined;
}

function unformatted(_: Error, frames: readonly NodeJS.CallSite[]): readonly NodeJS.CallSite[] {
  return frames;
}

const LIBRARY = /[\\/]node_modules[\\/]/;

function isLibrary(frame: NodeJS.CallSite): boolean {
  return LIBRARY.test(frame.getFileName() ?? '');
}

function forget(name: 'stackTraceLimit' | 'prepareStackTrace'): void {
  delete (Error as Partial<ErrorConstructor>)[name];
}

function isFile(frame: NodeJS.CallSite): boolean {
  const file = frame.getFileName();
  if (!file || file.startsWith('node:')) return false;
  // `[eval]`, `evalmachine.<anonymous>`: no file to point at.
  if (!file.startsWith('file:') && !/^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(file)) return false;
  return !LIBRARY.test(file);
}

function siteOf(frame: NodeJS.CallSite, prepare: unknown): Site | undefined {
  const raw = frame.getFileName() ?? '';
  const line = frame.getLineNumber() ?? 0;
  const column = frame.getColumnNumber() ?? 1;
  const name = frame.getFunctionName();
  const place = mapped(raw, line, column) ?? formatted(frame, prepare) ?? { file: raw, line, column };
  if (place.line < 1) return undefined;
  return { ...place, ...(name && { name: name.slice(0, 100) }), ...(frame.isAsync() && { awaited: true as const }) };
}

type Place = Pick<Site, 'file' | 'line' | 'column'>;

// Node's own source maps (`--enable-source-maps`, tsx).
function mapped(file: string, line: number, column: number): Place | undefined {
  if (!process.sourceMapsEnabled) return undefined;
  const entry = builtin('node:module')
    .findSourceMap(file)
    ?.findEntry(line - 1, column - 1);
  if (!entry || !('originalSource' in entry) || !entry.originalSource) return undefined;
  return { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

// A formatter the program has installed maps places as a rule (ts-node, source-map-support): it is given this frame alone.
function formatted(frame: NodeJS.CallSite, prepare: unknown): Place | undefined {
  // Node's own, by its name: it maps nothing that the source maps above do not.
  if (typeof prepare !== 'function' || prepare.name === 'ErrorPrepareStackTrace') return undefined;
  const text: unknown = Reflect.apply(prepare, Error, [new Error(), [frame]]);
  const found =
    typeof text === 'string' ? /\(?((?:file:|\/|[A-Za-z]:[\\/])[^\n()]*):(\d+):(\d+)\)?\s*$/.exec(text) : null;
  const [, file, line, column] = found ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file.replace(/[?#].*$/, '')) : file;
}
