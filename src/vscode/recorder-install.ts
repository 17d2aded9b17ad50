/**
 * Puts the recorder where processes find it: `~/.spanmeter/register.cjs`, a few lines that load the newest
 * `~/.spanmeter/recorder/<version>/`. The path never changes and is never deleted, since a `--require` of a missing file
 * would break every Node command of a terminal.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

// What is loaded first comes last: whoever finds it finds the others.
const FILES = ['prices.json', 'guard.cjs', 'calls.cjs', 'register.cjs'];

/** Makes sure that this version's recorder is in place. Returns the path to be required. */
export async function installRecorder(built: string, version: string, home = homedir()): Promise<string> {
  const root = join(home, '.spanmeter');
  const shim = join(root, 'register.cjs');
  const body = join(root, 'recorder', version);
  await mkdir(root, { recursive: true, mode: 0o700 });
  if (!(await isSame(built, body))) await copyAside(built, body);
  const aside = `${shim}.${process.pid}.tmp`;
  await copyFile(join(built, 'shim.cjs'), aside);
  await rename(aside, shim);
  return shim;
}

/** The value of `NODE_OPTIONS` that loads the recorder, behind what the user has there already. */
export function nodeOptions(shim: string, before: string | undefined): string {
  // Backslashes inside quotes are eaten by Node, so forward slashes on Windows too.
  const path = shim.replaceAll('\\', '/');
  const own = `--require ${path.includes(' ') ? `"${path}"` : path}`;
  if (before === undefined || before.trim() === '') return own;
  return before.includes(own) ? before : `${before.trim()} ${own}`;
}

async function isSame(built: string, body: string): Promise<boolean> {
  if (!FILES.every(name => existsSync(join(body, name)))) return false;
  // While it is being developed, one version has many builds.
  const pairs = await Promise.all(
    FILES.map(name => Promise.all([readFile(join(built, name)), readFile(join(body, name))])),
  );
  return pairs.every(([ours, theirs]) => ours.equals(theirs));
}

async function copyAside(built: string, body: string): Promise<void> {
  const aside = `${body}.${process.pid}.tmp`;
  await mkdir(aside, { recursive: true });
  for (const name of FILES) await copyFile(join(built, name), join(aside, name));
  await mkdir(body, { recursive: true });
  // File by file: a process may be loading the old ones at this moment, and a folder can't be replaced under it.
  for (const name of FILES) await rename(join(aside, name), join(body, name));
  await rm(aside, { recursive: true, force: true });
}
