import { describe, expect, onTestFinished, test } from 'vitest';
import { createProvider, type Provider, type Script } from '../support/provider.ts';
import { type AgentOptions, type Finished, NODE_20, runAgent } from './support/agent.ts';
import { createHttp2Provider } from './support/http2-provider.ts';

const TEXT = 'Grüße 😀, how are you today?';

const HTTP = ['openai-http', 'axios', 'node-fetch', 'http-end', 'http-chunks', 'http-strings', 'http-pipe'];
const HTTP2 = ['http2', 'http2-awaited', 'http2'];
const FETCH = [
  'openai',
  'fetch-request',
  'fetch-stream',
  'fetch-iterable',
  'fetch-readable',
  'fetch-streamed-request',
  'undici-7-dispatcher',
];
const UNDICI = ['6', '7', '8'].flatMap(version =>
  ['request', 'iterable', 'readable', 'stream', 'pipeline', 'fetch'].map(way => `undici-${version}-${way}`),
);
const ALL = [...HTTP, ...HTTP2, ...FETCH, ...UNDICI];
/** Those a program can abort by its own signal. */
const ABORTABLE = [...HTTP, 'http2', 'fetch-request', 'fetch-stream', 'undici-6-request', 'undici-8-request'];

interface Asked extends Finished {
  readonly provider: Provider;
  readonly without: Finished;
  /** streams opened over HTTP/2 with the recorder */
  readonly opened: number;
  /** requests made with the recorder */
  readonly requests: number;
}

/** Asks with and without the recorder: the program must print the same. */
async function ask(names: readonly string[], reply: Script, options: AgentOptions = {}): Promise<Asked> {
  const provider = await createProvider({ reply });
  const http2 = await createHttp2Provider(provider.url);
  onTestFinished(async () => {
    await provider.close();
    await http2.close();
  });
  const env = { HTTP2_URL: http2.url, ...options.env };
  const args = [provider.url, ...names];
  const without = await runAgent('transports.mjs', {
    ...options,
    args,
    env: { ...env, SPANMETER_INDEX: '' },
    plain: true,
  });
  provider.setReply(reply);
  const [made, opened] = [provider.requests.length, http2.opened.length];
  const finished = await runAgent('transports.mjs', { ...options, args, env });
  return {
    ...finished,
    provider,
    without,
    requests: provider.requests.length - made,
    opened: http2.opened.length - opened,
  };
}

function same({ without, ...finished }: Asked): void {
  expect([finished.out, finished.err, finished.code]).toEqual([without.out, without.err, without.code]);
  expect(finished.code).toBe(0);
}

const of = (kind: string, names: readonly string[] = ALL) => names.map(name => `${name}:${kind}`);

describe.each([
  ['this Node', undefined, ALL],
  // Without channels, HTTP/2 is seen only where it is loaded by `require`.
  ['the oldest Node', NODE_20, [...HTTP, ...FETCH.slice(0, -1), 'undici-6-request', 'undici-6-fetch']],
])('%s', (_, node, names) => {
  const options = node === undefined ? {} : { node };

  test.each([
    ['plain', false],
    ['stream', false],
    ['plain', true],
    ['stream', true],
  ])('each attempt is one call, whatever carries it: %s, gzip %s', async (kind, gzip) => {
    const asked = await ask(of(kind, names), [{ text: TEXT, gzip, splitBytes: 7 }], options);
    same(asked);
    expect(asked.out).toBe(names.map(name => `${name}:${kind}: ${TEXT}\n`).join(''));
    const { llm, provider } = asked;
    const counts = provider.requests.at(-1)?.counts;
    expect(llm).toHaveLength(names.length);
    expect(llm.map(span => [span.end?.status, span.end?.usage_state])).toEqual(names.map(() => ['ok', 'reported']));
    expect(llm.map(span => span.a['gen_ai.usage.output_tokens'])).toEqual(names.map(() => counts?.output));
    // Without channels a request is seen at its first word, which some clients say in another tick.
    const sited = llm.filter(
      (_, index) => node === undefined || !['node-fetch', 'http-pipe'].includes(names[index] ?? ''),
    );
    expect(sited.map(span => span.a['code.line.number'])).toEqual(sited.map(() => expect.any(Number)));
    expect(llm.every(span => span.a['gen_ai.response.time_to_first_chunk'] !== undefined)).toBe(kind === 'stream');
    expect(asked.events).toEqual([]);
    const counted = (list: readonly string[]) => list.filter(name => names.includes(name)).length;
    expect(asked.lines.at(-1)).toMatchObject({
      t: 'coverage',
      transports: { fetch: counted(FETCH), http: counted(HTTP), undici: counted(UNDICI), http2: counted(HTTP2) },
    });
    expect(asked.lines.at(-1)).not.toHaveProperty('missed');
  });
});

test.each([
  ['break', 'left'],
  ['abort', 'abort'],
])('a program that leaves an answer (%s) ends the call as cancelled, once', async (kind, said) => {
  const asked = await ask(of(kind, ABORTABLE), [{ text: TEXT.repeat(20), chunkMs: 2 }]);
  same(asked);
  expect(asked.out).toContain(said);
  expect(asked.llm.map(span => span.end?.status)).toEqual(ABORTABLE.map(() => 'cancelled'));
  expect(asked.lines.filter(line => line['t'] === 'end')).toHaveLength(ABORTABLE.length);
});

test('a program that gives up before the answer', async () => {
  const names = [
    'openai-http',
    'axios',
    'node-fetch',
    'http-end',
    'undici-6-request',
    'undici-7-fetch',
    'undici-8-request',
  ];
  const asked = await ask(of('early', names), [{ text: TEXT, delayMs: 400 }]);
  same(asked);
  expect(asked.llm.map(span => [span.end?.status, span.end?.usage_state])).toEqual(
    names.map(() => ['cancelled', 'missing']),
  );
});

test.each(['truncate', 'reset'] as const)('an answer that breaks off (%s) is an error', async fault => {
  // The SDKs try again after a reset; the others do not.
  const names = [
    ...HTTP.slice(1),
    'http2',
    'fetch-request',
    'undici-6-request',
    'undici-7-iterable',
    'undici-8-readable',
  ];
  const asked = await ask(of('stream', names), [{ text: TEXT.repeat(5), fault }]);
  same(asked);
  expect(asked.llm.map(span => span.end?.status)).toEqual(names.map(() => 'error'));
});

test.each(['garbage', 'no-terminal', 'usage-twice', 'usage-never'] as const)('a bad answer (%s)', async fault => {
  const names = ['openai-http', 'axios', 'http2', 'fetch-stream', 'undici-7-request', 'undici-8-fetch'];
  const asked = await ask([...of('plain', names), ...of('stream', names)], [{ text: TEXT.repeat(5), fault }]);
  same(asked);
  expect(asked.llm).toHaveLength(asked.requests);
  expect(asked.llm.every(span => span.end !== undefined)).toBe(true);
  expect(asked.events).toEqual([]);
});

test('a retry is an attempt of its own', async () => {
  const names = ['openai-http', 'undici-7-fetch'];
  const asked = await ask(of('plain', names), ({ index }) =>
    index % 2 === 0 ? { status: 429, headers: { 'retry-after-ms': '1' } } : { text: TEXT },
  );
  same(asked);
  expect(asked.llm.map(span => [span.end?.status, span.a['spanmeter.attempt']])).toEqual(
    names.flatMap(() => [
      ['error', 1],
      ['ok', 2],
    ]),
  );
});

test('a body that is no JSON text is passed over, and said to be', async () => {
  const asked = await ask(['fetch-blob:plain', 'openai:plain'], [{ text: TEXT }]);
  same(asked);
  expect(asked.llm).toHaveLength(1);
  expect(asked.lines.at(-1)).toMatchObject({ missed: { 'fetch, body of Blob not read': 1 } });
});

test('an encoding nobody can undo: the call is there, its usage is not, and that is said', async () => {
  const asked = await ask(of('plain', ['http-end', 'undici-7-request']), [
    { text: TEXT, headers: { 'content-encoding': 'compress' } },
  ]);
  same(asked);
  expect(asked.llm.map(span => [span.end?.status, span.end?.usage_state])).toEqual([
    ['ok', 'estimated'],
    ['ok', 'estimated'],
  ]);
  expect(asked.lines.at(-1)).toMatchObject({ missed: { 'content-encoding compress': 2 } });
});

describe('the guard', () => {
  const usage = { input: 10_000, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 1000, reasoning: 0 };
  const refusedOnly = async (kind: string, options: AgentOptions, names: readonly string[]) => {
    const env = { SPANMETER_BUDGET_USD: '0.01', ...options.env };
    const asked = await ask(of(kind, ['openai', ...names]), [{ text: TEXT, usage }], { ...options, env });
    const lines = asked.out.trim().split('\n').slice(1);
    expect(lines.map(line => line.replace(/:.*/, ''))).toEqual(names);
    for (const line of lines) {
      expect(line).toMatch(/402 .*Budget exceeded: spent \$0\.0350 of \$0\.0100 \(run budget\).* \(budget\)$/);
    }
    // Nothing of it left, and nobody tried again.
    expect([asked.requests, asked.opened]).toEqual([1, 0]);
    expect(asked.llm.map(span => span.end?.status)).toEqual(['ok', ...names.map(() => 'blocked')]);
    expect([asked.err, asked.code]).toEqual(['', 0]);
  };

  test.each(['plain', 'stream'])('refuses over every transport, before anything leaves: %s', async kind => {
    await refusedOnly(kind, {}, ALL);
  });

  test('on the oldest Node too', async () => {
    const names = [...HTTP, ...FETCH.slice(1, -1), 'undici-6-request', 'undici-6-fetch'];
    await refusedOnly('plain', NODE_20 === undefined ? {} : { node: NODE_20 }, names);
  });

  test('a body that shows its cost only at its end is not completed', async () => {
    // Nothing is spent yet: by its first pieces the call may go.
    const names = [
      'http-chunks',
      'http-strings',
      'fetch-iterable',
      'fetch-stream',
      'undici-7-iterable',
      'undici-8-readable',
    ];
    const env = { SPANMETER_BUDGET_USD: '0.01', MAX_TOKENS: '2000' };
    const asked = await ask(of('plain', names), [{ text: TEXT, usage }], { env });
    expect(asked.out.match(/402 .*this call may cost up to .*\(budget\)\n/g)).toHaveLength(names.length);
    expect(asked.llm.map(span => span.end?.status)).toEqual(names.map(() => 'blocked'));
    const whole = asked.provider.requests.slice(names.length).filter(request => request.status === 200);
    expect([whole, asked.err, asked.code]).toEqual([[], '', 0]);
  });

  test('an HTTP/2 session that is open goes on after a refusal', async () => {
    const names = of('plain', ['http2', 'http2', 'http2']);
    const asked = await ask(names, [{ text: TEXT, usage }], { env: { SPANMETER_BUDGET_USD: '0.05' } });
    expect(asked.out.match(/Grüße/g)).toHaveLength(2);
    expect(asked.out).toMatch(/402 .*\(budget\)\n$/);
    expect([asked.requests, asked.opened, asked.code]).toEqual([2, 2, 0]);
  });
});
