/**
 * Puts the recorders where processes find them: `~/.spanmeter/register.cjs` and `~/.spanmeter/python/sitecustomize.py`, a few
 * lines each that load the newest `~/.spanmeter/recorder/<version>/`. The path never changes and is never deleted, since a `--require` of a missing file
 * would break every Node command of a terminal. Several windows and versions may do this at once: each file is written
 * aside and renamed, so that whoever loads one meanwhile finds a whole one, old or new.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** What is loaded from a fixed path, and which path that is. */
const SHIMS = [
  { from: 'shim.cjs', to: 'register.cjs' },
  { from: join('python', 'shim', 'sitecustomize.py'), to: join('python', 'sitecustomize.py') },
];

/** Loaded first, so put in place last: a recorder without its entry is not there yet. */
const ENTRIES = [join('python', 'spanmeter', '__init__.py'), 'register.cjs'];

/** Makes sure that this version's recorder is in place. Returns the path to be required, which exists then. */
export async function installRecorder(built: string, version: string, home = homedir()): Promise<string> {
  const root = join(home, '.spanmeter');
  await mkdir(root, { recursive: true, mode: 0o700 });
  const names = await recorderFiles(built);
  await place(built, names, join(root, 'recorder', version), root);
  for (const { from, to } of SHIMS) {
    const [ours, theirs] = [join(built, from), join(root, to)];
    if (existsSync(ours) && (await isNewerShim(ours, theirs))) await putAside(ours, theirs, root);
  }
  return join(root, 'register.cjs');
}

/** What the recorders are made of, their entries last. */
async function recorderFiles(built: string): Promise<readonly string[]> {
  const apart = new Set([...SHIMS.map(({ from }) => from), ...ENTRIES]);
  const names = (await readdir(built, { recursive: true })).filter(name => /\.(?:[cm]js|json|py|typed)$/.test(name));
  return [...names.filter(name => !apart.has(name)), ...ENTRIES.filter(name => names.includes(name))];
}

async function place(built: string, names: readonly string[], body: string, root: string): Promise<void> {
  // While it is being developed, one version has many builds.
  const same = await Promise.all(names.map(name => isSame(join(built, name), join(body, name))));
  const changed = names.filter((_, at) => !same[at]);
  if (changed.length === 0) return;
  // File by file: a process may be loading the old ones at this moment, and a folder can't be replaced under it.
  for (const name of changed) await putAside(join(built, name), join(body, name), root);
}

// Named so that no shim takes it for a version, nor for a file of the recorder.
async function putAside(from: string, to: string, root: string): Promise<void> {
  const aside = join(root, `.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
  await mkdir(dirname(to), { recursive: true });
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
