/**
 * Puts the recorders where processes find them: `~/.spanmeter/register.cjs` and `~/.spanmeter/python/sitecustomize.py`, a few
 * lines each that load the newest `~/.spanmeter/recorder/<version>/`. The path never changes and is never deleted, since a `--require` of a missing file
 * would break every Node command of a terminal. Several windows and versions may do this at once: each file is written
 * aside and renamed, so that whoever loads one meanwhile finds a whole one, old or new.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** What is loaded from a fixed path, and which path that is. */
const SHIMS = [
  { from: 'shim.cjs', to: 'register.cjs' },
  { from: 'python/shim/sitecustomize.py', to: 'python/sitecustomize.py' },
];

/** The recorder for Python, as it is shipped: the text of each file by its path. */
const PACKED = 'python.json';

/** Loaded first, so put in place last: a recorder without its entry is not there yet. */
const ENTRIES = ['python/spanmeter/__init__.py', 'register.cjs'];

/** What is shipped, by its path. */
type Files = ReadonlyMap<string, Buffer>;

/** Makes sure that this version's recorder is in place. Returns the path to be required, which exists then. */
export async function installRecorder(built: string, version: string, home = homedir()): Promise<string> {
  const root = join(home, '.spanmeter');
  await mkdir(root, { recursive: true, mode: 0o700 });
  const files = await shipped(built);
  await place(files, join(root, 'recorder', version), root);
  for (const { from, to } of SHIMS) {
    const [ours, theirs] = [files.get(from), join(root, to)];
    if (ours !== undefined && (await isNewerShim(ours, theirs))) await putAside(ours, theirs, root);
  }
  return join(root, 'register.cjs');
}

async function shipped(built: string): Promise<Files> {
  const files = new Map<string, Buffer>();
  for (const name of await readdir(built)) {
    if (!/\.(?:[cm]js|json)$/.test(name)) continue;
    const bytes = await readFile(join(built, name));
    if (name !== PACKED) files.set(name, bytes);
    else for (const [path, text] of unpacked(bytes)) files.set(`python/${path}`, Buffer.from(text));
  }
  return files;
}

// Made by our own build, so its shape is known.
function unpacked(bytes: Buffer): [string, string][] {
  return Object.entries(JSON.parse(bytes.toString('utf8')) as Record<string, string>);
}

/** The entries come last. */
async function place(files: Files, body: string, root: string): Promise<void> {
  const apart = new Set([...SHIMS.map(({ from }) => from), ...ENTRIES]);
  const names = [...files.keys()].filter(name => !apart.has(name));
  for (const name of [...names, ...ENTRIES]) {
    const bytes = files.get(name);
    const to = join(body, name);
    // While it is being developed, one version has many builds.
    if (bytes === undefined || (await isSame(bytes, to))) continue;
    // File by file: a process may be loading the old ones at this moment, and a folder can't be replaced under it.
    await putAside(bytes, to, root);
  }
}

// Named so that no shim takes it for a version, nor for a file of the recorder.
async function putAside(bytes: Buffer, to: string, root: string): Promise<void> {
  const aside = join(root, `.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
  await mkdir(dirname(to), { recursive: true });
  try {
    await writeFile(aside, bytes);
    await rename(aside, to);
  } finally {
    await rm(aside, { force: true });
  }
}

// `// Spanmeter shim 1`: an older window does not put its own in the place of a newer one.
async function isNewerShim(ours: Buffer, theirs: string): Promise<boolean> {
  if (await isSame(ours, theirs)) return false;
  const generation = (text: string) => Number(/shim (\d+)/.exec(text)?.[1] ?? 0);
  return !existsSync(theirs) || generation(ours.toString('utf8')) >= generation(await readFile(theirs, 'utf8'));
}

async function isSame(ours: Buffer, theirs: string): Promise<boolean> {
  return existsSync(theirs) && ours.equals(await readFile(theirs));
}
