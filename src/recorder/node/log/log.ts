/** The span log of this process: where it lies, and lines into it. */
import { homedir } from 'node:os';
import { type Located, locate, type PathStyle } from '../../../core/locate.ts';
import { type EndLine, type Line, MAX_LINE_BYTES, type RequestLine } from '../../../core/wire.ts';
import { builtin, environment, type Files, now } from '../platform.ts';
import { lineToJson } from './json.ts';
import { openLogFile } from './open.ts';
import { processLine } from './process-line.ts';
import { createWriter } from './writer.ts';

export interface Log {
  /** where the log lies; found when first asked for */
  readonly place: Located;
  readonly style: PathStyle;
  readonly cwd: string;
  /** whether anything was recorded */
  readonly begun: boolean;
  /** Lines that come together are written together. */
  write(...lines: readonly Line[]): void;
}

export interface LogOptions {
  readonly files: Files;
  readonly cwd: string;
  /** lines that a second file of the process repeats: the runs that are open */
  readonly repeat: () => readonly Line[];
  /** one line for the user */
  readonly warn: (message: string) => void;
}

export function createLog({ files, cwd, repeat, warn }: LogOptions): Log {
  const style: PathStyle = process.platform === 'win32' ? 'windows' : 'posix';
  const found: { place?: Located } = {};
  const place = () => {
    found.place ??= locate({
      cwd,
      style,
      exists: files.existsSync,
      override: environment('SPANMETER_DIR'),
      home: homedir(),
    });
    return found.place;
  };
  const writer = createWriter({
    files,
    now,
    open: () => openLogFile(files, place().dir, process.pid, builtin('node:worker_threads').threadId),
    header: first => [processLine(files, cwd), ...(first ? [] : repeat())].map(encodeLine),
    onSilent: error => warn(`cannot write to ${place().dir} (${codeOf(error)}): this process is not recorded any more`),
  });
  return {
    get place() {
      return place();
    },
    style,
    cwd,
    get begun() {
      return writer.begun;
    },
    write: (...lines) => writer.write(...lines.map(encodeLine)),
  };
}

// What may be left out of a line that would be too long, the least missed first.
const SHEDDABLE: readonly ((line: Line) => Line)[] = [
  line => (line.t === 'request' && line.parts.tools ? withoutToolNames(line, line.parts.tools) : line),
  line => (line.t === 'start' || line.t === 'end' || line.t === 'run' ? without(line, 'meta') : line),
  line => (line.t === 'request' && line.tool_results ? { ...line, tool_results: line.tool_results.slice(-200) } : line),
  line => (line.t === 'end' && line.tool_calls ? { ...line, tool_calls: line.tool_calls.slice(0, 200) } : line),
  line => (line.t === 'request' || line.t === 'end' ? without(without(line, 'tool_results'), 'tool_calls') : line),
];

/** A line as text, cut down to what fits. */
export function encodeLine(line: Line): string {
  let kept: Line = line;
  let text = lineToJson(kept);
  for (const shed of SHEDDABLE) {
    // A character is at most three bytes: short lines are not measured.
    if (text.length * 3 < MAX_LINE_BYTES || Buffer.byteLength(text) < MAX_LINE_BYTES) break;
    kept = shed(kept);
    text = lineToJson(kept);
  }
  return text;
}

function withoutToolNames(line: RequestLine, tools: NonNullable<RequestLine['parts']['tools']>): RequestLine {
  return { ...line, parts: { ...line.parts, tools: without(tools, 'items') } };
}

function without<T extends object>(line: T, key: keyof EndLine | keyof RequestLine | 'items'): T {
  return Object.fromEntries(Object.entries(line).filter(([name]) => name !== key)) as T;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'error';
}
