/** The program as it ships: bundled, started as a process. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import { tempDir } from '../log/temp.ts';

test('runs from dist, whatever the working directory, and ends with its code', () => {
  const root = tempDir();
  mkdirSync(join(root, 'dist', 'recorder'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"version": "9.8.7"}');
  copyFileSync('src/core/pricing/prices.json', join(root, 'dist', 'recorder', 'prices.json'));
  const outfile = join(root, 'dist', 'cli.cjs');
  buildSync({
    entryPoints: ['src/cli/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, [outfile, ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, HOME: root, USERPROFILE: root, NODE_OPTIONS: '' },
    });
  expect(run('--version')).toMatchObject({ status: 0, stdout: '9.8.7\n', stderr: '' });
  expect(run('prices', 'openai/gpt-4o')).toMatchObject({ status: 0, stderr: '' });
  expect(run('prices', 'house-model-7')).toMatchObject({ status: 1, stderr: '' });
  expect(run('report', '--sinc=7d')).toMatchObject({ status: 2, stdout: '' });
  expect(JSON.parse(run('doctor', '--json').stdout)).toMatchObject({
    kind: 'doctor',
    version: '9.8.7',
    healthy: false,
  });
});
