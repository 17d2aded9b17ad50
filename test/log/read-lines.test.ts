import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineReader, MAX_READ_LINE } from '../../src/log/read-lines.ts';
import { tempDir } from './temp.ts';

function file(content: string | Buffer = ''): { readonly path: string; readonly reader: LineReader } {
  const path = join(tempDir(), 'log.jsonl');
  writeFileSync(path, content);
  return { path, reader: new LineReader(path) };
}

/** Everything there is to read now. */
function all(reader: LineReader): string[] {
  const lines: string[] = [];
  for (;;) {
    const reading = reader.read();
    lines.push(...reading.lines);
    if (reading.bytes === 0) return lines;
  }
}

describe('complete lines', () => {
  test('from where the last reading ended', () => {
    const { path, reader } = file('a\nb\n');
    expect(all(reader)).toEqual(['a', 'b']);
    expect(all(reader)).toEqual([]);
    appendFileSync(path, 'c\n');
    expect(all(reader)).toEqual(['c']);
  });

  test('half a line waits for its other half', () => {
    const { path, reader } = file('a\nhal');
    expect(all(reader)).toEqual(['a']);
    appendFileSync(path, 'f\n');
    expect(all(reader)).toEqual(['half']);
  });

  test('a character cut in two waits for its other byte', () => {
    const euro = Buffer.from('€\n');
    const { path, reader } = file(Buffer.concat([Buffer.from('a\n'), euro.subarray(0, 2)]));
    expect(all(reader)).toEqual(['a']);
    appendFileSync(path, euro.subarray(2));
    expect(all(reader)).toEqual(['€']);
  });

  test('however the bytes arrive, the lines are the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }).filter(text => !text.includes('\n'))),
        fc.array(fc.nat(40)),
        (lines, cuts) => {
          const bytes = Buffer.from(lines.map(line => `${line}\n`).join(''));
          const { path, reader } = file();
          const seen: string[] = [];
          let at = 0;
          for (const cut of [...cuts, bytes.length]) {
            appendFileSync(path, bytes.subarray(at, at + cut));
            at += cut;
            seen.push(...all(reader));
          }
          expect(seen).toEqual(lines);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('large lines', () => {
  test.each([1, 2, 1022, 1023, 1024, 1025, 262_143, 262_144, 262_145])(
    'of %i characters, before and behind another',
    async length => {
      const [first, second] = ['x'.repeat(length), 'y'.repeat(length)];
      const { path, reader } = file(`${first}\n`);
      expect(all(reader)).toEqual([first]);
      appendFileSync(path, `${second}\n${first}\n`);
      expect(all(reader)).toEqual([second, first]);
    },
  );

  test('longer than a chunk', () => {
    const long = 'x'.repeat(700_000);
    const { reader } = file(`a\n${long}\nb\n`);
    expect(all(reader).map(line => line.length)).toEqual([1, 700_000, 1]);
  });

  test('longer than can be: passed over and counted, what follows is not lost', () => {
    const { path, reader } = file(`a\n${'x'.repeat(MAX_READ_LINE * 2 + 5)}`);
    const first = reader.read();
    expect(first.lines).toEqual(['a']);
    const second = reader.read();
    expect(second).toMatchObject({ lines: [], tooLong: 1 });
    appendFileSync(path, 'yyy\nb\n');
    const third = reader.read();
    expect(third).toMatchObject({ lines: ['b'], tooLong: 0 });
  });
});

describe('a file that is not what it was', () => {
  test('cut short: read from its beginning', () => {
    const { path, reader } = file('aaaa\nbbbb\n');
    all(reader);
    truncateSync(path, 0);
    appendFileSync(path, 'c\n');
    const reading = reader.read();
    expect(reading).toMatchObject({ lines: ['c'], restarted: true });
  });

  test('replaced by another: read from its beginning', () => {
    const { path, reader } = file('a\n');
    all(reader);
    writeFileSync(`${path}.new`, 'b\nc\n');
    renameSync(`${path}.new`, path);
    expect(all(reader)).toEqual(['b', 'c']);
  });

  test('gone: says so', () => {
    const reader = new LineReader(join(tempDir(), 'none.jsonl'));
    expect(() => reader.read()).toThrow('ENOENT');
  });
});
