/** Runs a small Python agent in a process of its own, as a developer would, and reads what the recorder wrote. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Finished, readRecording, temporaryFolder } from '../../recorder/support/agent.ts';
import { createProvider, type Provider, type ProviderOptions } from '../../support/provider.ts';
import { PACKAGE, PYTHON } from './python.ts';

export interface PythonOptions {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** the log folder; a new one, unless given */
  readonly dir?: string;
  readonly home?: string;
  readonly cwd?: string;
  readonly python?: string;
  /** before the agent's own: `-I`, `-m spanmeter`, … */
  readonly pythonArgs?: readonly string[];
  /** without the recorder */
  readonly plain?: boolean;
  readonly onStart?: (child: ChildProcess) => void;
}

/** Where PYTHONPATH points to in terminals with recording. */
export const SHIM: string = join(PACKAGE, 'shim');

export function agentFile(name: string): string {
  return resolve('test/python/agents', name);
}

/** The line an agent marks with a comment: `# @name`. */
export function markedLine(file: string, mark: string): number {
  const at = readFileSync(agentFile(file), 'utf8')
    .split('\n')
    .findIndex(line => line.endsWith(`# @${mark}`));
  if (at < 0) throw new Error(`no @${mark} in ${file}`);
  return at + 1;
}

export async function provided(
  options: ProviderOptions = { reply: [{ text: 'Hello wörld, how are you today?' }] },
): Promise<Provider> {
  const provider = await createProvider(options);
  onTestFinished(() => provider.close());
  return provider;
}

export async function runPython(name: string, options: PythonOptions = {}): Promise<Finished> {
  const home = options.home ?? temporaryFolder();
  const dir = options.dir ?? join(home, 'log');
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    SPANMETER_DIR: dir,
    PYTHONPATH: SHIM,
    PYTHONDONTWRITEBYTECODE: '1',
    OPENAI_API_KEY: 'sk-test-openai',
    ANTHROPIC_API_KEY: 'sk-test-anthropic',
    ...(options.plain && { SPANMETER: 'off' }),
    ...options.env,
  };
  const file = name === '' ? [] : [agentFile(name)];
  const args = [...(options.pythonArgs ?? []), ...file, ...(options.args ?? [])];
  const child = spawn(options.python ?? PYTHON, args, { env, cwd: options.cwd ?? resolve('.') });
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
