import { createHash, randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { node24 } from '../lib/node-24.mjs';
import { npm } from '../lib/npm.mjs';
import { editorCache } from '../lib/paths.mjs';
import { Problem } from '../lib/problem.mjs';
import { say, step } from '../lib/progress.mjs';
import { run } from '../lib/run.mjs';
import { withLock } from './lock.mjs';
import { recipe } from './recipe.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const readJson = path => JSON.parse(readFileSync(path, 'utf8'));
const manifest = readJson(join(here, 'package.json'));
const version = manifest.dependencies['code-server'];

const PLATFORMS = ['linux', 'darwin'];
const MARKER = 'complete';

/**
 * Makes sure that VS Code from npm is in the cache folder, and returns the path of its entry script. A finished install
 * carries a marker written last and appears under its final name in one rename, so what is there is whole; anything
 * else is thrown away and installed again.
 */
export async function ensureEditor() {
  if (!PLATFORMS.includes(process.platform)) {
    throw new Problem(
      'VS Code from npm runs on Linux and macOS only. Install desktop VS Code and make sure that "code" is on the PATH.',
    );
  }
  const cache = editorCache();
  const target = join(cache, `code-server-${version}-${fingerprint()}`);
  if (!isComplete(target)) {
    const waiting = () => say('editor', 'another process is installing VS Code; waiting for it …');
    await withLock(join(cache, 'install.lock'), waiting, async () => {
      if (isComplete(target)) return;
      const told = {
        doing: `installing VS Code from npm (code-server ${version})`,
        done: 'VS Code installed',
        about: '30 s',
      };
      await step('editor', told, () => install(cache, target));
    });
  }
  return entryOf(target);
}

const entryOf = folder => join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
const isComplete = folder => existsSync(join(folder, MARKER)) && existsSync(entryOf(folder));

/** A changed recipe, lockfile or platform is another install: an old one is never taken for it. */
function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  const files = ['package-lock.json', 'recipe.mjs', 'install.mjs'];
  const standIns = Object.values(recipe.standIns).map(name => join('stand-ins', name));
  for (const file of [...files, ...standIns]) hash.update(readFileSync(join(here, file), 'utf8').replaceAll('\r', ''));
  return hash.digest('hex').slice(0, 8);
}

async function install(cache, target) {
  removeLeftovers(cache);
  rmSync(target, { recursive: true, force: true });
  const staging = join(cache, `staging-${process.pid}-${randomBytes(4).toString('hex')}`);
  mkdirSync(staging, { recursive: true });
  try {
    for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(here, file), join(staging, file));
    await npm(['ci', '--ignore-scripts', '--omit=dev'], staging);
    await installWorkbench(join(staging, 'node_modules', 'code-server', 'lib', 'vscode'));
    await tryBinaries(join(staging, 'node_modules', 'code-server', 'lib', 'vscode'));
    writeFileSync(join(staging, MARKER), `code-server ${version}\n`);
    renameSync(staging, target);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Loads what is not JavaScript once: better an error here than an editor whose terminal does not open. */
async function tryBinaries(vscode) {
  const script = ['node-pty', '@parcel/watcher', ...Object.keys(recipe.standIns)].map(
    name => `await import('${name}');`,
  );
  await run(node24(), ['--input-type=module', '--eval', script.join('')], {
    cwd: vscode,
    what: `VS Code from npm does not run on this machine (${process.platform} ${process.arch}): loading its binaries`,
  });
}

/**
 * What a killed install left behind; the lock is held, so none of it is in use. In the checkout's own cache also earlier
 * versions; a cache that was named may be shared with checkouts that still want them.
 */
function removeLeftovers(cache) {
  const old = process.env.SPANMETER_EDITOR_CACHE ? /^staging-/ : /^(staging|code-server)-/;
  for (const name of readdirSync(cache)) {
    if (old.test(name)) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

/** VS Code itself is a package inside the package, with a shrinkwrap of its own that pins every dependency. */
async function installWorkbench(vscode) {
  const path = join(vscode, 'package.json');
  const workbench = readJson(path);
  for (const name of [...recipe.skippedDependencies, ...Object.keys(recipe.standIns)])
    delete workbench.dependencies[name];
  writeFileSync(path, JSON.stringify(workbench, undefined, 2));
  const extensions = join(vscode, 'extensions');
  for (const name of recipe.skippedExtensions) rmSync(join(extensions, name), { recursive: true, force: true });

  const args = ['install', '--ignore-scripts', '--omit=dev'];
  await npm(args, vscode);
  await npm(args, extensions); // TypeScript, for the language features of the built-in extensions
  await run(node24(), ['postinstall.mjs'], { cwd: extensions, what: 'trimming TypeScript' });
  for (const [name, file] of Object.entries(recipe.standIns))
    addStandIn(join(vscode, 'node_modules', name), name, file);
  trim(vscode);
}

function addStandIn(folder, name, file) {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(here, 'stand-ins', file), join(folder, 'index.mjs'));
  const standIn = {
    name,
    version: '0.0.0',
    private: true,
    description: 'Stand-in, see scripts/editor',
    exports: './index.mjs',
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(standIn, undefined, 2));
}

/** Takes away what was downloaded for other platforms or for debuggers. */
function trim(vscode) {
  const own = `${process.platform}-${process.arch}`;
  const modules = join(vscode, 'node_modules');
  for (const folder of [join(modules, 'node-pty', 'prebuilds'), join(modules, '@vscode', 'ripgrep-universal', 'bin')]) {
    for (const platform of readdirSync(folder)) {
      if (platform !== own) rmSync(join(folder, platform), { recursive: true, force: true });
    }
  }
  rmSync(join(modules, 'node-pty', 'third_party'), { recursive: true, force: true });
  for (const entry of readdirSync(vscode, { recursive: true, withFileTypes: true })) {
    const skipped = recipe.skippedFileEndings.some(ending => entry.name.endsWith(ending));
    if (skipped && entry.isFile()) rmSync(join(entry.parentPath ?? entry.path, entry.name));
  }
}
