/**
 * Puts the recorder where processes find it: `~/.spanmeter/register.cjs`, a few lines that load the newest
 * `~/.spanmeter/recorder/<version>/`. The path never changes and is never deleted, since a `--require` of a missing file
 * would break every Node command of a terminal. Several windows and versions may do this at once: each file is written
 * aside and renamed, so that whoever loads one meanwhile finds a whole one, old or new.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const SHIM = 'shim.cjs';
/** Loaded first, so put in place last: a recorder without it is not there yet. */
const ENTRY = 'register.cjs';

/** Makes sure that this version's recorder is in place. Returns the path to be required, which exists then. */
export async function installRecorder(built: string, version: string, home = homedir()): Promise<string> {
  const root = join(home, '.spanmeter');
  const shim = join(root, ENTRY);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const names = await recorderFiles(built);
  await place(built, names, join(root, 'recorder', version), root);
  if (await isNewerShim(join(built, SHIM), shim)) await putAside(join(built, SHIM), shim, root);
  return shim;
}

/** What a recorder is made of, its entry last. */
async function recorderFiles(built: string): Promise<readonly string[]> {
  const names = (await readdir(built)).filter(
    name => /\.(?:[cm]js|json)$/.test(name) && name !== SHIM && name !== ENTRY,
  );
  return [...names, ENTRY];
}

async function place(built: string, names: readonly string[], body: string, root: string): Promise<void> {
  // While it is being developed, one version has many builds.
  const same = await Promise.all(names.map(name => isSame(join(built, name), join(body, name))));
  const changed = names.filter((_, at) => !same[at]);
  if (changed.length === 0) return;
  await mkdir(body, { recursive: true });
  // File by file: a process may be loading the old ones at this moment, and a folder can't be replaced under it.
  for (const name of changed) await putAside(join(built, name), join(body, name), root);
}

// Named so that no shim takes it for a version, nor for a file of the recorder.
async function putAside(from: string, to: string, root: string): Promise<void> {
  const aside = join(root, `.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
  try {
    await copyFile(from, aside);
    await rename(aside, to);
  } finally {
    await rm(aside, { force: true });
  }
}

// `// Spanmeter shim 1`: an older window does not put its own in the place of a newer one.
async function isNewerShim(ours: string, theirs: string): Promise<boolean> {
  if (await isSame(ours, theirs)) return false;
  const generation = async (path: string) => Number(/shim (\d+)/.exec(await readFile(path, 'utf8'))?.[1] ?? 0);
  return !existsSync(theirs) || (await generation(ours)) >= (await generation(theirs));
}

async function isSame(ours: string, theirs: string): Promise<boolean> {
  if (!existsSync(theirs)) return false;
  const [a, b] = await Promise.all([readFile(ours), readFile(theirs)]);
  return a.equals(b);
}
