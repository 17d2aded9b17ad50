/** The recorder's files: what each is bundled from, for the build, the tests and the benchmarks alike. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const SOURCE = join(SRC, 'recorder', 'node');

/**
 * `register.cjs` waits for a call. The others are loaded when one comes (`calls`), when a limit is to be held (`guard`), when
 * prompts and answers are to be kept (`content`), when a program uses the API (`index`, `optimize`).
 */
const BUNDLES = ['register', 'calls', 'guard', 'content', 'index', 'optimize'];

const COPIES = [
  join(SRC, 'core', 'pricing', 'prices.json'),
  ...['index.mjs', 'optimize.mjs', 'register.mjs', 'shim.cjs'].map(name => join(SOURCE, name)),
];

// One recorder in a process: its clock and its file system are those `register.cjs` took when it was loaded, before the
// program could put others in their place.
const oneRecorder = {
  name: 'one recorder',
  setup({ onResolve, initialOptions }) {
    if (initialOptions.entryPoints[0].endsWith('register.ts')) return;
    onResolve({ filter: /\/(?:platform|register)\.ts$/ }, () => ({ path: './register.cjs', external: true }));
  },
};

/** One row for each bundle, as esbuild takes it. */
export function recorderBundles(folder) {
  return BUNDLES.map(name => ({
    entry: join(SOURCE, `${name}.ts`),
    out: join(folder, `${name}.cjs`),
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: BUNDLES.map(other => `./${other}.cjs`),
    plugins: [oneRecorder],
  }));
}

/** The recorder as it is shipped, in this folder. */
export async function buildRecorder(folder) {
  copyRecorderFiles(folder);
  for (const { entry, out, ...options } of recorderBundles(folder)) {
    await build({ entryPoints: [entry], outfile: out, bundle: true, minify: true, ...options });
  }
}

/** Copies what is shipped as it is; the recorder for Python as one file, which is half as large when packed as 148. */
export function copyRecorderFiles(folder) {
  mkdirSync(folder, { recursive: true });
  for (const path of COPIES) copyFileSync(path, join(folder, path.replace(/^.*[\\/]/, '')));
  writeFileSync(join(folder, 'python.json'), JSON.stringify(pythonFiles()));
}

/** The texts of the recorder for Python and its shim, by their paths: `spanmeter/__init__.py`. */
function pythonFiles() {
  const root = join(SRC, 'recorder', 'python');
  const paths = ['shim', 'spanmeter'].flatMap(name =>
    readdirSync(join(root, name), { recursive: true }).map(path => join(name, path)),
  );
  const texts = paths.filter(path => /\.(?:py|typed)$/.test(path)).sort();
  return Object.fromEntries(texts.map(path => [path.replaceAll('\\', '/'), readFileSync(join(root, path), 'utf8')]));
}

/** Of the declarations in a folder, keeps those the entries' own are made of. The compiler writes one for every file it reads. */
export function keepDeclarationsOf(entries, folder) {
  const wanted = new Set();
  const follow = path => {
    if (wanted.has(path)) return;
    wanted.add(path);
    for (const [, other] of readFileSync(path, 'utf8').matchAll(/from '(\.[^']+)\.ts'/g)) {
      follow(resolve(dirname(path), `${other}.d.ts`));
    }
  };
  for (const entry of entries) follow(resolve(entry));
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = resolve(file.parentPath, file.name);
    if (file.isFile() && !wanted.has(path)) rmSync(path);
  }
}
