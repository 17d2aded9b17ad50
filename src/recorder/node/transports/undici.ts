/**
 * Observes npm's `undici` through the channel on which it tells of each request, in all versions that have it. Node's own
 * `fetch` tells there too: its calls have been seen already. What becomes of a request is told to methods of the request
 * object, which no program sees.
 */
import { beginCall, type LocalAnswer, mayBeCall, type RequestHead } from '../calls/begin.ts';
import type { LiveCall } from '../calls/live-call.ts';
import { beginUpload, type Upload } from '../calls/upload.ts';
import { builtin } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
import { stackNames } from '../site/stack-names.ts';
import { createDownload, type Download } from './download.ts';
import { refusalHeaders } from './local-answer.ts';
import { methodOf, override } from './own.ts';
import { noteWebSocket } from './uncovered.ts';
import type { Underway } from './underway.ts';
import { REFUSED, watchIterator } from './watch-iterable.ts';

/** A request as undici has it, as far as it is used here. */
interface CoreRequest {
  readonly origin: unknown;
  readonly path: string;
  readonly method: string;
  readonly headers: unknown;
  readonly upgrade: string | null;
  body: unknown;
  aborted: boolean;
}

/** Undici 8 has other names for the same. */
const NAMES = [
  { connect: 'onConnect', headers: 'onHeaders', data: 'onData', end: 'onComplete', error: 'onError' },
  {
    connect: 'onRequestStart',
    headers: 'onResponseStart',
    data: 'onResponseData',
    end: 'onResponseEnd',
    error: 'onResponseError',
  },
] as const;
type Names = (typeof NAMES)[number];

export function hookUndici(recorder: Recorder, underway: Underway): void {
  const created = (message: unknown) => {
    recorder.health.attempt('undici', () => {
      const { request } = message as { request: CoreRequest };
      const { method, path, upgrade } = request;
      const urlOf = () => (/^https?:/.test(path) ? path : `${request.origin}${path}`);
      if (method === 'GET') noteWebSocket(recorder, upgrade, urlOf);
      if (method !== 'POST' || !mayBeCall(path)) return;
      const url = urlOf();
      if (!isOfFetch(url, underway)) observe(recorder, request, url, created);
    });
  };
  builtin('node:diagnostics_channel').subscribe('undici:request:create', created);
  recorder.coverage.transport('undici');
}

/**
 * Whether Node's own `fetch` makes a request: it is on the stack, whatever dispatcher carries it out. Where nobody is on the
 * stack (a queue, a retry), the URL has to tell: there the calls of `fetch` come first.
 */
function isOfFetch(url: string, underway: Underway): boolean {
  const names = stackNames(30);
  if (names.some(name => /^node:internal\/deps\/undici\/.* httpNetworkFetch$/.test(name))) return true;
  const ofNpm = names.some(name => / httpNetworkFetch$|[\\/]api-(?:request|stream|pipeline)\./.test(name));
  return !ofNpm && underway.has(url);
}

interface Watched {
  readonly request: CoreRequest;
  readonly names: Names;
  call(): LiveCall | undefined;
  refused(): LocalAnswer | undefined;
  answered(): void;
}

function observe(recorder: Recorder, request: CoreRequest, url: string, below: (message: unknown) => void): void {
  const names = NAMES.find(({ connect }) => typeof Reflect.get(request, connect) === 'function');
  if (names === undefined) {
    recorder.coverage.missed('undici, unknown version');
    return;
  }
  const head: RequestHead = {
    transport: 'undici',
    url,
    header: name => headerIn(request.headers, name),
    aborted: () => request.aborted,
    below,
  };
  const { body } = request;
  if (body instanceof Uint8Array) {
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
    const begun = beginCall(recorder, { ...head, body: text });
    if (begun === undefined) return;
    const call = 'call' in begun ? begun.call : undefined;
    const refusal = 'refused' in begun ? begun.refused : undefined;
    watch(recorder, { request, names, call: () => call, refused: () => refusal, answered: () => undefined });
    return;
  }
  const upload = body === null ? undefined : beginUpload(recorder, head);
  if (upload === undefined) return;
  watchBody(recorder, request, upload);
  watch(recorder, {
    request,
    names,
    call: () => upload.call,
    refused: () => upload.refused,
    answered: () => upload.answered(),
  });
}

function watchBody(recorder: Recorder, request: CoreRequest, upload: Upload): void {
  const { body } = request;
  const see = (step: () => void) => void recorder.health.attempt('undici body', step);
  const iterate: unknown = Reflect.get(Object(body), Symbol.asyncIterator);
  const isStream = typeof Reflect.get(Object(body), 'pipe') === 'function';
  if (typeof iterate === 'function' && !isStream) {
    request.body = {
      [Symbol.asyncIterator]: () => watchIterator(Reflect.apply(iterate, body, []), see, upload),
    };
    return;
  }
  // Of a stream, the pieces are seen as it gives them to undici, which listens.
  const emit = isStream ? methodOf(Object(body), 'emit') : undefined;
  if (emit === undefined) {
    recorder.coverage.missed('undici, body not read');
    return;
  }
  override(Object(body), 'emit', function (this: unknown, ...args: unknown[]) {
    const [event, piece] = args;
    if (event === 'data') see(() => upload.add(piece));
    if (event === 'end') see(() => upload.end());
    const abort: unknown = upload.refused && !request.aborted ? Reflect.get(request, 'abort') : undefined;
    if (typeof abort !== 'function') return Reflect.apply(emit, this, args);
    Reflect.apply(abort, request, [REFUSED]);
    return true;
  });
}

function watch(recorder: Recorder, watched: Watched): void {
  const { request, names } = watched;
  const state: { download?: Download; local: boolean } = { local: false };
  const originals = {
    connect: methodOf(request, names.connect),
    headers: methodOf(request, names.headers),
    data: methodOf(request, names.data),
    end: methodOf(request, names.end),
    error: methodOf(request, names.error),
  };
  const answerLocally = (answer: LocalAnswer) => {
    state.local = true;
    const bytes = Buffer.from(JSON.stringify(answer.body));
    const headers = Object.entries(refusalHeaders(bytes.byteLength))
      .flat()
      .map(text => Buffer.from(text));
    const say = (method: (...args: never[]) => unknown, ...args: unknown[]) => Reflect.apply(method, request, args);
    say(originals.headers, answer.status, headers, () => undefined, 'Payment Required');
    say(originals.data, bytes);
    say(originals.end, []);
    // Nothing of it is sent, and whoever asks hears that it is over.
    request.aborted = true;
  };
  const on = (name: keyof Names, step: (args: unknown[]) => void) =>
    override(request, names[name], function (this: unknown, ...args: unknown[]) {
      if (!state.local) recorder.health.attempt(`undici ${name}`, () => step(args));
      return state.local ? undefined : Reflect.apply(originals[name], this, args);
    });

  override(request, names.connect, function (this: unknown, ...args: unknown[]) {
    const result: unknown = Reflect.apply(originals.connect, this, args);
    const refusal = watched.refused();
    if (refusal && !request.aborted) answerLocally(refusal);
    return result;
  });
  on('headers', ([status, headers]) => {
    // 1xx say nothing of the answer.
    if (typeof status !== 'number' || status < 200) return;
    watched.answered();
    const call = watched.call();
    if (call === undefined) return;
    call.answered(status);
    state.download = createDownload(recorder, call, headerIn(headers, 'content-encoding'));
  });
  on('data', ([bytes]) => {
    if (bytes instanceof Uint8Array) state.download?.chunk(bytes);
  });
  on('end', () => state.download?.ended());
  on('error', ([error]) => {
    const refusal = watched.refused();
    if (refusal) answerLocally(refusal);
    else if (state.download) state.download.failed(error);
    else watched.call()?.unanswered(error);
  });
}

/** From a list of names and values (strings or bytes), or from an object. */
function headerIn(headers: unknown, name: string): string | undefined {
  if (Array.isArray(headers)) {
    const at = headers.findIndex((key: unknown, index) => index % 2 === 0 && String(key).toLowerCase() === name);
    return at < 0 ? undefined : String(headers[at + 1]);
  }
  const value: unknown = typeof headers === 'object' && headers !== null ? Reflect.get(headers, name) : undefined;
  return value === undefined ? undefined : String(value);
}
