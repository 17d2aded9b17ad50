/** What processes of both languages share on disk, or read of a provider's answer: the same lines give the same sums. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AnswerReader } from '../../src/recorder/node/calls/answer.ts';
import * as all from '../../src/recorder/node/protocols/all.ts';
import type { Protocol } from '../../src/recorder/node/protocols/protocol.ts';
import { Peer } from './support/python.ts';

let peer: Peer;
beforeAll(() => {
  peer = new Peer();
});
afterAll(() => peer.close());

const BUDGETS = resolve('src/core/budgets');
const hasLedgers = existsSync(resolve(BUDGETS, 'ledger.ts'));

interface State {
  readonly spent: number;
  readonly held: number;
  readonly raised: number;
  readonly begun: number;
  apply(line: unknown): { admitted: boolean; spent: number; held: number; limit?: number } | undefined;
}
interface Ledgers {
  readonly LedgerState: new () => State;
  readonly parseLedgerLine: (text: string) => { readonly op: string } | undefined;
  readonly encodeLedgerLine: (line: unknown) => string;
  readonly fingerprint: (text: string) => string;
}

async function ledgers(): Promise<Ledgers> {
  const files = ['ledger.ts', 'ledger-line.ts', 'accounts.ts'].map(name => import(resolve(BUDGETS, name)));
  return Object.assign({}, ...(await Promise.all(files))) as Ledgers;
}

describe.runIf(hasLedgers)('ledgers', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', '');
  const whole = fc.oneof(fc.nat(1000), fc.constantFrom(-1, 1.5, 2 ** 53, 2 ** 53 - 1, '5', null, true));
  const line = fc.oneof(
    fc.record({ v: fc.constantFrom(1, 2, true), at: whole }),
    fc.record(
      {
        r: id,
        p: fc.constantFrom('1.2.0123abcd', '1.2.xyz', 5),
        at: whole,
        a: whole,
        e: fc.constantFrom(0, 1, true),
        l: whole,
      },
      { requiredKeys: ['r', 'p', 'at', 'a', 'e'] },
    ),
    fc.record({ s: id, a: whole }),
    fc.record({ raise: whole }),
    fc.record({ alert: id, r: id }),
    fc.record({
      sum: whole,
      begun: whole,
      a: whole,
      raise: whole,
      alerts: fc.array(id),
      open: fc.array(fc.tuple(id, fc.constant('1.2.0123abcd'), whole, whole)),
    }),
    fc.jsonValue(),
  );
  const text = fc.oneof(
    line.map(value => JSON.stringify(value)),
    fc.string(),
    line.map(value => JSON.stringify(value).slice(0, -3)),
  );

  test('the same lines mean the same, and add up to the same', async () => {
    const { LedgerState, parseLedgerLine, encodeLedgerLine } = await ledgers();
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 30 }), async texts => {
        const latin = texts.map(one => Buffer.from(one).toString('latin1').replaceAll('\n', ''));
        const state = new LedgerState();
        const ours = latin.map(one => {
          const parsed = parseLedgerLine(one);
          if (parsed === undefined) return null;
          const verdict = state.apply(parsed);
          return [
            encodeLedgerLine(parsed),
            verdict ? [verdict.admitted, verdict.spent, verdict.held, verdict.limit ?? null] : null,
          ];
        });
        expect(await peer.call('ledger', latin)).toEqual([ours, state.spent, state.held, state.raised, state.begun]);
      }),
      { numRuns: 1000 },
    );
  });

  test('names of accounts', async () => {
    const { fingerprint } = await ledgers();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom("agent=a*(b)'!~", '\ud800')),
        async one => {
          expect(await peer.call('fingerprint', one)).toBe(fingerprint(one));
        },
      ),
      { numRuns: 300 },
    );
  });
});

const sse = (...events: readonly (object | string)[]) =>
  events.map(one => `data: ${typeof one === 'string' ? one : JSON.stringify(one)}\n\n`).join('');
const named = (...events: readonly { readonly type: string }[]) =>
  events.map(one => `event: ${one.type}\r\ndata: ${JSON.stringify(one)}\r\n\r\n`).join('');
const chunk = (delta: object, more: object = {}) => ({
  id: 'c1',
  model: 'gpt-4o',
  choices: [{ index: 0, delta, finish_reason: null }],
  usage: null,
  ...more,
});
const usage = { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 2 } };

/** [API, whether it streams, body]: the protocols that both recorders have had from the beginning. */
const ANSWERS: readonly (readonly [api: string, streams: boolean, body: string])[] = [
  [
    'openai.chat',
    true,
    sse(
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Hällo 😀' }),
      chunk({ tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{"a"' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }),
      { ...chunk({}), choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
      { id: 'c1', choices: [], usage },
      '[DONE]',
    ),
  ],
  [
    'openai.chat',
    false,
    JSON.stringify(
      {
        id: 'c1',
        model: 'gpt-4o',
        service_tier: 'flex',
        choices: [
          {
            index: 0,
            message: { content: 'Hi', tool_calls: [{ id: 'x', function: { name: 'f', arguments: 'cut {' } }] },
            finish_reason: 'stop',
          },
        ],
        usage,
      },
      null,
      2,
    ),
  ],
  ['openai.chat', false, JSON.stringify({ error: { message: 'no', code: 'rate_limit_exceeded' } })],
  ['openai.chat', true, '{"error": {"message": "no",\n "type": "server_error"}}'],
  [
    'openai.responses',
    true,
    named(
      { type: 'response.created', response: { id: 'resp_1' } } as never,
      { type: 'response.output_text.delta', delta: 'Hällo' } as never,
      {
        type: 'response.output_item.done',
        item: { type: 'function_call', call_id: 'x', name: 'f', arguments: '{}' },
      } as never,
      {
        type: 'response.completed',
        response: {
          id: 'resp_1',
          model: 'gpt-4o',
          status: 'completed',
          usage: { input_tokens: 3, output_tokens: 2 },
          output: [{ type: 'message', content: [{ text: 'Hällo' }] }],
        },
      } as never,
    ),
  ],
  [
    'anthropic.messages',
    true,
    named(
      {
        type: 'message_start',
        message: { id: 'm', model: 'claude', usage: { input_tokens: 5, cache_read_input_tokens: 2, output_tokens: 1 } },
      } as never,
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'tool_use', id: 't', name: 'f', input: {} },
      } as never,
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"ä":' } } as never,
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '1}' } } as never,
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9 } } as never,
      { type: 'message_stop' },
    ),
  ],
  ['anthropic.messages', true, named({ type: 'error', error: { type: 'overloaded_error' } } as never)],
];

/** Since the Node recorder knows more of them. */
const MORE: typeof ANSWERS = [
  [
    'gemini.generateContent',
    true,
    sse(
      { responseId: 'r', modelVersion: 'g', candidates: [{ content: { parts: [{ text: 'Hä' }] } }] },
      {
        candidates: [{ finishReason: 'STOP', content: { parts: [{ functionCall: { name: 'f', args: { a: 1 } } }] } }],
        usageMetadata: { promptTokenCount: 3 },
      },
    ),
  ],
  [
    'gemini.generateContent',
    true,
    JSON.stringify([
      { candidates: [{ content: { parts: [{ text: 'a "b" \\ ]}' }] } }] },
      { candidates: [{ finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 3 } },
    ]),
  ],
  [
    'ollama',
    true,
    `${JSON.stringify({ model: 'l', message: { content: 'Hä' } })}\n${JSON.stringify({ model: 'l', message: { content: '', tool_calls: [{ function: { name: 'f', arguments: { a: 1 } } }] }, done: true, done_reason: 'stop', eval_count: 3, prompt_eval_count: 2 })}\n`,
  ],
  [
    'cohere',
    true,
    sse(
      { type: 'message-start', id: 'c' },
      { type: 'content-delta', delta: { message: { content: { text: 'Hä' } } } },
      { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage: { billed_units: { input_tokens: 2 } } } },
    ),
  ],
  [
    'bedrock.converse',
    false,
    JSON.stringify({
      output: { message: { content: [{ text: 'Hi' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 1, outputTokens: 2 },
    }),
  ],
  [
    'bedrock.invoke',
    false,
    JSON.stringify({ generation: 'Hi', prompt_token_count: 3, generation_token_count: 4, stop_reason: 'stop' }),
  ],
  [
    'embeddings',
    false,
    JSON.stringify({ model: 'e', data: [{ embedding: [0.1] }], usage: { prompt_tokens: 3, total_tokens: 3 } }),
  ],
];

const PROTOCOLS = (all as { readonly PROTOCOLS: readonly Protocol[] }).PROTOCOLS;
const knowsMore = PROTOCOLS.some(protocol => String(protocol.api) === 'ollama');

describe('answers', () => {
  test.each([...ANSWERS, ...(knowsMore ? MORE : [])])('%s, streamed: %s', async (api, streams, body) => {
    const bytes = Buffer.from(body);
    const protocol = PROTOCOLS.find(one => String(one.api) === api) as Protocol;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 6 }), fc.boolean(), async (cuts, isWhole) => {
        const end = isWhole ? bytes.length : Math.max(0, ...cuts);
        const places = [0, ...cuts.filter(cut => cut <= end).sort((a, b) => a - b), end];
        const pieces = places.slice(1).map((to, index) => bytes.subarray(places[index], to));
        const ended: { how?: string } = {};
        const reader = new AnswerReader({
          protocol,
          streams,
          onFirst: () => undefined,
          onEnd: how => (ended.how = how),
        });
        let at = 0;
        for (const piece of pieces) {
          reader.chunk(at, piece);
          at += piece.length;
        }
        reader.ended();
        const { id, model, finishReasons, usage: counts, tools, textBytes, errorType } = reader.outcome;
        const ours = {
          ending: ended.how,
          id: id ?? null,
          model: model ?? null,
          finish: finishReasons,
          usage: counts ?? null,
          ...(knowsMore && {
            tools: [...tools.values()].map(call => [call.id, call.name, call.arguments ?? null]),
            text: textBytes,
          }),
          error: errorType ?? null,
        };
        const theirs = await peer.call(
          'outcome',
          api,
          streams,
          pieces.map(piece => piece.toString('base64')),
        );
        expect(theirs).toMatchObject(ours);
      }),
      { numRuns: 150 },
    );
  });
});
