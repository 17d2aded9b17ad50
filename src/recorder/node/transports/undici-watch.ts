/** What becomes of one request of undici, told to the recorder by methods over the request's own, which no program sees. */
import type { LocalAnswer } from '../calls/begin.ts';
import type { LiveCall } from '../calls/live-call.ts';
import type { Upload } from '../calls/upload.ts';
import type { Recorder } from '../recorder.ts';
import { createDownload, type Download } from './download.ts';
import { headerIn } from './headers.ts';
import { refusalHeaders } from './local-answer.ts';
import { methodOf, override } from './own.ts';
import { REFUSED, watchIterator } from './watch-iterable.ts';

/** A request as undici has it, as far as it is used here. */
export interface CoreRequest {
  readonly origin: unknown;
  readonly path: string;
  readonly method: string;
  readonly headers: unknown;
  readonly upgrade: string | null;
  body: unknown;
  aborted: boolean;
}

/** Undici 8 has other names for the same. */
export const NAMES = [
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

export interface Watched {
  readonly request: CoreRequest;
  readonly names: Names;
  call(): LiveCall | undefined;
  refused(): LocalAnswer | undefined;
  answered(): void;
}

export function watchBody(recorder: Recorder, request: CoreRequest, upload: Upload): void {
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

export function watch(recorder: Recorder, watched: Watched): void {
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
    const headers = Object.entries(refusalHeaders(bytes.byteLength, answer.code))
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
    call.answered(status, name => headerIn(headers, name));
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
