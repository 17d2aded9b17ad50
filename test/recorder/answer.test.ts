import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerReader, type Ending } from '../../src/recorder/node/calls/answer.ts';
import { createHealth } from '../../src/recorder/node/health.ts';
import { PROTOCOLS } from '../../src/recorder/node/protocols/all.ts';
import { argumentsOf, type Outcome } from '../../src/recorder/node/protocols/outcome.ts';
import { createProvider } from '../support/provider.ts';

/** Reads an answer in pieces; tells how it ended, and what was known then. */
function read(api: string, pieces: readonly Uint8Array[], streams = true) {
  const protocol = PROTOCOLS.find(one => one.api === api);
  if (protocol === undefined) throw new Error(api);
  const ends: { ending: Ending; outcome: Outcome }[] = [];
  const onEnd = (ending: Ending, outcome: Outcome) => void ends.push({ ending, outcome });
  const answer = new AnswerReader({ protocol, streams, onEnd, onFirst: () => undefined });
  let offset = 0;
  for (const piece of pieces) {
    answer.chunk(offset, piece);
    offset += piece.length;
  }
  answer.ended();
  return ends;
}

function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...cuts.map(place => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.slice(at[index], end));
}

const BODIES = {
  'openai.chat': { path: '/v1/chat/completions', body: { stream_options: { include_usage: true } } },
  'openai.responses': { path: '/v1/responses', body: { input: 'Hi' } },
  'anthropic.messages': { path: '/v1/messages', body: { max_tokens: 100 } },
};

/** Real streams of the three APIs: text, thinking and tool calls with characters of several bytes. */
const STREAMS = await (async () => {
  const provider = await createProvider({
    reply: [
      { text: 'Grüße 😀 an alle', thinking: 'hm', toolCalls: [{ name: 'read', args: { path: 'ä/😀.ts', n: 1 } }] },
    ],
  });
  const headers = {
    'content-type': 'application/json',
    authorization: 'Bearer x',
    'x-api-key': 'x',
    'anthropic-version': 'y',
  };
  const all = await Promise.all(
    Object.entries(BODIES).map(async ([api, { path, body }]) => {
      const messages = [{ role: 'user', content: 'Hi' }];
      const request = JSON.stringify({
        model: 'gpt-4o',
        stream: true,
        ...(path.endsWith('responses') ? {} : { messages }),
        ...body,
      });
      const response = await fetch(provider.url + path, { method: 'POST', headers, body: request });
      return [api, new Uint8Array(await response.arrayBuffer())] as const;
    }),
  );
  await provider.close();
  return all;
})();

describe.each(STREAMS)('a stream of %s', (api, bytes) => {
  const [whole] = read(api, [bytes]);

  test('is understood', () => {
    expect(whole?.ending).toBe('finished');
    expect(whole?.outcome.usage).toBeDefined();
    expect(whole?.outcome.model).toContain('gpt-4o');
    expect(whole?.outcome.id).toMatch(/^\w+[-_]\w+/);
    const [call] = [...(whole?.outcome.tools.values() ?? [])];
    expect(call).toMatchObject({ name: 'read' });
    expect(call && argumentsOf(call)).toEqual({ path: 'ä/😀.ts', n: 1 });
    expect(whole?.outcome.textBytes).toBeGreaterThan(10);
  });

  test('means the same however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), cuts => {
        expect(read(api, cut(bytes, cuts))).toEqual([whole]);
      }),
      { numRuns: 50 },
    );
  });

  test('ends once, whatever is broken in it', () => {
    const anyDamage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 });
    fc.assert(
      fc.property(anyDamage, fc.nat(), (damage, length) => {
        const broken = bytes.slice(0, length % (bytes.length + 1));
        for (const [at, byte] of damage) if (broken.length > 0) broken[at % broken.length] = byte;
        expect(read(api, [broken])).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });
});

test('answers of any JSON are no reason to fail', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(BODIES)), fc.jsonValue(), (api, value) => {
      expect(read(api, [Buffer.from(JSON.stringify(value))], false)).toHaveLength(1);
    }),
  );
  const odd = {
    choices: [null, { message: null }, { message: { tool_calls: [null, {}] } }],
    content: [null],
    output: [null, 1],
    usage: null,
  };
  for (const api of Object.keys(BODIES))
    expect(read(api, [Buffer.from(JSON.stringify(odd))], false)[0]?.ending).toBe('finished');
});

test('of an answer of many megabytes, the usage is found', () => {
  const long = JSON.stringify({ data: 'x'.repeat(5_000_000), usage: { prompt_tokens: 7, completion_tokens: 0 } });
  const pieces = Array.from({ length: 51 }, (_, piece) =>
    Buffer.from(long.slice(piece * 100_000, (piece + 1) * 100_000)),
  );
  expect(read('openai.chat', pieces, false)[0]?.outcome.usage).toMatchObject({ prompt_tokens: 7 });
});

test('the recorder’s own mistakes reach nobody: after three it is silent, and says so once', () => {
  const told: string[] = [];
  const health = createHealth((where, kind) => {
    told.push(`${where} ${kind}`);
    throw new Error('even this');
  });
  const fail = () =>
    health.attempt('here', () => {
      throw new TypeError('mine');
    });
  expect([health.attempt('there', () => 1), fail(), fail(), health.silent]).toEqual([1, undefined, undefined, false]);
  fail();
  fail();
  expect([health.silent, health.attempt('there', () => 1)]).toEqual([true, undefined]);
  expect(told).toEqual(['here TypeError']);
});
