import { execFile as execFileCallback, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { installRecorder } from '../../src/inject/install.ts';
import { nodeOptions, recordingEnvironment } from '../../src/inject/options.ts';

const execFile = promisify(execFileCallback);

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
  writeFileSync(join(dir, 'prices.json'), '{}');
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

  test('another build of the same version takes the place of the old one', async () => {
    const home = temp();
    await installRecorder(built('old'), '1.0.0', home);
    const shim = await installRecorder(built('new'), '1.0.0', home);
    expect(load(shim)).toBe('new');
  });

  test('brings the recorder for Python along, its entry and its fixed path last', async () => {
    const home = temp();
    const from = built('one');
    const files = { 'spanmeter/__init__.py': '', 'spanmeter/guards/guard.py': '', 'spanmeter/py.typed': '' };
    const packed = { ...files, 'shim/sitecustomize.py': '# Spanmeter shim 1' };
    writeFileSync(join(from, 'python.json'), JSON.stringify(packed));
    const shim = await installRecorder(from, '1.0.0', home);
    const placed = join(home, '.spanmeter', 'recorder', '1.0.0', 'python');
    expect(readdirSync(placed, { recursive: true }).sort()).toEqual(
      ['spanmeter', 'spanmeter/__init__.py', 'spanmeter/guards', 'spanmeter/guards/guard.py', 'spanmeter/py.typed'].map(
        normalize,
      ),
    );
    const python = join(home, '.spanmeter', 'python');
    expect(readdirSync(python)).toEqual(['sitecustomize.py']);
    expect(recordingEnvironment(shim, {})).toMatchObject({ PYTHONPATH: python });
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

  test('several windows and versions at once, while programs load it', async () => {
    const home = temp();
    const shim = await installRecorder(built('1'), '1.0.0', home);
    const installs = ['1.0.0', '1.0.1', '1.0.2', '1.0.0', '1.0.1', '1.0.2'].map(async version => {
      for (let i = 0; i < 10; i++) await installRecorder(built(`${i}`), version, home);
    });
    const loads = Array.from({ length: 6 }, () => execFile(process.execPath, ['--require', shim, '--eval', '']));
    // A digit each: never nothing, never half a file.
    for (const { stdout, stderr } of await Promise.all(loads))
      expect([stdout, stderr]).toEqual([expect.stringMatching(/^\d$/), '']);
    await Promise.all(installs);
    expect(readdirSync(join(home, '.spanmeter')).sort()).toEqual(['recorder', 'register.cjs']);
    expect(load(shim)).toBe('9');
  });

  test('an older window leaves the shim of a newer one where it is', async () => {
    const home = temp();
    const [older, newer] = [built('old'), built('new')];
    const text = readFileSync(join(newer, 'shim.cjs'), 'utf8');
    writeFileSync(join(newer, 'shim.cjs'), text.replace(/shim \d+/, 'shim 99'));
    const shim = await installRecorder(newer, '2.0.0', home);
    await installRecorder(older, '1.0.0', home);
    expect(readFileSync(shim, 'utf8')).toContain('shim 99');
    writeFileSync(shim, 'damaged');
    await installRecorder(older, '1.0.0', home);
    expect(load(shim)).toBe('new');
  });

  test('whatever the recorder is made of, and what is there already is not written again', async () => {
    const home = temp();
    const recorder = built('one');
    writeFileSync(join(recorder, 'content.cjs'), '');
    await installRecorder(recorder, '1.0.0', home);
    const body = join(home, '.spanmeter', 'recorder', '1.0.0');
    expect(readdirSync(body).sort()).toEqual(['content.cjs', 'prices.json', 'register.cjs']);
    const before = statSync(join(body, 'register.cjs')).ino;
    await installRecorder(recorder, '1.0.0', home);
    expect(statSync(join(body, 'register.cjs')).ino).toBe(before);
  });
});

describe('NODE_OPTIONS', () => {
  test.each([
    ['/home/a/.spanmeter/register.cjs', undefined, '--require /home/a/.spanmeter/register.cjs', 'posix'],
    [
      '/home/a/.spanmeter/register.cjs',
      '--max-old-space-size=4096',
      '--max-old-space-size=4096 --require /home/a/.spanmeter/register.cjs',
      'posix',
    ],
    ['C:\\Users\\Ann\\.spanmeter\\register.cjs', '', '--require C:/Users/Ann/.spanmeter/register.cjs', 'windows'],
    [
      'C:\\Users\\Ann Lee\\.spanmeter\\register.cjs',
      '',
      '--require "C:/Users/Ann Lee/.spanmeter/register.cjs"',
      'windows',
    ],
  ] as const)('%s behind %j', (shim, before, expected, style) => {
    expect(nodeOptions(shim, before, style)).toBe(expected);
    expect(nodeOptions(shim, expected, style)).toBe(expected);
  });

  test.skipIf(process.platform === 'win32').each(['plain', 'with a space', 'quo"te', 'back\\slash', "it's"])(
    'Node finds the recorder in a home that is called: %s',
    async name => {
      const home = join(temp(), name);
      const shim = await installRecorder(built('here'), '1.0.0', home);
      const env = recordingEnvironment(shim, { NODE_OPTIONS: '--no-warnings' });
      expect(execFileSync(process.execPath, ['--eval', ''], { encoding: 'utf8', env })).toBe('here');
    },
  );
});

test('Python is told where its recorder is, once that is installed, and never to look where it works', async () => {
  const home = temp();
  const shim = await installRecorder(built('one'), '1.0.0', home);
  expect(recordingEnvironment(shim, {})['PYTHONPATH']).toBeUndefined();
  const folder = join(home, '.spanmeter', 'python');
  mkdirSync(folder);
  writeFileSync(join(folder, 'sitecustomize.py'), '');
  expect(recordingEnvironment(shim, {})['PYTHONPATH']).toBe(folder);
  expect(recordingEnvironment(shim, { PYTHONPATH: '' })['PYTHONPATH']).toBe(folder);
  expect(recordingEnvironment(shim, { PYTHONPATH: ['/a', folder].join(delimiter) })['PYTHONPATH']).toBe(
    [folder, '/a'].join(delimiter),
  );
});
