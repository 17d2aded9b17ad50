import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { NODE_20, temporaryFolder } from './support/agent.ts';

/** A home with these versions of the recorder; each says its name when it is loaded, and one is only half there. */
function start(versions: Readonly<Record<string, string | undefined>>, node = process.execPath): string {
  const home = join(temporaryFolder(), '.spanmeter');
  mkdirSync(home);
  copyFileSync(resolve('src/recorder/node/shim.cjs'), join(home, 'register.cjs'));
  for (const [version, body] of Object.entries(versions)) {
    mkdirSync(join(home, 'recorder', version), { recursive: true });
    if (body !== undefined) writeFileSync(join(home, 'recorder', version, 'register.cjs'), body);
  }
  const env = { PATH: process.env['PATH'], NODE_OPTIONS: `--require ${join(home, 'register.cjs')}` };
  return execFileSync(node, ['-e', 'console.log("program")'], { env, encoding: 'utf8' });
}

const say = (name: string) => `console.log('${name}')`;

test.each([
  [['0.1.0', '0.2.0'], '0.2.0'],
  [['1.9.0', '1.10.0', '1.2.11'], '1.10.0'],
  [['1.0.0-beta.2', '1.0.0'], '1.0.0'],
  [['1.0.0', '1.0.0-beta.2'], '1.0.0'],
  [['1.0.0-beta.2', '1.0.0-beta.10'], '1.0.0-beta.10'],
  [['1.0.0', 'tmp-2.0.0', '.DS_Store'], '1.0.0'],
])('of %j it loads %s', (versions, newest) => {
  expect(start(Object.fromEntries(versions.map(version => [version, say(version)])))).toBe(`${newest}\nprogram\n`);
});

test('a recorder that is broken, half installed or not there costs nothing', () => {
  expect(start({})).toBe('program\n');
  expect(start({ '1.0.0': say('1.0.0'), '2.0.0': undefined })).toBe('1.0.0\nprogram\n');
  expect(start({ '1.0.0': 'syntax error(' })).toBe('program\n');
  expect(start({ '1.0.0': 'throw new Error("x")' })).toBe('program\n');
});

test.runIf(NODE_20)('on the oldest Node', () => {
  expect(start({ '0.1.0': say('0.1.0') }, NODE_20)).toBe('0.1.0\nprogram\n');
});
