/**
 * Observes `node:http2` (Bedrock's SDK): the streams its client sessions open. As with `node:http` a diagnostics channel
 * tells of them, nothing is loaded or patched in a program that opens none, and methods over those of the one stream see
 * what passes.
 */
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { type LocalAnswer, mayBeCall } from '../calls/begin.ts';
import { beginUpload, type Upload } from '../calls/upload.ts';
import { builtin } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
import { stackNames } from '../site/stack-names.ts';
import { createDownload } from './download.ts';
import { refusalHeaders } from './local-answer.ts';
import { hasChannels, watchStream } from './node-http.ts';
import { type Hold, holdBack, holdPending } from './node-http2-hold.ts';
import { methodOf, override } from './own.ts';
import { noteGrpc } from './uncovered.ts';

/** Frames held back, by their stream; and the sessions that hold them. */
interface Holds {
  of(stream: ClientHttp2Stream): Hold | undefined;
  /** holds this first stream of a session, if it is still possible, and each one after it */
  through(session: ClientHttp2Session, stream: ClientHttp2Stream): void;
}

function createHolds(recorder: Recorder): Holds {
  const holds = new WeakMap<object, Hold>();
  const sessions = new WeakSet<object>();
  const keep = (stream: ClientHttp2Stream, hold: Hold | undefined) => {
    if (hold === undefined) return;
    holds.set(stream, hold);
    // A program that waits for the stream to open before it writes must not wait for ever.
    process.nextTick(() => hold.release());
  };
  return {
    of: stream => holds.get(stream),
    through(session, stream) {
      keep(stream, holdPending(session));
      if (sessions.has(session)) return;
      sessions.add(session);
      const request = methodOf(session, 'request');
      override(session, 'request', function (this: unknown, ...args: unknown[]) {
        const make = () => Reflect.apply(request, this, args) as ClientHttp2Stream;
        if (recorder.health.silent || headerIn(args[0], ':method') !== 'POST') return make();
        const made = holdBack(session, make);
        keep(made.stream, made.hold);
        return made.stream;
      });
    },
  };
}

interface Created {
  readonly stream: ClientHttp2Stream;
  readonly headers: unknown;
}

/** Begins to observe. Before Node 22.12 sessions are found as they are connected, once the module is loaded. */
export function hookHttp2(recorder: Recorder): void {
  const holds = createHolds(recorder);
  const see = (created: Created) => recorder.health.attempt('http2', () => observe(recorder, holds, created, see));
  if (hasChannels()) {
    const created = (message: unknown) => see(message as Created);
    builtin('node:diagnostics_channel').subscribe('http2.client.stream.created', created);
  } else hookConnect(see);
  recorder.coverage.transport('http2');
}

function hookConnect(see: (created: Created) => void): void {
  const modules = builtin('node:module') as unknown as { _load: (...args: unknown[]) => unknown };
  const { _load: load } = modules;
  const hooked = new WeakSet<object>();
  override(modules, '_load', function (this: unknown, ...args: unknown[]) {
    const loaded = Reflect.apply(load, this, args);
    if ((args[0] === 'http2' || args[0] === 'node:http2') && !hooked.has(Object(loaded))) {
      hooked.add(Object(loaded));
      hookModule(loaded as typeof import('node:http2'), see);
    }
    return loaded;
  });
}

function hookModule(http2: typeof import('node:http2'), see: (created: Created) => void): void {
  const connect = methodOf(http2, 'connect');
  override(http2, 'connect', function (this: unknown, ...args) {
    const session = Reflect.apply(connect, this, args) as ClientHttp2Session;
    const request = methodOf(session, 'request');
    override(session, 'request', function (this: unknown, ...given: unknown[]) {
      const stream = Reflect.apply(request, this, given) as ClientHttp2Stream;
      see({ stream, headers: stream.sentHeaders });
      return stream;
    });
    return session;
  });
  builtin('node:module').syncBuiltinESMExports();
}

function observe(
  recorder: Recorder,
  holds: Holds,
  { stream, headers }: Created,
  below: (created: Created) => void,
): void {
  const header = (name: string) => headerIn(headers, name);
  const path = header(':path') ?? '';
  if (header(':method') !== 'POST' || noteGrpc(recorder, header('content-type'), path)) return;
  const url = `${header(':scheme') ?? 'https'}://${header(':authority') ?? header('host') ?? ''}${path}`;
  // Undici, Node's own included, speaks HTTP/2 by this module: its requests have been seen already.
  if (!mayBeCall(url) || stackNames(20).some(name => OF_UNDICI.test(name))) return;
  const state = { aborted: false };
  const upload = beginUpload(recorder, {
    transport: 'http2',
    url,
    header,
    aborted: () => state.aborted,
    below,
  });
  if (upload === undefined) return;
  const { session } = stream;
  if (session) holds.through(session as ClientHttp2Session, stream);
  watchBody(recorder, stream, upload, holds);
  watchAnswer(recorder, stream, upload, () => state.aborted);
  const close = methodOf(stream, 'close');
  override(stream, 'close', function (this: unknown, ...args) {
    state.aborted = true;
    return Reflect.apply(close, this, args);
  });
}

const OF_UNDICI = /[\\/]client-h2\.|^node:internal\/deps\/undici| writeH2$/;

function watchBody(recorder: Recorder, stream: ClientHttp2Stream, upload: Upload, holds: Holds): void {
  const write = methodOf(stream, 'write');
  const end = methodOf(stream, 'end');
  const state = { refused: false };
  const refused = (args: readonly unknown[]): boolean => {
    if (upload.refused === undefined) {
      holds.of(stream)?.release();
      return false;
    }
    const sent = args.find(arg => typeof arg === 'function');
    if (typeof sent === 'function') process.nextTick(sent as () => void);
    if (!state.refused) {
      holds.of(stream)?.drop();
      answerLocally(stream, upload.refused);
    }
    state.refused = true;
    return true;
  };
  override(stream, 'write', function (this: unknown, ...args: unknown[]) {
    recorder.health.attempt('http2 write', () => upload.add(args[0], args[1]));
    return refused(args) || Reflect.apply(write, this, args);
  });
  override(stream, 'end', function (this: unknown, ...args: unknown[]) {
    // Node's own way to close a refused stream.
    if (state.refused) return Reflect.apply(end, this, []);
    recorder.health.attempt('http2 end', () => {
      upload.add(args[0], args[1]);
      if (upload.refused === undefined) upload.end();
    });
    return refused(args) ? stream : Reflect.apply(end, this, args);
  });
}

function watchAnswer(recorder: Recorder, stream: ClientHttp2Stream, upload: Upload, left: () => boolean): void {
  const emit = methodOf(stream, 'emit');
  const state = { answered: false };
  override(stream, 'emit', function (this: unknown, ...args: unknown[]) {
    const [event, value] = args;
    if (!state.answered && (event === 'response' || event === 'error' || event === 'close')) {
      state.answered = event === 'response';
      recorder.health.attempt('http2 answer', () => {
        if (event !== 'response') upload.call?.unanswered(value ?? CLOSED);
        else if (upload.refused === undefined) observeAnswer(recorder, stream, value, upload, left);
      });
    }
    return Reflect.apply(emit, this, args);
  });
}

const CLOSED = { code: 'ERR_HTTP2_STREAM_CANCEL' };

function observeAnswer(
  recorder: Recorder,
  stream: ClientHttp2Stream,
  headers: unknown,
  upload: Upload,
  left: () => boolean,
): void {
  upload.answered();
  const { call } = upload;
  if (call === undefined) return;
  call.answered(Number(headerIn(headers, ':status') ?? 0));
  watchStream(stream, createDownload(recorder, call, headerIn(headers, 'content-encoding')), left);
}

/** The frame that opens the stream is dropped; where that could not be held, the stream was opened and stays without a body. */
function answerLocally(stream: ClientHttp2Stream, { status, body }: LocalAnswer): void {
  const emit = methodOf(stream, 'emit');
  override(stream, 'emit', function (this: unknown, ...args: unknown[]) {
    if (OF_CONNECTION.has(args[0])) return true;
    // Only now: a stream that is destroyed before gives nothing more to read.
    if (args[0] === 'end') process.nextTick(() => stream.destroy());
    return Reflect.apply(emit, this, args);
  });
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = { ':status': status, ...refusalHeaders(bytes.byteLength) };
  const { NGHTTP2_FLAG_END_HEADERS } = builtin('node:http2').constants;
  process.nextTick(() => Reflect.apply(emit, stream, ['response', headers, NGHTTP2_FLAG_END_HEADERS]));
  stream.push(bytes);
  stream.push(null);
}

const OF_CONNECTION: ReadonlySet<unknown> = new Set(['error', 'aborted', 'timeout']);

function headerIn(headers: unknown, name: string): string | undefined {
  const value: unknown = typeof headers === 'object' && headers !== null ? Reflect.get(headers, name) : undefined;
  return value === undefined ? undefined : String(Array.isArray(value) ? value[0] : value);
}
