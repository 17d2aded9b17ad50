import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createProvider, type Script } from '../support/provider.ts';
import { type AgentOptions, type Finished, NODE_20, runAgent } from './support/agent.ts';
import { createHttp2Provider } from './support/http2-provider.ts';

const TEXT = 'Hello, how are you?';

interface Went extends Finished {
  readonly requests: number;
  readonly missed: unknown;
  readonly transports: unknown;
}

async function go(
  names: readonly string[],
  reply: Script = [{ text: TEXT }],
  options: AgentOptions = {},
): Promise<Went> {
  const provider = await createProvider({ reply });
  const http2 = await createHttp2Provider(provider.url);
  const edge = createServer((request, response) => {
    if (request.url?.startsWith('/v1/swallow')) request.resume().on('end', () => response.end('{}'));
    else if (request.url?.startsWith('/v1/refuse')) response.writeHead(401).end('{"error":{"code":"no"}}');
    else response.writeHead(307, { location: `${provider.url}/v1/chat/completions` }).end();
  });
  await new Promise<void>(listening => edge.listen(0, '127.0.0.1', listening));
  const address = edge.address();
  onTestFinished(async () => {
    await provider.close();
    await http2.close();
    edge.closeAllConnections();
    edge.close();
  });
  const port = typeof address === 'object' && address ? address.port : 0;
  const env = { HTTP2_URL: http2.url, EDGE_URL: `http://127.0.0.1:${port}` };
  const args = [provider.url, ...names];
  const finished = await runAgent('ways.cjs', { ...options, args, env });
  expect(finished.err).not.toMatch(/spanmeter|recorder/i);
  expect(finished.code).toBe(0);
  const last = finished.lines.at(-1);
  return {
    ...finished,
    requests: provider.requests.length,
    missed: last?.['missed'],
    transports: last?.['transports'],
  };
}

test('HTTP/2 that is required is seen, on the oldest Node too', async () => {
  for (const options of [{}, NODE_20 === undefined ? {} : { node: NODE_20 }]) {
    const { out, llm, transports } = await go(['http2', 'http2'], undefined, options);
    expect(out).toBe('http2: 200\nhttp2: 200\n');
    expect(llm.map(span => span.end?.usage_state)).toEqual(['reported', 'reported']);
    expect(transports).toMatchObject({ http2: 2 });
  }
});

test('WebSockets and gRPC to models are said to be missed; others are nobody’s business', async () => {
  const names = ['websocket', 'ws', 'other-websocket', 'grpc', 'other-grpc', 'both-ways', 'ws'];
  const { out, llm, missed, text } = await go(names);
  expect(out).toBe(
    'websocket: not opened\nws: not opened\nother-websocket: not opened\ngrpc: 404\nother-grpc: 404\nboth-ways: 404\nws: not opened\n',
  );
  expect(llm).toHaveLength(0);
  expect(missed).toEqual({
    [`WebSocket, 127.0.0.1:${/127\.0\.0\.1:(\d+)/.exec(text)?.[1]}`]: 3,
    'gRPC, google.cloud.aiplatform.v1.PredictionService': 1,
    'HTTP/2, Bedrock in both directions': 1,
  });
});

test('what is like a call by its path only is none', async () => {
  const { out, llm, missed } = await go(['form', 'text', 'json', 'http2']);
  expect(out).toBe('form: 400\ntext: 401\njson: 400\nhttp2: 200\n');
  expect(llm).toHaveLength(1);
  expect(missed).toEqual({ 'fetch, body of FormData not read': 1 });
});

test('a request of 100 MB goes its way, and is said to be too long', async () => {
  const { out, llm, missed } = await go(['huge', 'http2']);
  expect(out).toBe('huge: 200\nhttp2: 200\n');
  expect(llm).toHaveLength(1);
  expect(missed).toEqual({ 'http, body too long': 1 });
});

test('an answer that comes before the request has gone', async () => {
  const { out, missed } = await go(['early', 'http2']);
  expect(out).toBe('early: 401\nhttp2: 200\n');
  expect(missed).toEqual({ 'http, answered before the request had passed': 1 });
});

test('a redirect is an attempt of its own; TLS to a server that has none fails as it would', async () => {
  const { out, llm } = await go(['redirect', 'tls']);
  expect(out).toMatch(/^redirect: 200\ntls: (?:EPROTO|ERR_SSL_\w+)\n$/);
  expect(llm.map(span => [span.end?.status, span.a['http.response.status_code']])).toEqual([
    ['error', 307],
    ['ok', 200],
    ['error', undefined],
  ]);
});

test('over dispatchers that try again, carry out fetch, or let requests wait: each attempt once', async () => {
  const { out, llm, transports } = await go(['retries', 'global', 'queued'], ({ index }) =>
    index === 0 ? { status: 503 } : { text: TEXT },
  );
  expect(out).toBe('retries: 200\nglobal: 200\nqueued: 5\n');
  expect(llm.map(span => span.end?.status)).toEqual(['error', ...Array.from({ length: 7 }, () => 'ok')]);
  expect(transports).toEqual({ fetch: 3, undici: 5, http: 0, http2: 0 });
});
