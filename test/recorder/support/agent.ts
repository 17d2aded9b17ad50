/** Runs a small agent in a process of its own, as a developer would, and reads what the recorder wrote. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EndLine, EventLine, RequestLine, RunEndLine, RunLine, StartLine } from '../../../src/core/wire.ts';
import { RECORDER } from './build.ts';

type Json = Readonly<Record<string, unknown>>;

/** One span as its lines tell it. */
export interface Span {
  readonly start: StartLine | undefined;
  readonly request: RequestLine | undefined;
  readonly end: EndLine | undefined;
  /** of the start, then of the end */
  readonly a: Json;
}

export interface Recording {
  readonly files: readonly string[];
  readonly text: string;
  readonly lines: readonly Json[];
  readonly runs: readonly RunLine[];
  readonly runEnds: readonly RunEndLine[];
  readonly events: readonly (EventLine & Json)[];
  /** in the order in which they began */
  readonly spans: readonly Span[];
  readonly llm: readonly Span[];
}

export interface Finished extends Recording {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface AgentOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** the log folder; a new one, unless given */
  readonly dir?: string;
  readonly home?: string;
  readonly cwd?: string;
  readonly node?: string;
  readonly nodeArgs?: readonly string[];
  /** without the recorder */
  readonly plain?: boolean;
  readonly onStart?: (child: ChildProcess) => void;
}

/** Node 20 as the system has it, where it has: the oldest the recorder runs on. */
export const NODE_20: string | undefined = ['/usr/bin/node', '/usr/local/bin/node'].find(isNode20);

function isNode20(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && path !== process.execPath;
}

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spanmeter-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function agentFile(name: string): string {
  return resolve('test/recorder/agents', name);
}

/** The line an agent marks with a comment: `/* @name *​/`. */
export function markedLine(file: string, mark: string): number {
  const lines = readFileSync(agentFile(file), 'utf8').split('\n');
  const at = lines.findIndex(line => line.includes(`/* @${mark} */`));
  if (at < 0) throw new Error(`no @${mark} in ${file}`);
  return at + 1;
}

export async function runAgent(name: string, options: AgentOptions = {}): Promise<Finished> {
  const home = options.home ?? temporaryFolder();
  const dir = options.dir ?? join(home, 'log');
  const preload = options.plain ? [] : ['--require', join(RECORDER, 'register.cjs')];
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    SPANMETER_DIR: dir,
    SPANMETER_INDEX: join(RECORDER, 'index.mjs'),
    OPENAI_API_KEY: 'sk-test-openai',
    ANTHROPIC_API_KEY: 'sk-test-anthropic',
    ...options.env,
  };
  const args = [...preload, ...(options.nodeArgs ?? []), agentFile(name), ...(options.args ?? [])];
  const child = spawn(options.node ?? process.execPath, args, { env, cwd: options.cwd ?? resolve('.') });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    err += text;
  });
  options.onStart?.(child);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((ended, failed) => {
    child.on('error', failed);
    child.on('close', (...how) => ended(how));
  });
  return { out, err, code, signal, ...readRecording(dir) };
}

/** Everything the recorder wrote under a folder. */
export function readRecording(dir: string): Recording {
  const files = listFiles(dir)
    .filter(file => file.endsWith('.jsonl') && !file.startsWith(join(dir, 'content')))
    .sort();
  const text = files.map(file => readFileSync(file, 'utf8')).join('');
  const lines = text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Json);
  const of = <T>(type: string) => lines.filter(line => line['t'] === type) as T[];
  const starts = of<StartLine>('start');
  const ends = of<EndLine>('end');
  const requests = of<RequestLine>('request');
  const ids = [...new Set([...starts, ...ends].map(line => line.span))];
  const spans = ids.map(id => {
    const start = starts.find(line => line.span === id);
    const end = ends.findLast(line => line.span === id);
    return { start, end, request: requests.find(line => line.span === id), a: { ...start?.a, ...end?.a } };
  });
  return {
    files,
    text,
    lines,
    runs: of('run'),
    runEnds: of('run_end'),
    events: of('event'),
    spans,
    llm: spans.filter(span => span.start?.kind === 'llm'),
  };
}

function listFiles(dir: string): string[] {
  if (statSync(dir, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map(name => join(dir, name))
    .filter(path => statSync(path).isFile());
}
