import { createHmac } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalArguments, canonicalJson } from '../../src/recorder/node/hash/canonical.ts';
import { createHasher } from '../../src/recorder/node/hash/hasher.ts';
import { machineKey } from '../../src/recorder/node/hash/key.ts';
import { normaliseResult } from '../../src/recorder/node/hash/normalise.ts';
import { nodeFiles } from '../../src/recorder/node/platform.ts';
import { runAgent, temporaryFolder } from './support/agent.ts';

const normalised = (text: string) => Buffer.from(normaliseResult(text)).toString('utf8');

describe('canonical JSON', () => {
  test.each([
    [{ b: 1, a: [true, null, 'é'] }, '{"a":[true,null,"é"],"b":1}'],
    [{ a: { d: 1, c: 2 } }, '{"a":{"c":2,"d":1}}'],
    ['text', '"text"'],
    [undefined, 'null'],
  ])('%j', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test('means the same, and is the same for every order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), value => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('a deep value is cut, not followed', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(canonicalJson(deep).length).toBeLessThan(200);
  });
});

test('what a model says about a call is no part of it; numbers are', () => {
  const call = { path: 'a.ts', offset: 100 };
  const told = { ...call, explanation: 'again', timeout_ms: 5, description: 'x' };
  expect(canonicalArguments(told)).toBe(canonicalArguments(call));
  expect(canonicalArguments({ ...call, offset: 200 })).not.toBe(canonicalArguments(call));
  expect(canonicalArguments('cut {')).toBe('"cut {"');
});

describe('a result without what differs from time to time', () => {
  test.each([
    ['12:30:59 found 3 files', '#:#:# found # files'],
    ['\x1b[1;31mFAILED\x1b[0m  in\t1.5s\n\n', 'failed in #.#s '],
    ['at 0xDEADbeef, 0x1', 'at #, #'],
    ['id 3fa85f64-5717-4562-b3fc-2c963f66afa6!', 'id #!'],
    ['abcdef12-5717-4562-b3fc-2c963f66afa6', '#'],
    ['not-a-uuid-abcdef12-57', 'not-a-uuid-abcdef#-#'],
    ['ÄRGER über 0x', 'Ärger über #x'],
    ['\x1bno', '\x1bno'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(normalised(text)).toBe(expected);
  });

  test('of a long one, the first and the last 4,096 bytes', () => {
    const [head, tail] = ['h'.repeat(4096), 't'.repeat(4096)];
    expect(normalised(`${head}${'m'.repeat(100_000)}${tail}`)).toBe(head + tail);
    expect(normalised('é'.repeat(5000)).length).toBe(4096);
  });

  // What the Python recorder does with one regular expression.
  const PATTERN =
    /\x1b\[[\x20-\x3f]*[@-~]|0[xX][0-9a-fA-F]+|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9]+|[ \t\n\r\v\f]+|[A-Z]/g;
  const simply = (text: string) =>
    text.replace(PATTERN, found => {
      if (found.startsWith('\x1b')) return '';
      if (/^\s/.test(found)) return ' ';
      return /^[A-Z]$/.test(found) ? found.toLowerCase() : '#';
    });

  test('one pass does what the rules say', () => {
    const uuid = fc.uuid();
    const part = fc.oneof(
      uuid,
      fc.constantFrom('\x1b[31m', '\x1b[', ' ', '\n\t', '0x', '0xfF', 'A', '-', '12', 'abc', 'é'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), parts => {
        const text = parts.join('');
        expect(normalised(text)).toBe(simply(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the key of the machine', () => {
  test('is made once, for the user alone, and keys every hash', () => {
    const home = temporaryFolder();
    const key = machineKey(nodeFiles, home);
    const path = join(home, '.spanmeter', 'key');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe(`${key.toString('hex')}\n`);
    expect(machineKey(nodeFiles, home)).toEqual(key);
    expect(readdirSync(join(home, '.spanmeter'))).toEqual(['key']);
    const hasher = createHasher(() => key);
    for (const data of [
      '',
      'text',
      'é€😀'.repeat(3000),
      'x'.repeat(16 * 1024 + 1),
      '€'.repeat(16 * 1024),
      Buffer.from('bytes'),
    ]) {
      expect(hasher(data)).toBe(createHmac('sha256', key).update(data).digest('hex').slice(0, 16));
    }
  });

  test('a spoilt or unreadable one is replaced for this process', () => {
    const home = temporaryFolder();
    mkdirSync(join(home, '.spanmeter'));
    writeFileSync(join(home, '.spanmeter', 'key'), 'not a key');
    expect(machineKey(nodeFiles, home)).toHaveLength(32);
    expect(readFileSync(join(home, '.spanmeter', 'key'), 'utf8')).toBe('not a key');
    expect(machineKey(nodeFiles, join(home, '.spanmeter', 'key'))).toHaveLength(32);
  });

  test('of processes that make it together, all have the same', async () => {
    const home = temporaryFolder();
    const agents = Array.from({ length: 6 }, () => runAgent('hashes.mjs', { home, dir: temporaryFolder() }));
    const hashes = (await Promise.all(agents)).map(agent => agent.llm[0]?.request?.parts.user?.hash);
    expect(new Set(hashes).size).toBe(1);
    expect(hashes[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(readdirSync(join(home, '.spanmeter'))).toEqual(['key']);
  });
});
