/** The first line of every file: who writes it. */
import { basename } from 'node:path';
import { FORMAT_VERSION, type ProcessLine } from '../../../core/wire.ts';
import { builtin, type Files, now } from '../platform.ts';
import { RECORDER } from '../version.ts';
import { readGit } from './git.ts';

export function processLine(files: Files, cwd: string): ProcessLine {
  const git = readGit(files, cwd);
  return {
    t: 'process',
    v: FORMAT_VERSION,
    ts: now(),
    pid: process.pid,
    ppid: process.ppid,
    tid: builtin('node:worker_threads').threadId,
    argv: { script: scriptName(), args: Math.max(0, process.argv.length - 2) },
    cwd,
    runtime: runtime(),
    recorder: RECORDER,
    ...(git && { git }),
  };
}

/** The script's file name: what a run is called that no one named. */
export function scriptName(): string {
  const script = process.argv[1];
  return script === undefined || script === '' ? basename(process.argv0 || 'node') : basename(script);
}

function runtime(): string {
  const { bun, deno, node } = process.versions;
  if (bun !== undefined) return `bun ${bun}`;
  return deno === undefined ? `node ${node}` : `deno ${deno}`;
}
