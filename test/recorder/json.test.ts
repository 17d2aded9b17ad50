import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Line } from '../../src/core/wire.ts';
import { lineToJson } from '../../src/recorder/node/log/json.ts';

const text = fc.string({ unit: 'binary' });
const id = fc.stringMatching(/^[0-9a-f]{16}$/);
const count = fc.nat();
const value = fc.oneof(text, fc.double(), fc.boolean(), fc.array(text));
const attributes = fc.dictionary(text, value);
const ref = fc.record({ id: text, name: text, args: id });
const part = fc.record(
  { n: count, bytes: count, tokens: count, hash: id, items: fc.array(fc.record({ name: text, bytes: count })) },
  { requiredKeys: ['n', 'bytes'] },
);
const common = { ts: fc.double({ noNaN: true, noDefaultInfinity: true }), run: id, span: id };

const start = fc.record(
  {
    t: fc.constant('start'),
    ...common,
    parent: text,
    kind: fc.constant('llm'),
    name: text,
    a: attributes,
    meta: attributes,
  },
  { requiredKeys: ['t', 'ts', 'run', 'span', 'kind', 'name', 'a'] },
);
const end = fc.record(
  {
    t: fc.constant('end'),
    ...common,
    status: fc.constantFrom('ok', 'error'),
    a: attributes,
    usage: fc.jsonValue(),
    usage_state: fc.constant('reported'),
    tool_calls: fc.array(ref),
    meta: attributes,
  },
  { requiredKeys: ['t', 'ts', 'run', 'span', 'status', 'a'] },
);
const request = fc.record(
  {
    t: fc.constant('request'),
    span: id,
    parts: fc.record({ system: part, tools: part, user: part, media: part }, { requiredKeys: [] }),
    prefix: fc.record({ same: count, of: count, bytes: count, span: id }, { requiredKeys: ['same', 'of', 'bytes'] }),
    tool_results: fc.array(fc.record({ id: text, result: id, bytes: count })),
    remote_context: fc.boolean(),
  },
  { requiredKeys: ['t', 'span', 'parts'] },
);

test('a line is what JSON.stringify makes of it', () => {
  fc.assert(
    fc.property(fc.oneof(start, end, request), line => {
      expect(lineToJson(line as Line)).toBe(JSON.stringify(line));
    }),
  );
});

test('a field that is undefined, or that a program gave as something else, harms no other', () => {
  const line = {
    t: 'start',
    ts: 1,
    run: 'r',
    span: 's',
    parent: undefined,
    kind: 'step',
    name: 7,
    a: { x: undefined },
  };
  expect(JSON.parse(lineToJson(line as unknown as Line))).toEqual(JSON.parse(JSON.stringify(line)));
});
