import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSplitter, type Framing, framingOf } from '../../src/recorder/node/stream/framing.ts';

type Event = readonly [data: string, name: string | undefined];

/** The events of bytes that come in pieces cut at these places. */
function events(framing: Exclude<Framing, 'json'>, bytes: Buffer, cuts: readonly number[] = []): Event[] {
  const found: Event[] = [];
  const splitter = createSplitter(framing, (data, name) => found.push([data, name]));
  let start = 0;
  for (const end of [...cuts.map(at => at % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    splitter.push(bytes.toString('latin1', start, end));
    start = end;
  }
  splitter.end();
  return found;
}

/** A frame of `application/vnd.amazon.eventstream`; the check sums are left at 0, nobody here looks at them. */
function frame(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(Buffer.byteLength(value));
      return Buffer.concat([
        Buffer.from([name.length]),
        Buffer.from(name),
        Buffer.from([7]),
        length,
        Buffer.from(value),
      ]);
    }),
  );
  const body = Buffer.from(payload);
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(12 + head.length + body.length + 4, 0);
  prelude.writeUInt32BE(head.length, 4);
  return Buffer.concat([prelude, head, body, Buffer.alloc(4)]);
}

const EVENT = { ':event-type': 'contentBlockDelta', ':content-type': 'application/json', ':message-type': 'event' };
const json = fc.dictionary(fc.string({ unit: 'binary', maxLength: 6 }), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 });
const texts = fc.array(
  json.map(value => JSON.stringify(value)),
  { maxLength: 6 },
);

describe('however the bytes are cut, the events are the same', () => {
  const cuts = fc.array(fc.nat(), { maxLength: 12 });
  test.each([
    ['ndjson', (list: readonly string[]) => list.map(text => `${text}\n`).join('')],
    ['ndjson', (list: readonly string[]) => list.join('\r\n\n')],
    ['array', (list: readonly string[]) => `[${list.join(',\n')}]`],
    ['array', (list: readonly string[]) => `[${list.join('\n,\r\n')}\n]\n`],
  ] as const)('%s', (framing, write) => {
    fc.assert(
      fc.property(texts, cuts, (list, at) => {
        expect(events(framing, Buffer.from(write(list)), at)).toEqual(list.map(text => [text, undefined]));
      }),
    );
  });

  test('frames', () => {
    fc.assert(
      fc.property(texts, cuts, (list, at) => {
        const bytes = Buffer.concat(list.map(text => frame(EVENT, text)));
        expect(events('frames', bytes, at)).toEqual(list.map(text => [text, 'contentBlockDelta']));
      }),
    );
  });
});

test('frames: exceptions by their type; the model’s own events out of their wrapping', () => {
  const exception = { ':message-type': 'exception', ':exception-type': 'throttlingException' };
  const inner = '{"type":"message_stop","é":"😀"}';
  const wrapped = JSON.stringify({ bytes: Buffer.from(inner).toString('base64'), p: 'abc' });
  const bytes = Buffer.concat([
    frame({ ':event-type': 'chunk' }, wrapped),
    frame(exception, '{"message":"slow down"}'),
  ]);
  expect(events('frames', bytes)).toEqual([
    [inner, 'chunk'],
    ['{"message":"slow down"}', 'throttlingException'],
  ]);
});

test('frames: other kinds of headers are passed over', () => {
  const other = Buffer.concat([
    Buffer.from([2, 97, 98, 8]),
    Buffer.alloc(8, 1),
    Buffer.from([1, 99, 0, 1, 100, 6, 0, 2, 5, 5, 1, 101, 9]),
    Buffer.alloc(16, 2),
  ]);
  const plain = frame(EVENT, '{}');
  const length = plain.readUInt32BE(4);
  const bytes = Buffer.concat([plain.subarray(0, 12), other, plain.subarray(12)]);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.writeUInt32BE(length + other.length, 4);
  expect(events('frames', bytes)).toEqual([['{}', 'contentBlockDelta']]);
});

test('garbage is no event, and is not held', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom('ndjson', 'array', 'frames', 'sse'),
      (bytes, framing) => {
        for (const [data] of events(framing as 'sse', Buffer.from(bytes))) expect(data.length).toBeLessThanOrEqual(400);
      },
    ),
  );
  const huge = Buffer.concat([Buffer.from([0, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0]), frame(EVENT, '{}')]);
  expect(events('frames', huge)).toEqual([]);
});

test.each([
  ['data: {', true, 'sse'],
  ['da', true, undefined],
  [': ping', false, 'sse'],
  ['{"a":1}\n{"a"', true, 'ndjson'],
  ['{"a":1}\n{"a"', false, 'json'],
  ['{"a":1}', true, undefined],
  ['{\n  "error": 1\n}\n', true, 'json'],
  ['[{"a"', true, 'array'],
  ['\n [', false, 'array'],
  ['\u0000\u0000\u0001', true, 'frames'],
  ['<html>', true, 'json'],
  ['', true, undefined],
] as const)('%j, streaming %s: %s', (head, streams, framing) => {
  expect(framingOf(head, streams)).toBe(framing);
});
