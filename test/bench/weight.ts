/**
 * What is shipped, and what it costs to start: sizes of the built files, and the time `activate` takes, beside an empty
 * extension, each in fresh processes.
 *
 *   node esbuild.mjs --production && node test/bench/weight.ts
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
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

const started = Array.from({ length: ROUNDS }, activation);
const vsix = await packVsix();

const figures: Figure[] = [
  { name: 'VSIX', value: statSync(vsix).size, limit: 400 * 1024, show: bytes },
  { name: 'webview script, gzip', value: gzip('dist/webview.js'), limit: 30 * 1024, show: bytes },
  { name: 'webview style sheet, gzip', value: gzip('media/dashboard.css'), limit: 5 * 1024, show: bytes },
  { name: 'extension, minified', value: statSync('dist/extension.cjs').size, show: bytes },
  { name: 'recorder, minified', value: statSync('dist/recorder/register.cjs').size, show: bytes },
  {
    name: 'guard, minified: loaded with the first budget',
    value: statSync('dist/recorder/guard.cjs').size,
    show: bytes,
  },
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
