import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSseSplitter } from '../../src/recorder/node/stream/sse.ts';

function events(bytes: Buffer, cuts: readonly number[] = []): (readonly [string, string | undefined])[] {
  const found: (readonly [string, string | undefined])[] = [];
  const splitter = createSseSplitter((data, name) => found.push([data, name]));
  let start = 0;
  for (const cut of [...cuts.map(at => at % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    splitter.push(bytes.toString('latin1', start, cut));
    start = cut;
  }
  splitter.end();
  return found;
}

test('names, several lines of data, comments, both line ends, an end without an empty line', () => {
  const text =
    ': hello\nevent: a\ndata: {"x":\ndata: 1}\n\n\r\ndata:no space\r\n\r\nid: 7\nretry: 5\n\nevent: b\ndata: ä€😀\n\ndata: last';
  expect(events(Buffer.from(text))).toEqual([
    ['{"x":\n1}', 'a'],
    ['no space', undefined],
    ['ä€😀', 'b'],
    ['last', undefined],
  ]);
});

test('however the bytes are cut, the events are the same', () => {
  const event = fc.tuple(
    fc.option(fc.constantFrom('a', 'b')),
    fc.string({ unit: 'grapheme' }).map(text => text.replace(/[\r\n]/g, '')),
  );
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 6 }),
      fc.constantFrom('\n', '\r\n'),
      fc.array(fc.nat(), { maxLength: 10 }),
      (all, end, cuts) => {
        const bytes = Buffer.from(
          all.map(([name, data]) => `${name === null ? '' : `event: ${name}${end}`}data: ${data}${end}${end}`).join(''),
        );
        expect(events(bytes, cuts)).toEqual(all.map(([name, data]) => [data, name ?? undefined]));
      },
    ),
  );
});
