import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { installRecorder, nodeOptions } from '../../src/vscode/recorder-install.ts';
import { RECORDER } from '../recorder/support/build.ts';

function temp(): string {
  const dir = mkdtempSync(join(tmpdir(), 'spanmeter-install-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A built recorder that says its mark when it is loaded. */
function built(mark: string): string {
  const dir = join(temp(), 'recorder');
  mkdirSync(dir);
  writeFileSync(join(dir, 'register.cjs'), `process.stdout.write(${JSON.stringify(mark)});`);
  for (const name of ['calls.cjs', 'guard.cjs', 'prices.json']) writeFileSync(join(dir, name), '');
  writeFileSync(join(dir, 'shim.cjs'), readFileSync('src/recorder/node/shim.cjs'));
  return dir;
}

const load = (shim: string): string =>
  execFileSync(process.execPath, ['--require', shim, '--eval', ''], { encoding: 'utf8', env: {} });

describe('installing', () => {
  test('the fixed path loads what was installed, and its path never changes', async () => {
    const home = temp();
    const shim = await installRecorder(built('one'), '1.0.0', home);
    expect(shim).toBe(join(home, '.spanmeter', 'register.cjs'));
    expect(load(shim)).toBe('one');
    expect(await installRecorder(built('two'), '1.1.0', home)).toBe(shim);
    expect(load(shim)).toBe('two');
  });

  test('every file the recorder loads is there', async () => {
    const home = temp();
    await installRecorder(RECORDER, '1.0.0', home);
    const installed = readdirSync(join(home, '.spanmeter', 'recorder', '1.0.0'));
    const code = installed.map(name => readFileSync(join(RECORDER, name), 'utf8')).join('\n');
    const loaded = [...code.matchAll(/["']\.\/([\w-]+\.\w+)["']|["'](prices\.json)["']/g)].map(([, a, b]) => a ?? b);
    expect(loaded).toContain('calls.cjs');
    expect(installed).toEqual(expect.arrayContaining(loaded));
  });

  test('another build of the same version takes the place of the old one', async () => {
    const home = temp();
    await installRecorder(built('old'), '1.0.0', home);
    const shim = await installRecorder(built('new'), '1.0.0', home);
    expect(load(shim)).toBe('new');
  });

  test('leaves nothing aside, and its folder to its user alone', async () => {
    const home = temp();
    await installRecorder(built('one'), '1.0.0', home);
    expect(readdirSync(join(home, '.spanmeter')).sort()).toEqual(['recorder', 'register.cjs']);
    expect(readdirSync(join(home, '.spanmeter', 'recorder'))).toEqual(['1.0.0']);
    if (process.platform !== 'win32') expect(statSync(join(home, '.spanmeter')).mode & 0o077).toBe(0);
  });

  test('a recorder that is gone or broken breaks no Node command', async () => {
    const home = temp();
    const shim = await installRecorder(built('one'), '1.0.0', home);
    writeFileSync(join(home, '.spanmeter', 'recorder', '1.0.0', 'register.cjs'), 'syntax error(');
    expect(load(shim)).toBe('');
    rmSync(join(home, '.spanmeter', 'recorder'), { recursive: true });
    expect(load(shim)).toBe('');
  });
});

describe('NODE_OPTIONS', () => {
  test.each([
    ['/home/a/.spanmeter/register.cjs', undefined, '--require /home/a/.spanmeter/register.cjs'],
    [
      '/home/a/.spanmeter/register.cjs',
      '--max-old-space-size=4096',
      '--max-old-space-size=4096 --require /home/a/.spanmeter/register.cjs',
    ],
    ['C:\\Users\\Ann Lee\\.spanmeter\\register.cjs', '', '--require "C:/Users/Ann Lee/.spanmeter/register.cjs"'],
  ])('%s behind %j', (shim, before, expected) => {
    expect(nodeOptions(shim, before)).toBe(expected);
    expect(nodeOptions(shim, expected)).toBe(expected);
  });
});
