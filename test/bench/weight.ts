/**
 * What is shipped, and what it costs to start: sizes of the built files, and the time `activate` takes, beside an empty
 * extension, each in fresh processes.
 *
 *   node esbuild.mjs --production && node test/bench/weight.ts
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { packVsix } from '../../scripts/lib/build.mjs';
import { bytes, type Figure, ms, percentile, report } from './report.ts';

const ROUNDS = 15;
const gzip = (path: string): number => gzipSync(readFileSync(path), { level: 9 }).length;

/** Milliseconds for `require` and for `activate`, and the files read meanwhile, in a fresh process. */
function activation(): { require: number; activate: number; reads: number } {
  const script = fileURLToPath(new URL('./activation.cjs', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' }));
}

const REGISTER = resolve('dist/recorder/register.cjs');
const environment = { ...process.env, NODE_OPTIONS: '' };

/** Milliseconds to `require` the recorder, in a fresh process. */
function loading(): number {
  const script = `const at = performance.now(); require(${JSON.stringify(REGISTER)}); console.log(performance.now() - at)`;
  return Number(execFileSync(process.execPath, ['--eval', script], { encoding: 'utf8', env: environment }));
}

/** What the recorder adds to the life of a process that makes no call, in milliseconds: pairs of processes, by turns. */
function startup(files: Readonly<Record<string, string>>, main: string): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'spanmeter-startup-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const life = (args: readonly string[]): number => {
    const before = performance.now();
    spawnSync(process.execPath, [...args, join(folder, main)], { env: environment });
    return performance.now() - before;
  };
  const added = Array.from({ length: 2 * ROUNDS + 1 }, () => {
    const plain = life([]);
    return life(['--require', REGISTER]) - plain;
  });
  rmSync(folder, { recursive: true, force: true });
  return added;
}

// Loading a module is where the hooks for call sites cost something.
const MODULES = Object.fromEntries(
  Array.from({ length: 50 }, (_, at) => [`m${at}.mjs`, `export const value = ${at};\n`]),
);
const imports = Object.keys(MODULES).map(name => `import './${name}';\n`);
const startups = {
  'no module': startup({ 'main.cjs': '' }, 'main.cjs'),
  '50 ES modules': startup({ ...MODULES, 'main.mjs': imports.join('') }, 'main.mjs'),
};

const started = Array.from({ length: ROUNDS }, activation);
const vsix = await packVsix();

const figures: Figure[] = [
  { name: 'VSIX', value: statSync(vsix).size, limit: 400 * 1024, show: bytes },
  { name: 'webview script, gzip', value: gzip('dist/webview.js'), limit: 30 * 1024, show: bytes },
  { name: 'webview style sheet, gzip', value: gzip('media/dashboard.css'), limit: 5 * 1024, show: bytes },
  { name: 'extension, minified', value: statSync('dist/extension.cjs').size, show: bytes },
  { name: 'recorder: register.cjs, minified', value: statSync(REGISTER).size, limit: 40 * 1024, show: bytes },
  ...['calls.cjs', 'guard.cjs', 'index.cjs', 'optimize.cjs'].map(name => ({
    name: `recorder: ${name}, loaded when needed`,
    value: statSync(`dist/recorder/${name}`).size,
    show: bytes,
  })),
  {
    name: 'recorder: loading it, median',
    value: percentile(Array.from({ length: ROUNDS }, loading), 0.5),
    limit: 5,
    show: ms,
  },
  ...Object.entries(startups).map(([name, added], at) => ({
    name: `recorder: added to a process without a call, ${name}, median`,
    value: percentile(added, 0.5),
    limit: [5, 12][at] ?? 0,
    show: ms,
  })),
  { name: 'price table', value: statSync('dist/recorder/prices.json').size, limit: 64 * 1024, show: bytes },
  {
    name: 'activation: load and activate, median',
    value: percentile(
      started.map(({ require, activate }) => require + activate),
      0.5,
    ),
    limit: 50,
    show: ms,
  },
  {
    name: 'activation: files read before it returns',
    value: Math.max(...started.map(({ reads }) => reads)),
    limit: 0,
    show: String,
  },
];
report('Weight', figures);
