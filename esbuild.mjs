/**
 * Builds `dist/`: one table of outputs, one loop.
 *
 *   node esbuild.mjs [--production] [--watch]
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, context } from 'esbuild';
import { copyRecorderFiles, keepDeclarationsOf, recorderBundles } from './scripts/lib/recorder.mjs';

const production = process.argv.includes('--production');
const watching = process.argv.includes('--watch');

const node = { platform: 'node', format: 'cjs', target: 'node20' };
const OUTPUTS = [
  // VS Code 1.101 hosts Node 22; the CommonJS format is what it loads fastest.
  { ...node, entry: 'src/vscode/extension.ts', out: 'dist/extension.cjs', external: ['vscode'] },
  { entry: 'src/webview/main.tsx', out: 'dist/webview.js', platform: 'browser', format: 'iife', target: 'es2022' },
  ...recorderBundles('dist/recorder'),
  { ...node, entry: 'src/cli/main.ts', out: 'dist/cli.cjs', banner: { js: '#!/usr/bin/env node' } },
];

rmSync('dist', { recursive: true, force: true });
copyRecorderFiles('dist/recorder');

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
  const entries = ['index', 'optimize'].map(name => `dist/types/recorder/node/${name}.d.ts`);
  keepDeclarationsOf(entries, 'dist/types');
}
