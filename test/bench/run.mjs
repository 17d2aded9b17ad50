/**
 * npm run bench: every benchmark, one after the other. Ends with 1 where a limit is passed.
 *
 *   node test/bench/run.mjs [name …]
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildExtension } from '../../scripts/lib/build.mjs';
import { node24, withNode24 } from '../../scripts/lib/node-24.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const BENCHMARKS = [
  'weight.ts',
  'prices.ts',
  'live.ts',
  'analyses.ts',
  'recorder.mjs',
  'recorder-peer.mjs',
  'guard.ts',
  'python.mjs',
];

await buildExtension();
const wanted = process.argv.slice(2);
const chosen = BENCHMARKS.filter(name => wanted.length === 0 || wanted.some(word => name.startsWith(word)));
for (const name of chosen.filter(file => readdirSync(here).includes(file))) {
  const { status } = spawnSync(node24(), ['--expose-gc', `${here}${name}`], { stdio: 'inherit', env: withNode24() });
  if (status !== 0) process.exitCode = 1;
}
