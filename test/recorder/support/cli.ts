/** The command line as it is shipped, built once for each test process into a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { RECORDER } from './build.ts';

function build(): string {
  // With a space in it, as many paths have one.
  const folder = join(mkdtempSync(join(tmpdir(), 'spanmeter-cli-')), 'a folder');
  process.on('exit', () => rmSync(join(folder, '..'), { recursive: true, force: true }));
  cpSync(RECORDER, join(folder, 'dist', 'recorder'), { recursive: true });
  copyFileSync(resolve('src/recorder/node/shim.cjs'), join(folder, 'dist', 'recorder', 'shim.cjs'));
  copyFileSync(resolve('package.json'), join(folder, 'package.json'));
  const outfile = join(folder, 'dist', 'cli.cjs');
  buildSync({
    entryPoints: [resolve('src/cli/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}

const CLI: string = build();

export interface CliResult {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface CliOptions {
  readonly home: string;
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly onStart?: (child: ChildProcess) => void;
}

/** `spanmeter …` */
export async function spanmeter(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const env = { PATH: process.env['PATH'], HOME: options.home, ...options.env };
  const child = spawn(process.execPath, [CLI, ...args], { env, cwd: options.cwd });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    err += text;
  });
  child.stdin.end(options.input ?? '');
  options.onStart?.(child);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((ended, failed) => {
    child.on('error', failed);
    child.on('close', (...how) => ended(how));
  });
  return { out, err, code, signal };
}
