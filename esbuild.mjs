/**
 * Builds `dist/`: one table of outputs, one loop.
 *
 *   node esbuild.mjs [--production] [--watch]
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, context } from 'esbuild';

const production = process.argv.includes('--production');
const watching = process.argv.includes('--watch');

const node = { platform: 'node', format: 'cjs', target: 'node20' };
const OUTPUTS = [
  // VS Code 1.101 hosts Node 22; the CommonJS format is what it loads fastest.
  { ...node, entry: 'src/vscode/extension.ts', out: 'dist/extension.cjs', external: ['vscode'] },
  { entry: 'src/webview/main.tsx', out: 'dist/webview.js', platform: 'browser', format: 'iife', target: 'es2022' },
  { ...node, entry: 'src/recorder/node/register.ts', out: 'dist/recorder/register.cjs' },
  { ...node, entry: 'src/recorder/node/index.ts', out: 'dist/recorder/index.cjs' },
  { ...node, entry: 'src/cli/main.ts', out: 'dist/cli.cjs', banner: { js: '#!/usr/bin/env node' } },
];

/** Files and folders that are shipped as they are. */
const COPIES = [
  ['src/core/pricing/prices.json', 'dist/recorder/prices.json'],
  ['src/recorder/node/index.mjs', 'dist/recorder/index.mjs'],
  ['src/recorder/node/register.mjs', 'dist/recorder/register.mjs'],
  ['src/recorder/node/shim.cjs', 'dist/recorder/shim.cjs'],
  ['src/recorder/python/spanmeter', 'dist/recorder/python/spanmeter'],
  ['src/recorder/python/shim', 'dist/recorder/python/shim'],
];

rmSync('dist', { recursive: true, force: true });
for (const [from, to] of COPIES) {
  mkdirSync(dirname(to), { recursive: true });
  // What Python has compiled is of one version and one machine.
  cpSync(from, to, { recursive: true, filter: path => !path.includes('__pycache__') });
}

for (const { entry, out, ...options } of OUTPUTS) {
  const settings = {
    entryPoints: [entry],
    outfile: out,
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'inline',
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
    ...options,
  };
  if (watching) await (await context(settings)).watch();
  else await build(settings);
}

chmodSync('dist/cli.cjs', 0o755);

// The public types of the recorder's API.
if (!watching) {
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', 'src/recorder/node/tsconfig.types.json'], { stdio: 'inherit' });
}
