// Prints what a program can see of its requests over node:http and node:http2. With and without the recorder every byte must be the same.
import http from 'node:http';
import http2 from 'node:http2';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { inspect } from 'node:util';

const [, , url] = process.argv;
const headers = { 'content-type': 'application/json', authorization: 'Bearer x' };
const messages = [{ role: 'user', content: 'Hi' }];
const plain = JSON.stringify({ model: 'gpt-4o', messages });
const streamed = JSON.stringify({ model: 'gpt-4o', messages, stream: true });
const path = '/v1/chat/completions';
const post = (more = {}, at = path) => http.request(url + at, { method: 'POST', headers, ...more });
const answerOf = request =>
  new Promise((resolve, reject) => request.on('response', resolve).on('error', error => reject(error)));
const failure = error => `${error?.constructor?.name}: ${error?.name}: ${error?.code}: ${error?.message}`;
const tried = async step => step().catch(failure);
const listeners = emitter =>
  emitter
    .eventNames()
    .map(name => `${String(name)}:${emitter.listenerCount(name)}`)
    .sort();

/** Every event of an emitter, in order; repeated data is told once. */
function told(emitter, names) {
  const seen = [];
  for (const name of names) emitter.on(name, () => seen.at(-1) !== name && seen.push(name));
  return seen;
}

const REQUEST = ['socket', 'finish', 'response', 'abort', 'close', 'timeout', 'information', 'continue', 'drain'];
const ANSWER = ['data', 'end', 'close', 'aborted', 'error', 'pause', 'resume'];

async function textOf(stream) {
  let text = '';
  for await (const piece of stream) text += piece;
  return text;
}

const behaviours = {
  shape: async () => {
    const request = post();
    const seen = [
      Object.keys(request).sort(),
      request.constructor.name,
      request.write.name,
      request.write.length,
      request.end.name,
      request.end.length,
      request.destroy.length,
      request.emit.length,
      Object.keys(http.ClientRequest.prototype).sort(),
      listeners(request),
      inspect(request.write),
    ];
    request.on('error', () => undefined).destroy();
    return seen;
  },
  'shape of an answer': async () => {
    const request = post();
    request.end(plain);
    const answer = await answerOf(request);
    const seen = [
      Object.keys(answer).sort(),
      answer.constructor.name,
      answer.readableFlowing,
      answer.isPaused(),
      answer.readableLength >= 0,
      listeners(answer),
      listeners(request),
      answer.push.length,
      answer.destroy.length,
    ];
    answer.resume();
    await finished(answer);
    return [...seen, answer.complete, answer.destroyed, request.destroyed, request.writableEnded, request.finished];
  },
  'returns itself': async () => {
    const request = post();
    const seen = [request.write(plain.slice(0, 3)), request.end(plain.slice(3)) === request];
    (await answerOf(request)).resume();
    return [...seen, request.destroy() === request];
  },
  events: async () => {
    const request = post();
    const seen = told(request, REQUEST);
    request.end(streamed);
    const answer = await answerOf(request);
    const later = told(answer, ANSWER);
    await finished(answer).catch(failure);
    await new Promise(setImmediate);
    return [seen, later];
  },
  'not consumed': async () => {
    const request = post();
    request.end(plain);
    const answer = await answerOf(request);
    await new Promise(resolve => setTimeout(resolve, 30));
    const seen = [answer.readableFlowing, answer.readableLength > 0, answer.readableEnded];
    return [...seen, (await textOf(answer)).length > 0];
  },
  'nobody listens': async () => {
    const request = post();
    request.end(plain);
    await new Promise(resolve => request.on('close', resolve));
    return [request.destroyed, request.res?.readableEnded];
  },
  paused: async () => {
    const request = post();
    request.end(streamed);
    const answer = await answerOf(request);
    const sizes = [];
    answer.on('data', piece => sizes.push(piece.length));
    answer.pause();
    await new Promise(resolve => setTimeout(resolve, 20));
    const before = sizes.length;
    answer.resume();
    await finished(answer);
    return [before, sizes.length > 0];
  },
  read: async () => {
    const request = post();
    request.end(streamed);
    const answer = await answerOf(request);
    let text = '';
    answer.on('readable', () => {
      for (let piece = answer.read(5); piece !== null; piece = answer.read(5)) text += piece;
    });
    await finished(answer).catch(failure);
    return text.startsWith('data:');
  },
  encoding: async () => {
    const request = post();
    request.end(streamed);
    const answer = await answerOf(request);
    answer.setEncoding('utf8');
    const kinds = new Set();
    for await (const piece of answer) kinds.add(typeof piece);
    return [...kinds];
  },
  'callbacks of a body': async () => {
    const request = post();
    const seen = [];
    const answer = answerOf(request);
    request.write(plain.slice(0, 4), 'utf8', () => seen.push('write'));
    request.write(Buffer.from(plain.slice(4, 8)), () => seen.push('bytes'));
    request.end(plain.slice(8), 'utf8', () => seen.push('end'));
    (await answer).resume();
    return seen;
  },
  'piped body': async () => {
    const request = post();
    const answer = answerOf(request);
    await pipeline(Readable.from([Buffer.from(plain)]), request);
    return (await textOf(await answer)).length > 0;
  },
  'wrong body': async () => {
    const request = post();
    request.on('error', () => undefined);
    const seen = await tried(async () => request.write(7));
    const other = await tried(async () => request.write(null));
    request.destroy();
    return [seen, other];
  },
  'write after end': async () => {
    const request = post();
    const error = new Promise(resolve => request.on('error', resolve));
    request.end(plain);
    request.write('more');
    return failure(await error);
  },
  'end twice': async () => {
    const request = post();
    request.end(plain);
    request.end();
    return (await textOf(await answerOf(request))).length > 0;
  },
  'a list of headers': async () => {
    const list = ['content-type', 'application/json', 'authorization', 'Bearer x', 'host', url.slice(7)];
    const request = post({ headers: [...list, 'content-length', String(Buffer.byteLength(plain))] });
    request.end(plain);
    return (await answerOf(request).then(answer => textOf(answer))).length > 0;
  },
  expect: async () => {
    const request = post({ headers: { ...headers, expect: '100-continue' } });
    const seen = told(request, REQUEST);
    request.on('continue', () => request.end(plain));
    request.flushHeaders();
    await textOf(await answerOf(request));
    return seen;
  },
  'refused connection': async () =>
    tried(async () => {
      const request = http.request(`http://127.0.0.1:1${path}`, { method: 'POST', headers });
      request.end(plain);
      await answerOf(request);
    }),
  'refused connection, stack': async () => {
    const request = http.request(`http://127.0.0.1:1${path}`, { method: 'POST', headers });
    request.end(plain);
    return (await answerOf(request).catch(error => error)).stack;
  },
  'destroyed before': async () =>
    tried(async () => {
      const request = post();
      request.end(plain);
      request.destroy();
      await answerOf(request);
    }),
  'destroyed with an error': async () =>
    tried(async () => {
      const request = post();
      request.end(plain);
      setTimeout(() => request.destroy(new RangeError('mine')), 1);
      await answerOf(request);
    }),
  'aborted while read': async () => {
    const request = post();
    request.end(streamed);
    const answer = await answerOf(request);
    const seen = told(answer, ['data', 'end', 'aborted', 'error', 'close']);
    return [
      await tried(async () => {
        for await (const _ of answer) request.abort();
      }),
      seen,
      request.aborted,
      request.destroyed,
    ];
  },
  'left by break': async () => {
    const request = post();
    request.end(streamed);
    const answer = await answerOf(request);
    for await (const _ of answer) break;
    return [answer.destroyed, answer.readableEnded];
  },
  timeout: async () => {
    const request = post({ timeout: 10 });
    const seen = told(request, REQUEST);
    request.on('timeout', () => request.destroy(new Error('too slow')));
    request.end(plain);
    return [await tried(() => answerOf(request)), seen];
  },
  'kept alive': async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const seen = [];
    for (let index = 0; index < 3; index++) {
      const request = post({ agent });
      request.end(plain);
      await textOf(await answerOf(request));
      seen.push(request.reusedSocket);
    }
    agent.destroy();
    return seen;
  },
  'an error answer': async () => {
    const request = post();
    request.end('{"model":"gpt-4o"}');
    const answer = await answerOf(request);
    return [answer.statusCode, Object.keys(JSON.parse(await textOf(answer)))];
  },
  'other requests': async () => {
    const get = await answerOf(http.get(`${url}/v1/models`));
    const head = await answerOf(http.request(url + path, { method: 'HEAD' }).end());
    return [get.statusCode, (await textOf(get)).length > 0, head.statusCode, (await textOf(head)).length];
  },
  'not handled': async () => {
    const seen = new Promise(resolve => process.once('uncaughtException', resolve));
    http.request(`http://127.0.0.1:1${path}`, { method: 'POST', headers }).end(plain);
    return failure(await seen);
  },
  http2: async () => {
    const session = http2.connect(process.env.HTTP2_URL);
    const ask = async (body, read = textOf) => {
      const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
      const shape = [
        Object.keys(stream).sort(),
        stream.pending,
        listeners(stream),
        stream.write.length,
        stream.end.length,
      ];
      const seen = told(stream, ['ready', 'response', 'end', 'close', 'aborted', 'trailers', 'finish', 'error']);
      stream.end(body);
      const status = await new Promise(resolve => stream.on('response', given => resolve(given[':status'])));
      const flowing = stream.readableFlowing;
      const result = await tried(() => read(stream));
      if (!stream.closed) await new Promise(resolve => stream.once('close', resolve));
      return [shape, status, flowing, typeof result === 'string' ? result.length > 0 : result, seen, stream.rstCode];
    };
    const results = [await ask(plain), await ask(streamed), await ask('{"model":"gpt-4o"}')];
    results.push(
      await ask(streamed, async stream => {
        for await (const _ of stream) stream.close(http2.constants.NGHTTP2_CANCEL);
      }),
    );
    const keys = [Object.keys(session).sort(), session.connecting, session.request.length, listeners(session)];
    session.close();
    return [results, keys];
  },
  'http2, opened before its body': async () => {
    const session = http2.connect(process.env.HTTP2_URL);
    await new Promise(resolve => session.once('connect', resolve));
    for (let index = 0; index < 2; index++) {
      const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
      if (stream.pending) await new Promise(resolve => stream.once('ready', resolve));
      stream.end(plain);
      await textOf(stream);
    }
    session.close();
    return 'answered';
  },
};

for (const [name, behaviour] of Object.entries(behaviours)) {
  console.log(name, JSON.stringify(await behaviour().catch(error => error.stack)));
}
