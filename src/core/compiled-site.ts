/** Where a call was written, from where it ran: compiled code has source maps, and whoever reads the log may have them. */
import type { CallSite } from './model.ts';
import type { Attributes } from './wire.ts';

/**
 * The place in the source that a place in compiled code was made of; undefined where that is not known. `at` is when the
 * code ran, in Unix milliseconds: a map that was made later is that of another program. `dir` is the log folder.
 */
export type MapSite = (site: CallSite, at: number, dir: string) => CallSite | undefined;

/** Where no maps are read. */
export const UNMAPPED: MapSite = () => undefined;

/** The place a span names. Mapped, if it can be; of the frames of a bundle, the first one that is no library's. */
export function siteOf(a: Attributes, map: (site: CallSite) => CallSite | undefined): CallSite | undefined {
  const site = namedSite(a);
  if (site === undefined) return firstMapped(a['spanmeter.code.frames'], map);
  const original = map(site);
  return original === undefined || isLibrary(original) ? site : original;
}

function namedSite(a: Attributes): CallSite | undefined {
  const file = a['code.file.path'];
  const line = a['code.line.number'];
  if (typeof file !== 'string' || file === '' || !isPlace(line)) return undefined;
  const column = a['code.column.number'];
  const name = a['code.function.name'];
  return {
    file,
    line,
    ...(isPlace(column) && { column }),
    ...(typeof name === 'string' && name !== '' && { function: name }),
  };
}

// In a bundle without a map a place may be the SDK's own: none is better than that.
function firstMapped(frames: unknown, map: (site: CallSite) => CallSite | undefined): CallSite | undefined {
  if (!Array.isArray(frames)) return undefined;
  for (const frame of frames) {
    const [, file, line, column] = /^(.+):(\d{1,9}):(\d{1,9})$/.exec(String(frame)) ?? [];
    if (file === undefined || !(Number(line) >= 1)) continue;
    const original = map({ file, line: Number(line), column: Number(column) });
    if (original !== undefined && !isLibrary(original)) return original;
  }
  return undefined;
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

function isLibrary({ file }: CallSite): boolean {
  return /[\\/]node_modules[\\/]/.test(file);
}
