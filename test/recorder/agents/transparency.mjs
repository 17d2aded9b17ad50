// Prints what a program can see of its calls. With and without the recorder every byte must be the same.
import { inspect } from 'node:util';

const [, , url, sdks] = process.argv;
const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-x' };
const messages = [{ role: 'user', content: 'Hi' }];
const post = (body, more = {}) =>
  fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body: JSON.stringify(body), ...more });
const plain = () => post({ model: 'gpt-4o', messages });
const stream = (more = {}) => post({ model: 'gpt-4o', messages, stream: true }, more);
const failure = error =>
  `${error?.constructor?.name}: ${error?.name}: ${error?.message}: ${error?.cause?.code ?? ''}`.replace(/req_\w+/, '');
const tried = async step => step().catch(failure);
const statusOf = step => tried(async () => (await step()).status);
const textual = { toString: () => `${url}/v1/chat/completions` };
const sizeOf = async readable => {
  let size = 0;
  for await (const chunk of readable) size += chunk.length;
  return size > 0;
};

const behaviours = {
  shape: async () => [
    fetch.name,
    fetch.length,
    typeof fetch,
    Object.getOwnPropertyDescriptor(globalThis, 'fetch').writable,
  ],
  properties: async () => {
    const response = await plain();
    const seen = [
      response.status,
      response.ok,
      response.type,
      response.redirected,
      response.statusText,
      response.bodyUsed,
    ];
    return [
      ...seen,
      response.url.endsWith('/completions'),
      response instanceof Response,
      Object.keys(response),
      Object.getPrototypeOf(response) === Response.prototype,
    ];
  },
  'own properties': async () => Object.getOwnPropertyNames(await plain()),
  'the class': async () => {
    await plain();
    return Object.entries(Object.getOwnPropertyDescriptors(Response.prototype)).map(
      ([name, { get, value, ...flags }]) => {
        const way = get ?? value;
        return [name, typeof way, way?.name, way?.length, typeof way === 'function' && 'prototype' in way, flags];
      },
    );
  },
  'a method of another': async () => {
    const { json } = await plain();
    return [await tried(() => json.call(new Response('{}'))), await tried(async () => json.call({}))];
  },
  'an override of its own': async () => {
    const response = await plain();
    const { text } = response;
    response.text = async () => `${(await text.call(response)).length > 0}!`;
    return [await response.text(), response.bodyUsed];
  },
  inspected: async () => inspect(await plain()).replace(/(req_|date: '|:)[\w ,:]+/g, '$1#'),
  json: async () => Object.keys(await (await plain()).json()),
  text: async () => typeof (await (await plain()).text()),
  arrayBuffer: async () => (await (await plain()).arrayBuffer()).constructor.name,
  blob: async () => (await (await plain()).blob()).type,
  'json twice': async () => {
    const response = await plain();
    await response.json();
    return [response.bodyUsed, await tried(() => response.json())];
  },
  'body then json': async () => {
    const response = await stream();
    const reader = response.body.getReader();
    const before = response.bodyUsed;
    await reader.read();
    return [before, response.bodyUsed, response.body.locked, await tried(() => response.json())];
  },
  'locked, not read': async () => {
    const response = await plain();
    response.body.getReader();
    return [response.bodyUsed, await tried(() => response.json()), await tried(async () => response.clone())];
  },
  'body is one object': async () => {
    const response = await plain();
    const { body } = response;
    return [response.body === body, body.constructor.name, inspect(response.body)];
  },
  clone: async () => {
    const response = await plain();
    const copy = response.clone();
    const texts = [await copy.text(), await response.text()];
    return [texts[0] === texts[1], copy instanceof Response, await tried(async () => response.clone())];
  },
  'clone of a stream': async () => {
    const response = await stream();
    const copy = response.clone();
    const [a, b] = await Promise.all([sizeOf(copy.body), sizeOf(response.body)]);
    return [a, b];
  },
  tee: async () => {
    const [a, b] = (await stream()).body.tee();
    return [await sizeOf(a), await sizeOf(b)];
  },
  byob: async () => {
    const reader = (await stream()).body.getReader({ mode: 'byob' });
    let done = false;
    let size = 0;
    while (!done) {
      const read = await reader.read(new Uint8Array(64));
      done = read.done;
      size += read.value?.length ?? 0;
    }
    return size > 0;
  },
  pipe: async () => sizeOf((await stream()).body.pipeThrough(new TransformStream())),
  decode: async () => {
    let text = '';
    for await (const part of (await stream()).body.pipeThrough(new TextDecoderStream())) text += part;
    return [text.startsWith('data: {'), text.endsWith('data: [DONE]\n\n')];
  },
  break: async () => {
    const response = await stream();
    for await (const _ of response.body) break;
    return [response.bodyUsed, response.body.locked, await tried(() => response.text())];
  },
  cancel: async () => {
    const response = await stream();
    await response.body.cancel('enough');
    return [response.bodyUsed, await tried(() => response.text())];
  },
  'abort before': async () => tried(() => stream({ signal: AbortSignal.abort() })),
  'abort with a reason': async () => tried(() => stream({ signal: AbortSignal.abort(new TypeError('mine')) })),
  'abort during': async () => {
    const controller = new AbortController();
    const response = await stream({ signal: controller.signal });
    return tried(async () => {
      for await (const _ of response.body) controller.abort();
      return 'ended';
    });
  },
  'refused connection': async () =>
    tried(() => fetch('http://127.0.0.1:1/v1/chat/completions', { method: 'POST', body: '{"messages":[]}' })),
  'no url': async () => tried(() => fetch('nonsense', { method: 'POST', body: '{"messages":[]}' })),
  'no arguments': async () => tried(() => fetch()),
  'null and objects': async () => [
    await statusOf(() => fetch(null, { method: 'POST', body: '{}' })),
    await statusOf(() => fetch({}, { method: 'POST', body: '{}' })),
    await statusOf(() => fetch(textual, { method: 'POST', headers, body: '{"messages":[]}' })),
    await statusOf(() => fetch(new URL(`${url}/v1/chat/completions`), { method: 'POST', body: null })),
  ],
  'streamed bodies': async () => {
    const body = JSON.stringify({ model: 'gpt-4o', messages });
    const source = () => ReadableStream.from([new TextEncoder().encode(body)]);
    const stream = source();
    const locked = source();
    locked.getReader();
    const failing = new ReadableStream({
      pull() {
        throw new RangeError('mine');
      },
    });
    return [
      await statusOf(() => post({}, { body: stream, duplex: 'half' })),
      [stream.locked, Reflect.ownKeys(stream).length],
      await statusOf(() => post({}, { body: source() })),
      await statusOf(() => post({}, { body: ReadableStream.from(['text']), duplex: 'half' })),
      await statusOf(() => post({}, { body: locked, duplex: 'half' })),
      await statusOf(() => post({}, { body: failing, duplex: 'half' })),
    ];
  },
  'a Request’s body': async () => {
    const body = JSON.stringify({ model: 'gpt-4o', messages });
    const request = new Request(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
    const first = request.body;
    const promise = fetch(request);
    const seen = [request.bodyUsed, request.body === first, Reflect.ownKeys(first).length];
    return [...seen, (await promise).status, await statusOf(() => fetch(request))];
  },
  'a Request': async () => {
    const request = new Request(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ model: 'gpt-4o', messages }),
    });
    const response = await fetch(request);
    return [response.status, request.bodyUsed, Object.keys(await response.json()).length];
  },
  'a body of bytes': async () =>
    (await post(undefined, { body: Buffer.from(JSON.stringify({ model: 'gpt-4o', messages })) })).status,
  'another API': async () => (await (await fetch(`${url}/v1/models`, { headers })).text()).length > 0,
  'an error answer': async () => {
    const response = await post({ model: 'gpt-4o' });
    return [response.status, response.ok, Object.keys(await response.json())];
  },
  'formatted errors': async () => {
    const ask = async () =>
      fetch('http://127.0.0.1:1/v1/chat/completions', { method: 'POST', body: '{"messages":[]}' });
    const { stack } = await ask().catch(error => error);
    return [stack, Error.stackTraceLimit, Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')];
  },
  'own prepareStackTrace': async () => {
    const calls = [];
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = (error, frames) => {
      calls.push(error.message);
      return frames.length > 0;
    };
    const { stack } = new Error('mine');
    Error.prepareStackTrace = prepareStackTrace;
    return [stack, calls];
  },
  listeners: async () =>
    ['SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection', 'beforeExit'].map(name =>
      process.listenerCount(name),
    ),
  environment: async () => Object.keys(process.env).filter(name => /TRACE|OTEL/.test(name)),
  'a patcher after us': async () => {
    const before = globalThis.fetch;
    let seen = 0;
    globalThis.fetch = (...args) => {
      seen++;
      return before(...args);
    };
    const { status } = await plain();
    globalThis.fetch = before;
    return [status, seen, globalThis.fetch === before];
  },
};

async function withSdks() {
  const { default: OpenAI } = await import('openai');
  const { default: Anthropic } = await import('@anthropic-ai/sdk');
  const openai = new OpenAI({ baseURL: `${url}/v1` });
  const anthropic = new Anthropic({ baseURL: url });
  const question = { model: 'claude-sonnet-4-6', max_tokens: 100, messages };
  Object.assign(behaviours, {
    methods: async () => [
      openai.chat.completions.create.name,
      openai.chat.completions.create.length,
      inspect(openai.chat.completions.create),
      Object.keys(Object.getPrototypeOf(openai.chat.completions)),
    ],
    'promise type': async () => {
      const call = openai.chat.completions.create({ model: 'gpt-4o', messages });
      return [call.constructor.name, typeof call.withResponse, (await call).object];
    },
    withResponse: async () => {
      const { data, response } = await openai.chat.completions.create({ model: 'gpt-4o', messages }).withResponse();
      return [data.object, response.status];
    },
    asResponse: async () => (await openai.chat.completions.create({ model: 'gpt-4o', messages }).asResponse()).status,
    parse: async () => (await openai.chat.completions.parse({ model: 'gpt-4o', messages })).choices[0].message.content,
    toReadableStream: async () =>
      sizeOf((await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true })).toReadableStream()),
    'sdk tee': async () => {
      const [a, b] = (await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true })).tee();
      const [x, y] = [[], []];
      for await (const chunk of a) x.push(chunk);
      for await (const chunk of b) y.push(chunk);
      return [x.length === y.length, x.length > 2];
    },
    'helper events': async () => {
      const events = [];
      const helper = openai.chat.completions.stream({ model: 'gpt-4o', messages });
      for (const name of ['connect', 'content', 'finalContent', 'end', 'error', 'abort'])
        helper.on(name, () => events.push(name));
      await helper.done();
      return [...new Set(events)];
    },
    'messages helper': async () => {
      const helper = anthropic.messages.stream(question);
      const types = [];
      for await (const event of helper) types.push(event.type);
      return [...new Set(types), (await helper.finalText()).length];
    },
    'typed errors': async () => tried(() => anthropic.messages.create({ ...question, model: undefined })),
  });
}

// Node 20 holds the signal of a fetch weakly: whether such an abort arrives hangs on the garbage collector.
if (process.version.startsWith('v20.')) delete behaviours['abort during'];
if (sdks === 'sdks') await withSdks();
for (const [name, behaviour] of Object.entries(behaviours)) {
  console.log(name, inspect(await tried(behaviour), { depth: 5 }));
}
process.on('unhandledRejection', error => console.log('unhandled', failure(error)));
void fetch('http://127.0.0.1:1/v1/chat/completions', { method: 'POST', body: '{"messages":[]}' });
await new Promise(resolve => setTimeout(resolve, 50));
process.exitCode = 7;
