import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/core/parse.ts';

const TS = 1_795_000_000_000;
const RUN = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

const line = (value: object): string => JSON.stringify(value);

describe('what is read', () => {
  test('a span with all its attributes', () => {
    const start = {
      t: 'start',
      ts: TS,
      run: RUN,
      span: SPAN,
      kind: 'llm',
      name: 'chat gpt-4o',
      a: { 'gen_ai.request.model': 'gpt-4o' },
    };
    expect(parseLine(line(start))).toEqual(start);
  });

  test('an event keeps its own fields apart from the envelope', () => {
    const event = { t: 'event', ts: TS, run: RUN, type: 'budget_alert', spentUsd: 0.4, limitUsd: 0.5 };
    expect(parseLine(line(event))).toEqual({
      t: 'event',
      ts: TS,
      run: RUN,
      type: 'budget_alert',
      data: { spentUsd: 0.4, limitUsd: 0.5 },
    });
  });

  test('fields of a newer version are passed over', () => {
    expect(parseLine(line({ t: 'run_end', ts: TS, run: RUN, status: 'ok', mood: 'fine' }))).toEqual({
      t: 'run_end',
      ts: TS,
      run: RUN,
      status: 'ok',
    });
  });

  test('one bad field does not cost its line', () => {
    const parsed = parseLine(
      line({
        t: 'request',
        span: SPAN,
        parts: {
          system: { n: 1, bytes: -4, tokens: 1e300, hash: 'no hash!' },
          tools: 'none',
          user: { n: 1, bytes: 9 },
        },
        prefix: { same: 9, of: 4, bytes: 3 },
        tool_results: [null, { id: 'a' }, { id: 'b', result: 'ff00', bytes: 12 }],
      }),
    );
    expect(parsed).toEqual({
      t: 'request',
      span: SPAN,
      parts: { system: { n: 1, bytes: 0 }, user: { n: 1, bytes: 9 } },
      prefix: { same: 4, of: 4, bytes: 3 },
      tool_results: [{ id: 'b', result: 'ff00', bytes: 12 }],
    });
  });
});

describe('what is refused, by reason', () => {
  test.each([
    ['', /not JSON/],
    ['{"t":"end","ts":17', /not JSON, or cut off/],
    ['\0\0\0\0', /NUL/],
    ['[1]', /not a JSON object/],
    ['null', /not a JSON object/],
    ['{"t":"constructor"}', /unknown kind/],
    ['{"t":"__proto__"}', /unknown kind/],
    [line({ t: 'start', ts: 'now', run: RUN, span: SPAN, kind: 'llm' }), /"start" line without/],
    [line({ t: 'end', ts: TS, run: '../../etc/passwd', span: SPAN }), /"end" line without/],
    [line({ t: 'run', ts: -1, run: RUN }), /"run" line without/],
  ])('%s', (text, reason) => {
    expect(parseLine(text)).toEqual({ malformed: expect.stringMatching(reason) });
  });
});

describe('hostile lines', () => {
  test('prototypes stay as they are', () => {
    const text = `{"t":"start","ts":${TS},"run":"${RUN}","span":"${SPAN}","kind":"llm","name":"x","a":{"__proto__":{"polluted":1},"constructor":"x","ok":1}}`;
    const parsed = parseLine(text);
    expect(parsed).toMatchObject({ a: { ok: 1 } });
    expect('a' in parsed && Object.keys(parsed.a)).toEqual(['ok']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('escapes and direction marks are gone from names', () => {
    const parsed = parseLine(line({ t: 'run', ts: TS, run: RUN, name: '\u001b[31m\u202eagent<script>' }));
    expect(parsed).toMatchObject({ name: 'agent<script>' });
  });

  test('nothing makes it throw, and what it gives holds only finite numbers', () => {
    const kinds = ['process', 'run', 'start', 'request', 'end', 'run_end', 'event', 'coverage', 'other'];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.object({ maxDepth: 4 }), (t, rest) => {
        const parsed = parseLine(line({ ts: TS, run: RUN, span: SPAN, kind: 'llm', pid: 1, type: 'x', ...rest, t }));
        expect(allFinite(parsed)).toBe(true);
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => void parseLine(text)));
  });
});

function allFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(allFinite);
}
