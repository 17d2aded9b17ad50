/**
 * Reads the source maps of compiled programs: a place in `dist/agent.js` → the line of the TypeScript it was made of. The
 * map is the one the compiled file names in its last line (a file, or the map itself), or lies beside it as `.map`. A log
 * is not trusted: nothing outside the project the log belongs to is opened or pointed at. Where anything is wrong with a
 * map, the compiled place stands.
 */
import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LEAST_UPPER_BOUND, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { MapSite } from '../core/compiled-site.ts';
import type { CallSite } from '../core/model.ts';

/** Larger ones are not read: a program bundled with its SDKs has a map of a few MB, which takes 20 ms a MB, once a build. */
const MAX_MAP_BYTES = 8 * 1024 * 1024;
const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** Compiled files whose maps are kept, and of each, the last builds. */
const MAX_FILES = 32;
const MAX_BUILDS = 4;
/** Places of a build that are remembered: lines that call models are few. */
const MAX_PLACES = 1000;

/** A compiled file as one build left it. */
interface Build {
  /** Unix milliseconds: what ran before was another build */
  readonly since: number;
  readonly map: TraceMap | undefined;
  /** places that were asked for, by line and column */
  readonly places: Map<string, Place | undefined>;
}

type Place = Pick<CallSite, 'file' | 'line' | 'column'>;

interface Known {
  /** Unix milliseconds: what ran before ran one of these builds */
  readonly lookedAt: number;
  /** newest first */
  readonly builds: readonly Build[];
}

/** Maps places of the projects whose logs are read. `now` is in Unix milliseconds. */
export function createSourceMaps(now = Date.now): MapSite {
  const files = new Map<string, Known>();
  const roots = new Map<string, string>();

  function buildsOf(file: string, at: number, root: string): readonly Build[] {
    const known = files.get(file);
    if (known !== undefined && at <= known.lookedAt) return known.builds;
    const lookedAt = now();
    files.delete(file);
    const builds = rebuilt(file, root, known?.builds ?? []);
    files.set(file, { lookedAt, builds });
    for (const oldest of files.keys()) {
      if (files.size <= MAX_FILES) break;
      files.delete(oldest);
    }
    return builds;
  }

  return (site, at, dir) => {
    if (!/\.[cm]?jsx?$/.test(site.file)) return undefined;
    const root = roots.get(dir) ?? projectOf(dir);
    roots.set(dir, root);
    if (!isWithin(site.file, root)) return undefined;
    const build = buildsOf(site.file, at, root).find(({ since }) => since <= at);
    const place = build && placeIn(build, site, root);
    return place && { ...site, ...place };
  };
}

// Programs see real paths; the folder may have been opened through a link.
function projectOf(dir: string): string {
  const project = dirname(dir);
  try {
    return realpathSync(project);
  } catch {
    // Gone: so is what could be mapped.
    return project;
  }
}

function isWithin(path: string, root: string): boolean {
  return resolve(path) === path && path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** The builds known by now: the file's own, where it is another than the last one. */
function rebuilt(file: string, root: string, known: readonly Build[]): readonly Build[] {
  const compiled = statOf(file, MAX_FILE_BYTES);
  if (compiled === undefined) return known;
  const beside = statOf(`${file}.map`, MAX_MAP_BYTES);
  const since = Math.max(compiled.mtimeMs, beside?.mtimeMs ?? 0);
  if (known[0]?.since === since) return known;
  return [{ since, map: readMap(file, root), places: new Map() }, ...known].slice(0, MAX_BUILDS);
}

function readMap(file: string, root: string): TraceMap | undefined {
  try {
    const named = /\/\/[#@] ?sourceMappingURL=([^\s'"]+)\s*$/.exec(readFileSync(file, 'utf8'))?.[1];
    const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(named ?? '');
    const path = named === undefined || inline ? `${file}.map` : resolve(dirname(file), decodeURIComponent(named));
    const text = inline ? decoded(inline[2] ?? '', inline[1] !== undefined) : readWithin(path, root);
    if (text === undefined || text.length > MAX_MAP_BYTES) return undefined;
    return new TraceMap(text, pathToFileURL(path).href);
  } catch {
    // No map, or a file that is gone by now.
    return undefined;
  }
}

function decoded(data: string, base64: boolean): string {
  return base64 ? Buffer.from(data, 'base64').toString('utf8') : decodeURIComponent(data);
}

function readWithin(path: string, root: string): string | undefined {
  return isWithin(path, root) && statOf(path, MAX_MAP_BYTES) !== undefined ? readFileSync(path, 'utf8') : undefined;
}

/** Of a file that is there and can be read at once. */
function statOf(path: string, most: number): Stats | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= most ? stats : undefined;
  } catch {
    // Gone, or none of ours.
    return undefined;
  }
}

function placeIn({ map, places }: Build, site: CallSite, root: string): Place | undefined {
  if (map === undefined) return undefined;
  const key = `${site.line}:${site.column}`;
  if (places.has(key)) return places.get(key);
  if (places.size >= MAX_PLACES) places.clear();
  places.set(key, undefined);
  try {
    places.set(key, original(map, site, root));
  } catch {
    // Mappings that can't be read, or a source that is not a file of this machine: the compiled place stands.
  }
  return places.get(key);
}

function original(map: TraceMap, site: CallSite, root: string): Place | undefined {
  const { column = 1 } = site;
  const place = { line: site.line, column: column - 1 };
  const found = [originalPositionFor(map, place), originalPositionFor(map, { ...place, bias: LEAST_UPPER_BOUND })].find(
    ({ source }) => source !== null,
  );
  if (found?.source === undefined || found.source === null || !found.source.startsWith('file:')) return undefined;
  const file = fileURLToPath(found.source);
  if (!isWithin(file, root) || statOf(file, MAX_FILE_BYTES) === undefined) return undefined;
  return { file, line: found.line, column: found.column + 1 };
}
