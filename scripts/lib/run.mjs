import { spawn } from 'node:child_process';
import { Problem } from './problem.mjs';

const TAIL_LINES = 15;

/** The end of a program's output: enough to see why it failed, short enough to read. */
export const tail = (text, lines = TAIL_LINES) => text.trimEnd().split('\n').slice(-lines).join('\n');

/**
 * Runs a program to its end, without a shell and without stdin, and resolves to its output. When it fails, the error
 * carries what `excerpt` takes from it, which is its end: a quiet run that fails loudly.
 */
export function run(command, args, { cwd, env = process.env, what = command, excerpt = tail } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', chunk => chunks.push(chunk));
    child.stderr.on('data', chunk => chunks.push(chunk));
    child.on('error', error => reject(new Problem(`${what} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      const output = Buffer.concat(chunks).toString('utf8');
      if (code === 0) resolve(output);
      else reject(new Problem(`${what} failed (${signal ?? `exit code ${code}`}):\n${excerpt(output)}`));
    });
  });
}

/** Runs a program that talks to the person directly; resolves to its exit code (1 when a signal ended it). */
export function runInherited(command, args, { cwd, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', error => reject(new Problem(`${command} could not be started: ${error.message}`)));
    child.on('close', code => resolve(code ?? 1));
  });
}
