// The same question over every transport: `node transports.mjs <url> <client>:<kind>…`. Prints what the program sees.
import http, { request as namedRequest } from 'node:http';
import { Readable } from 'node:stream';
import { buffer as bufferOf } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

const [, , url, ...names] = process.argv;
const { isBudgetExceeded } = process.env.SPANMETER_INDEX ? await import(process.env.SPANMETER_INDEX) : {};
const endpoint = `${url}/v1/chat/completions`;
const headers = { 'content-type': 'application/json', authorization: 'Bearer x' };
const messages = [{ role: 'user', content: 'Grüße 😀' }];
const usage = { stream: true, stream_options: { include_usage: true } };
// A stated maximum makes a call's bound real.
const limit = process.env.MAX_TOKENS ? { max_tokens: Number(process.env.MAX_TOKENS) } : {};
const bodyOf = kind => JSON.stringify({ model: 'gpt-4o', messages, ...limit, ...(kind === 'plain' ? {} : usage) });

/** What is left of an answer's text: its words. */
function said(text) {
  if (!text.includes('data: ')) return JSON.parse(text).choices?.[0].message.content ?? text;
  const events = text.split('\n\n').filter(event => event.startsWith('data: {'));
  return events.map(event => JSON.parse(event.slice(6)).choices[0]?.delta?.content ?? '').join('');
}

function failed(response, text) {
  const error = (() => {
    try {
      return JSON.parse(text).error;
    } catch {
      return text;
    }
  })();
  return Object.assign(new Error(error?.message ?? 'failed'), { status: response, error });
}

/** Some clients decode what is compressed, some leave it to the program. */
const plain = bytes => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();

/** Reads the pieces of a body as the kind of the question says. */
async function read(kind, status, pieces, abort) {
  let whole = Buffer.alloc(0);
  for await (const piece of pieces) {
    whole = Buffer.concat([whole, Buffer.from(piece)]);
    if (kind === 'break') return 'left';
    if (kind === 'abort') abort();
  }
  // How much had come by then is chance.
  if (kind === 'abort') return 'aborted';
  const text = plain(whole);
  if (status >= 300) throw failed(status, text);
  return said(text);
}

// How a request's body is given to node:http.
const WAYS = {
  end: (request, body) => request.end(body),
  chunks(request, body) {
    const bytes = Buffer.from(body);
    for (let at = 0; at < bytes.length; at += 10) request.write(bytes.subarray(at, at + 10));
    request.end();
  },
  strings(request, body) {
    request.write(body.slice(0, 5), 'utf8');
    setTimeout(() => request.end(body.slice(5), 'utf8', () => undefined), 5);
  },
  pipe: (request, body) => Readable.from([Buffer.from(body)]).pipe(request),
};

const overHttp = way => async kind => {
  const controller = new AbortController();
  const options = { method: 'POST', headers, signal: controller.signal };
  const make = way === 'end' ? namedRequest : http.request;
  const request = make(endpoint, options);
  const answer = new Promise((resolve, reject) => request.on('response', resolve).on('error', reject));
  if (kind === 'early') setTimeout(() => controller.abort(), 30);
  WAYS[way](request, bodyOf(kind));
  const response = await answer;
  return read(kind, response.statusCode, response, () => controller.abort());
};

const overFetch = make => async kind => {
  const controller = new AbortController();
  const { signal } = controller;
  const response = await fetch(...make({ method: 'POST', headers, signal }, bodyOf(kind)));
  if (kind === 'plain') return read(kind, response.status, [await response.text()]);
  return read(kind, response.status, response.body, () => controller.abort());
};

async function* inPieces(body, size = 10) {
  const bytes = new TextEncoder().encode(body);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const overSdk = make => {
  const made = {};
  return async kind => {
    made.client ??= make();
    const client = await made.client;
    const controller = new AbortController();
    const options = { signal: controller.signal };
    if (kind === 'early') setTimeout(() => controller.abort(), 30);
    if (kind === 'plain' || kind === 'early') {
      const answer = await client.chat.completions.create({ model: 'gpt-4o', messages }, options);
      return answer.choices[0].message.content;
    }
    let text = '';
    const stream = await client.chat.completions.create({ model: 'gpt-4o', messages, ...usage }, options);
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? '';
      if (kind === 'break') return 'left';
      if (kind === 'abort') controller.abort();
    }
    return kind === 'abort' ? 'aborted' : text;
  };
};

const sdk = async (name, options = {}) => {
  const { default: OpenAI } = await import(name);
  return new OpenAI({ baseURL: `${url}/v1`, maxRetries: 1, ...options });
};

const undici = version => ({
  async request(kind) {
    const { request } = await import(version);
    const controller = new AbortController();
    if (kind === 'early') setTimeout(() => controller.abort(), 30);
    const options = { method: 'POST', headers, body: bodyOf(kind), signal: controller.signal };
    const { statusCode, body } = await request(endpoint, options);
    return read(kind, statusCode, body, () => controller.abort());
  },
  async iterable(kind) {
    const { request } = await import(version);
    const { statusCode, body } = await request(endpoint, { method: 'POST', headers, body: inPieces(bodyOf(kind)) });
    return read(kind, statusCode, body);
  },
  async readable(kind) {
    const { request } = await import(version);
    const options = { method: 'POST', headers, body: Readable.from(inPieces(bodyOf(kind))) };
    const { statusCode, body } = await request(endpoint, options);
    return read(kind, statusCode, body);
  },
  async stream(kind) {
    const { stream } = await import(version);
    const { PassThrough } = await import('node:stream');
    const seen = {};
    const out = new PassThrough();
    await stream(endpoint, { method: 'POST', headers, body: bodyOf(kind), opaque: out }, ({ statusCode, opaque }) => {
      seen.status = statusCode;
      return opaque;
    });
    const bytes = await bufferOf(out);
    return read(kind, seen.status, [bytes]);
  },
  async pipeline(kind) {
    const { pipeline } = await import(version);
    const seen = {};
    const duplex = pipeline(endpoint, { method: 'POST', headers }, ({ statusCode, body }) => {
      seen.status = statusCode;
      return body;
    });
    duplex.end(bodyOf(kind));
    const bytes = await bufferOf(duplex);
    return read(kind, seen.status, [bytes]);
  },
  fetch: overSdk(async () => sdk('openai', { fetch: (await import(version)).fetch })),
  // Node's own fetch over a dispatcher of npm's.
  async dispatcher(kind) {
    const { Agent } = await import(version);
    const response = await fetch(endpoint, { method: 'POST', headers, body: bodyOf(kind), dispatcher: new Agent() });
    return read(kind, response.status, [await response.text()]);
  },
});

// One session for all questions, as clients keep them.
const http2 = {};
const overHttp2 = awaited => async kind => {
  const { connect } = await import('node:http2');
  http2.session ??= connect(process.env.HTTP2_URL);
  const { session } = http2;
  if (awaited && session.connecting) await new Promise(resolve => session.once('connect', resolve));
  const stream = session.request({ ':method': 'POST', ':path': '/v1/chat/completions', ...headers });
  const status = new Promise((resolve, reject) => {
    stream.on('response', answer => resolve(answer[':status'])).on('error', reject);
  });
  if (kind === 'early') setTimeout(() => stream.destroy(new Error('early')), 30);
  stream.end(bodyOf(kind));
  return read(kind, await status, stream, () => stream.close());
};

const clients = {
  'http-end': overHttp('end'),
  'http-chunks': overHttp('chunks'),
  'http-strings': overHttp('strings'),
  'http-pipe': overHttp('pipe'),
  'fetch-request': overFetch((init, body) => [new Request(endpoint, { ...init, body })]),
  'fetch-stream': overFetch((init, body) => [
    endpoint,
    { ...init, duplex: 'half', body: ReadableStream.from(inPieces(body)) },
  ]),
  'fetch-iterable': overFetch((init, body) => [endpoint, { ...init, duplex: 'half', body: inPieces(body) }]),
  'fetch-readable': overFetch((init, body) => [
    endpoint,
    { ...init, duplex: 'half', body: Readable.from(inPieces(body)) },
  ]),
  'fetch-streamed-request': overFetch((init, body) => [
    new Request(endpoint, { ...init, duplex: 'half', body: ReadableStream.from(inPieces(body)) }),
  ]),
  'fetch-blob': overFetch((init, body) => [endpoint, { ...init, body: new Blob([body]) }]),
  openai: overSdk(() => sdk('openai')),
  // As the SDK's older versions did by themselves: node-fetch, and so node:http.
  'openai-http': overSdk(async () => sdk('openai', { fetch: (await import('node-fetch')).default })),
  async axios(kind) {
    const { default: axios } = await import('axios');
    const controller = new AbortController();
    if (kind === 'early') setTimeout(() => controller.abort(), 30);
    const responseType = kind === 'plain' || kind === 'early' ? 'text' : 'stream';
    const { status, data } = await axios.post(endpoint, JSON.parse(bodyOf(kind)), {
      headers,
      responseType,
      signal: controller.signal,
      validateStatus: () => true,
      transformResponse: text => text,
    });
    return read(kind, status, responseType === 'text' ? [data] : data, () => controller.abort());
  },
  async 'node-fetch'(kind) {
    const { default: fetch } = await import('node-fetch');
    const controller = new AbortController();
    const { signal } = controller;
    if (kind === 'early') setTimeout(() => controller.abort(), 30);
    const response = await fetch(endpoint, { method: 'POST', headers, body: bodyOf(kind), signal });
    return read(kind, response.status, response.body, () => controller.abort());
  },
  http2: overHttp2(false),
  'http2-awaited': overHttp2(true),
};

for (const version of [6, 7, 8]) {
  for (const [way, ask] of Object.entries(undici(`undici-${version}`))) clients[`undici-${version}-${way}`] = ask;
}

for (const name of names) {
  const [client, kind] = name.split(':');
  const answer = await clients[client](kind).catch(error => {
    const refused = isBudgetExceeded?.(error) ? ' (budget)' : '';
    return `${error.constructor.name} ${error.code ?? error.status ?? ''} ${error.message}${refused}`;
  });
  console.log(`${name}: ${answer}`);
}
http2.session?.close();
