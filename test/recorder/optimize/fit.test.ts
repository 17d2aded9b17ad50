import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateTokens } from '../../../src/recorder/node/optimize/estimate.ts';
import { fitMessages } from '../../../src/recorder/node/optimize/fit.ts';
import {
  type ChatMessage,
  callIds,
  isSystem,
  isUserInput,
  resultIds,
} from '../../../src/recorder/node/optimize/messages.ts';

const words = fc
  .array(fc.constantFrom('alpha', 'beta', 'price', '0x1f', '42', 'the', 'Übermaß', '日本', '{"a":1}'), {
    maxLength: 120,
  })
  .map(all => all.join(' '));
const ids = fc.integer({ min: 0, max: 9999 });

/** A turn of the tools of either API: calls, and their results in any number of messages behind. */
const openaiTools = fc.tuple(ids, fc.integer({ min: 1, max: 3 }), words).map(([id, count, text]): ChatMessage[] => {
  const calls = Array.from({ length: count }, (_, n) => `call_${id}_${n}`);
  return [
    {
      role: 'assistant',
      content: null,
      tool_calls: calls.map(call => ({
        id: call,
        type: 'function',
        function: { name: 'read', arguments: '{"path":"a"}' },
      })),
    } as ChatMessage,
    ...calls.map(call => ({ role: 'tool', tool_call_id: call, content: text }) as ChatMessage),
  ];
});
const anthropicTools = fc.tuple(ids, fc.integer({ min: 1, max: 3 }), words).map(([id, count, text]): ChatMessage[] => {
  const calls = Array.from({ length: count }, (_, n) => `toolu_${id}_${n}`);
  return [
    {
      role: 'assistant',
      content: [
        { type: 'text', text },
        ...calls.map(call => ({ type: 'tool_use', id: call, name: 'read', input: { path: 'a' } })),
      ],
    },
    {
      role: 'user',
      content: calls.map(call => ({ type: 'tool_result', tool_use_id: call, content: [{ type: 'text', text }] })),
    },
  ];
});
const plain = fc.oneof(
  words.map((content): ChatMessage[] => [{ role: 'user', content }]),
  words.map((content): ChatMessage[] => [{ role: 'assistant', content }]),
  fc.constantFrom('ok', 'Thanks!', '').map((content): ChatMessage[] => [{ role: 'user', content }]),
);
const conversation = fc
  .tuple(fc.boolean(), fc.array(fc.oneof(plain, openaiTools, anthropicTools), { minLength: 1, maxLength: 15 }))
  .map(([system, turns]) => [...(system ? [{ role: 'system', content: 'Be brief.' }] : []), ...turns.flat()])
  // An id is one call's.
  .filter(all => new Set(all.flatMap(callIds)).size === all.flatMap(callIds).length);

function fitted(messages: readonly ChatMessage[], max: number, summary?: string): ChatMessage[] | undefined {
  try {
    return fitMessages(messages, max, summary === undefined ? {} : { summarise: () => summary });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const original = (messages: readonly ChatMessage[], message: ChatMessage) =>
  messages.findIndex(
    one =>
      one === message ||
      (one.role === message.role &&
        String(callIds(one)) === String(callIds(message)) &&
        String(resultIds(one)) === String(resultIds(message)) &&
        (callIds(one).length > 0 || resultIds(one).length > 0)),
  );

describe('what comes out', () => {
  const both = fc.option(words, { nil: undefined });

  test('fits', () => {
    fc.assert(
      fc.property(conversation, fc.integer({ min: 300, max: 2000 }), both, (messages, max, summary) => {
        const out = fitted(messages, max, summary);
        if (out) expect(estimateTokens(out)).toBeLessThanOrEqual(max);
      }),
    );
  });

  test('tears no pair of a call and its results', () => {
    fc.assert(
      fc.property(conversation, fc.integer({ min: 100, max: 1500 }), both, (messages, max, summary) => {
        const out = fitted(messages, max, summary);
        if (out === undefined) return;
        expect(new Set(out.flatMap(callIds))).toEqual(new Set(out.flatMap(resultIds)));
        for (const id of out.flatMap(callIds)) {
          expect(out.findIndex(one => callIds(one).includes(id))).toBeLessThan(
            out.findIndex(one => resultIds(one).includes(id)),
          );
        }
      }),
    );
  });

  test('keeps instructions as they are, the newest input, and the order', () => {
    fc.assert(
      fc.property(conversation, fc.integer({ min: 100, max: 1500 }), (messages, max) => {
        const out = fitted(messages, max);
        if (out === undefined) return;
        expect(out.filter(isSystem)).toEqual(messages.filter(isSystem));
        expect(out.filter(isUserInput).length > 0).toBe(messages.some(isUserInput));
        // Whole messages stand in the order in which they stood.
        const places = out.map(one => messages.indexOf(one)).filter(place => place >= 0);
        expect(places).toEqual([...places].sort((a, b) => a - b));
        const known = out.map(one => original(messages, one)).filter(place => place >= 0);
        expect(known.length).toBeGreaterThan(0);
      }),
    );
  });

  test('is what went in, where that fits; and what went in is not changed', () => {
    fc.assert(
      fc.property(conversation, fc.integer({ min: 100, max: 1000 }), (messages, max) => {
        const before = JSON.stringify(messages);
        expect(fitMessages(messages, estimateTokens(messages))).toEqual(messages);
        fitted(messages, max);
        expect(JSON.stringify(messages)).toBe(before);
      }),
    );
  });
});

const long = (word: string, count: number) => Array.from({ length: count }, () => word).join(' ');

describe('in this order', () => {
  const talk: ChatMessage[] = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: long('first', 100) },
    { role: 'assistant', content: long('answer', 100) },
    { role: 'user', content: 'Thanks!' },
    { role: 'assistant', content: "You're welcome!" },
    { role: 'user', content: long('second', 100) },
    { role: 'assistant', content: long('reply', 100) },
    { role: 'user', content: 'And now?' },
  ];
  const size = estimateTokens(talk);

  test('turns that say nothing go first', () => {
    const out = fitMessages(talk, size - 5);
    expect(out.map(({ content }) => content)).not.toContain('Thanks!');
    expect(out).toContain(talk[1]);
  });

  test('then the oldest ones', () => {
    expect(fitMessages(talk, size - 60)).toEqual([talk[0], ...talk.slice(5)]);
  });

  test('with a summary in their place', () => {
    const seen: ChatMessage[][] = [];
    const out = fitMessages(talk, size - 60, {
      summarise: older => {
        seen.push([...older]);
        return 'They spoke.';
      },
    });
    expect(out[0]).toBe(talk[0]);
    expect(out[1]).toEqual({ role: 'user', content: 'Summary of the conversation so far:\nThey spoke.' });
    expect(out.at(-1)).toBe(talk.at(-1));
    expect(seen[0]?.[0]).toBe(talk[1]);
  });

  test('which may take its time', async () => {
    const out = fitMessages(talk, size - 60, { summarise: async () => 'They spoke.' });
    expect((await out)[1]?.content).toContain('They spoke.');
  });

  test('then the longest text is cut, in its middle', () => {
    const result = `begin ${long('line', 2000)} end`;
    const out = fitMessages(
      [
        { role: 'user', content: 'Read it.' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'read', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: result }] },
      ],
      300,
    );
    const content = JSON.stringify(out[2]);
    expect(content).toMatch(/begin .*… \d+ characters cut ….* end/);
    expect(estimateTokens(out)).toBeLessThanOrEqual(300);
    expect(estimateTokens(out)).toBeGreaterThan(200);
  });

  test('what must stay and is too much by itself is said, not cut', () => {
    expect(() =>
      fitMessages(
        [
          { role: 'system', content: long('rule', 500) },
          { role: 'user', content: 'Go.' },
        ],
        100,
      ),
    ).toThrow(RangeError);
  });

  test('with a tokenizer of one’s own', () => {
    expect(fitMessages(talk, 4, { estimate: () => 1 })).toHaveLength(4);
  });
});
