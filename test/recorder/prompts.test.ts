import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPrompts, type Prompts } from '../../src/recorder/node/prompt/prompts.ts';
import { scanBody } from '../../src/recorder/node/prompt/scan.ts';
import { LIST_KEYS } from '../../src/recorder/node/protocols/all.ts';
import { anthropicMessages } from '../../src/recorder/node/protocols/anthropic-messages.ts';
import { openaiChat } from '../../src/recorder/node/protocols/openai-chat.ts';
import { openaiResponses } from '../../src/recorder/node/protocols/openai-responses.ts';
import type { Protocol } from '../../src/recorder/node/protocols/protocol.ts';

const hasher = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex').slice(0, 16);

function send(prompts: Prompts, protocol: Protocol, body: object, span: string) {
  const scanned = prompts.scan(JSON.stringify(body), LIST_KEYS);
  if (scanned === undefined) throw new Error('no body');
  const measured = prompts.measure(protocol, scanned, protocol.provider);
  measured.sent(span);
  return measured.line;
}

const system = { role: 'system', content: 'You are an agent.' };
const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });
const result = (id: string, content: string) => ({ role: 'tool', tool_call_id: id, content });
const chat = (...messages: object[]) => ({ model: 'gpt-4o', messages });

describe('parts', () => {
  test('of a chat: every byte of the prompt is in one part', () => {
    const messages = [system, user('one'), assistant('ok'), result('c1', 'found'), user('two')];
    const { parts } = send(createPrompts(hasher), openaiChat, chat(...messages), 's1');
    expect(parts).toMatchObject({ system: { n: 1 }, history: { n: 2 }, tool_results: { n: 1 }, user: { n: 1 } });
    const sum = Object.values(parts).reduce((bytes, part) => bytes + part.bytes, 0);
    expect(sum).toBe(messages.reduce((bytes, message) => bytes + Buffer.byteLength(JSON.stringify(message)), 0));
    expect(parts.user?.hash).toBe(hasher(JSON.stringify(user('two'))));
  });

  test('media are counted apart from text', () => {
    const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(9000)}` } };
    const { parts } = send(
      createPrompts(hasher),
      openaiChat,
      chat({ role: 'user', content: [{ type: 'text', text: 'See' }, image] }),
      's',
    );
    expect(parts.media).toEqual({ n: 1, bytes: expect.any(Number) });
    expect(parts.media?.bytes).toBeGreaterThan(9000);
    expect(parts.user?.bytes).toBeLessThan(200);
  });

  test('of Anthropic: text beside results in one message is the user’s', () => {
    const blocks = [
      { type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'found it' }] },
      { type: 'text', text: 'and go on' },
    ];
    const body = {
      max_tokens: 1,
      system: 'Be kind.',
      tools: [{ name: 'read' }],
      messages: [user('one'), assistant('ok'), user(''), { role: 'user', content: blocks }],
    };
    const { parts, tool_results } = send(createPrompts(hasher), anthropicMessages, body, 's');
    expect(parts).toMatchObject({
      system: { n: 1 },
      tools: { n: 1, items: [{ name: 'read' }] },
      tool_results: { n: 1, bytes: 8 },
      user: { n: 1 },
    });
    expect(tool_results).toEqual([{ id: 't1', result: hasher('found it'), bytes: 8 }]);
  });

  test('of responses: instructions, a text as input, items', () => {
    const prompts = createPrompts(hasher);
    expect(send(prompts, openaiResponses, { input: 'Hi', instructions: 'Be short' }, 'a').parts).toMatchObject({
      system: { n: 1 },
      user: { n: 1 },
    });
    const input = [
      user('go'),
      { type: 'function_call', call_id: 'c', name: 'read', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c', output: 'x' },
    ];
    const { parts, tool_results } = send(prompts, openaiResponses, { input }, 'b');
    expect(parts).toMatchObject({ user: { n: 1 }, history: { n: 1 }, tool_results: { n: 1 } });
    expect(tool_results).toEqual([{ id: 'c', result: hasher('x'), bytes: 1 }]);
  });
});

describe('conversations', () => {
  test('interleaved ones are told apart', () => {
    const prompts = createPrompts(hasher);
    const [a, b] = [
      [system, user('A')],
      [system, user('B')],
    ];
    expect(send(prompts, openaiChat, chat(...a), 'a1').prefix).toBeUndefined();
    expect(send(prompts, openaiChat, chat(...b), 'b1').prefix).toEqual({ same: 1, of: 2, bytes: expect.any(Number) });
    a.push(assistant('1'), user('A2'));
    b.push(assistant('2'), user('B2'));
    expect(send(prompts, openaiChat, chat(...a), 'a2').prefix).toMatchObject({ same: 2, of: 4, span: 'a1' });
    expect(send(prompts, openaiChat, chat(...b), 'b2').prefix).toMatchObject({ same: 2, of: 4, span: 'b1' });
  });

  test('a clock in the system prompt breaks the prefix, not the conversation', () => {
    const prompts = createPrompts(hasher);
    const at = (time: string) => ({ role: 'system', content: `It is ${time}.` });
    send(prompts, openaiChat, chat(at('12:00'), user('A'), assistant('1')), 'a1');
    const { prefix, tool_results } = send(
      prompts,
      openaiChat,
      chat(at('12:01'), user('A'), assistant('1'), result('c', 'r')),
      'a2',
    );
    expect(prefix).toEqual({ same: 0, of: 4, bytes: 0, span: 'a1' });
    expect(tool_results).toHaveLength(1);
  });

  test('the same request again, and a branch off an earlier turn', () => {
    const prompts = createPrompts(hasher);
    const messages = [system, user('A')];
    send(prompts, openaiChat, chat(...messages), 'a1');
    expect(send(prompts, openaiChat, chat(...messages), 'a2').prefix).toMatchObject({ same: 2, of: 2, span: 'a1' });
    send(prompts, openaiChat, chat(...messages, assistant('1'), user('x')), 'a3');
    expect(send(prompts, openaiChat, chat(...messages, assistant('1'), user('y')), 'a4').prefix).toMatchObject({
      same: 3,
      of: 4,
      span: 'a3',
    });
    expect(
      send(prompts, openaiChat, chat(...messages, assistant('1'), user('x'), assistant('2')), 'a5').prefix,
    ).toMatchObject({ same: 4, span: 'a3' });
  });

  test('tools that change are the first block to differ', () => {
    const prompts = createPrompts(hasher);
    const tools = (...names: string[]) => names.map(name => ({ type: 'function', function: { name } }));
    const messages = [system, user('A'), assistant('1')];
    send(prompts, openaiChat, { ...chat(...messages), tools: tools('a', 'b') }, 's1');
    expect(send(prompts, openaiChat, { ...chat(...messages), tools: tools('a', 'b') }, 's2').prefix).toMatchObject({
      same: 4,
      of: 4,
    });
    expect(send(prompts, openaiChat, { ...chat(...messages), tools: tools('b', 'a') }, 's3').prefix).toMatchObject({
      same: 0,
      of: 4,
      span: 's2',
    });
  });
});

test('what is taken over from known prompts is what measuring anew would give', () => {
  const anyMessage = fc.oneof(
    fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content: fc.constantFrom('a', 'b', 'é€') }),
    fc.record({
      role: fc.constant('tool'),
      tool_call_id: fc.constantFrom('1', '2'),
      content: fc.constantFrom('x', 'y'),
    }),
  );
  const anyStep = fc.record({
    lane: fc.nat(2),
    keep: fc.nat(8),
    add: fc.array(anyMessage, { maxLength: 3 }),
    tools: fc.option(fc.constantFrom('t', 'u'), { nil: undefined }),
    toolsFirst: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 14 }), steps => {
      const incremental = createPrompts(hasher);
      const anew = createPrompts(hasher);
      // The same requests, but no text is ever recognised.
      const full: Prompts = {
        ...anew,
        scan(text) {
          const body = scanBody(text, LIST_KEYS);
          return body && { body, beside: undefined };
        },
      };
      const lanes: object[][] = [[], [], []];
      for (const [index, step] of steps.entries()) {
        const messages = [...(lanes[step.lane] ?? []).slice(0, step.keep), ...step.add];
        lanes[step.lane] = messages;
        const tools = step.tools === undefined ? {} : { tools: [{ type: 'function', function: { name: step.tools } }] };
        const body = step.toolsFirst ? { ...tools, messages } : { messages, ...tools };
        const spans = `s${index}`;
        expect(send(incremental, openaiChat, body, spans)).toEqual(send(full, openaiChat, body, spans));
      }
    }),
    { numRuns: 300 },
  );
});
