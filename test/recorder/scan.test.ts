import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldOf, scanBody } from '../../src/recorder/node/prompt/scan.ts';

const LISTS = new Set(['messages', 'input']);

/** Scans beside another text, as much as both begin with being known to be the same. */
function scanBeside(text: string, other: string) {
  const body = scanBody(other, LISTS);
  let alike = 0;
  while (alike < Math.min(text.length, other.length) && text[alike] === other[alike]) alike++;
  return scanBody(text, LISTS, body && { body, alike });
}

test('finds the places of values and elements, whatever the spacing', () => {
  const text =
    '{ "model" : "a\\"b" ,\n"messages":[ {"a":[1,{"b":"]}"}]} , "x\\\\", 12,null ],"n":-1.5e3,"stream":true } ';
  const body = scanBody(text, LISTS);
  const list = body?.lists.get('messages');
  const elements = list?.starts.map((start, index) =>
    text.slice(list.start + start, list.start + (list.ends[index] ?? 0)),
  );
  expect(elements).toEqual(['{"a":[1,{"b":"]}"}]}', '"x\\\\"', '12', 'null']);
  expect(body && ['model', 'n', 'stream', 'absent'].map(key => fieldOf(body, key))).toEqual([
    'a"b',
    -1500,
    true,
    undefined,
  ]);
});

describe('what is no JSON object', () => {
  test.each([
    '',
    '[]',
    '"a"',
    '{',
    '{"a"',
    '{"a":',
    '{"a":"',
    '{"a":1',
    '{"messages":[1',
    '{"messages":[{"a":1]',
    'null',
    '{"a" 1}',
  ])('%j', text => {
    expect(scanBody(text, LISTS)).toBeUndefined();
  });

  test('never throws and never hangs', () => {
    const characters = fc.string({ unit: fc.constantFrom(...'{}[]":,\\ a1n\n'), maxLength: 60 });
    fc.assert(
      fc.property(characters, characters, (text, known) => {
        scanBeside(text, known);
      }),
      { numRuns: 2000 },
    );
  });
});

const anyMessages = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 12 });

test('a scan beside a known text finds what a scan alone finds', () => {
  const anyBody = fc.record({ model: fc.string(), messages: anyMessages, tools: fc.jsonValue(), n: fc.integer() });
  fc.assert(
    fc.property(anyBody, anyBody, fc.nat(12), fc.option(fc.nat(4)), (body, other, keep, indent) => {
      // The other begins with some of this one's elements: as a conversation that went on, was cut or edited.
      const known = { ...other, messages: [...body.messages.slice(0, keep), ...other.messages] };
      const text = JSON.stringify(body, null, indent ?? 0);
      const alone = scanBody(text, LISTS);
      const beside = scanBeside(text, JSON.stringify(known, null, indent ?? 0));
      const places = (scanned: typeof alone) => ({
        values: [...(scanned?.values ?? [])],
        lists: [...(scanned?.lists ?? [])].map(([key, { same: _, ...place }]) => [key, place]),
      });
      expect(places(beside)).toEqual(places(alone));
    }),
  );
});
