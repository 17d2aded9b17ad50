/** What passes through one HTTP/2 stream that may be a call, told to the recorder; and the answer to it where it is refused. */
import type { ClientHttp2Stream } from 'node:http2';
import type { LocalAnswer } from '../calls/begin.ts';
import type { Upload } from '../calls/upload.ts';
import { builtin } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
import { createDownload } from './download.ts';
import { headerIn } from './headers.ts';
import { refusalHeaders } from './local-answer.ts';
import type { Hold } from './node-http2-hold.ts';
import { methodOf, override } from './own.ts';
import { watchStream } from './watch-stream.ts';

/** `hold` keeps the stream from being opened until its body has been seen. */
export function watchBody(
  recorder: Recorder,
  stream: ClientHttp2Stream,
  upload: Upload,
  hold: () => Hold | undefined,
): void {
  const write = methodOf(stream, 'write');
  const end = methodOf(stream, 'end');
  const state = { refused: false };
  const refused = (args: readonly unknown[]): boolean => {
    if (upload.refused === undefined) {
      hold()?.release();
      return false;
    }
    const sent = args.find(arg => typeof arg === 'function');
    if (typeof sent === 'function') process.nextTick(sent as () => void);
    if (!state.refused) {
      hold()?.drop();
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

/** `left` says whether the program has closed the stream. */
export function watchAnswer(recorder: Recorder, stream: ClientHttp2Stream, upload: Upload, left: () => boolean): void {
  const emit = methodOf(stream, 'emit');
  const state = { answered: false };
  override(stream, 'emit', function (this: unknown, ...args: unknown[]) {
    const [event, value] = args;
    if (!state.answered && (event === 'response' || event === 'error' || event === 'close')) {
      state.answered = event === 'response';
      recorder.health.attempt('http2 answer', () => {
        if (event !== 'response') upload.failed(value ?? CLOSED);
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
  call.answered(Number(headerIn(headers, ':status') ?? 0), name => headerIn(headers, name));
  watchStream(stream, createDownload(recorder, call, headerIn(headers, 'content-encoding')), {
    left,
    error: () => brokenOff(stream),
  });
}

// A stream that the server has reset is destroyed without an error: its code tells.
function brokenOff({ rstCode }: ClientHttp2Stream): unknown {
  return rstCode === undefined || rstCode === 0 ? undefined : { code: 'ERR_HTTP2_STREAM_ERROR' };
}

/** The frame that opens the stream is dropped; where that could not be held, the stream was opened and stays without a body. */
function answerLocally(stream: ClientHttp2Stream, { status, code, body }: LocalAnswer): void {
  const emit = methodOf(stream, 'emit');
  override(stream, 'emit', function (this: unknown, ...args: unknown[]) {
    if (OF_CONNECTION.has(args[0])) return true;
    // Only now: a stream that is destroyed before gives nothing more to read.
    if (args[0] === 'end') process.nextTick(() => stream.destroy());
    return Reflect.apply(emit, this, args);
  });
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = { ':status': status, ...refusalHeaders(bytes.byteLength, code) };
  const { NGHTTP2_FLAG_END_HEADERS } = builtin('node:http2').constants;
  process.nextTick(() => Reflect.apply(emit, stream, ['response', headers, NGHTTP2_FLAG_END_HEADERS]));
  stream.push(bytes);
  stream.push(null);
}

const OF_CONNECTION: ReadonlySet<unknown> = new Set(['error', 'aborted', 'timeout']);
