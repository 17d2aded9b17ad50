/**
 * Observes `node:http` and `node:https`, whatever client stands on them. A request that may be a call is told by a
 * diagnostics channel as it is made, so nothing is loaded or patched in a program that makes none; what passes is seen
 * by methods over that one request's and its answer's own. No listener is added, and no stream begins to flow.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { beginUpload, type Upload } from '../calls/upload.ts';
import { builtin } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
import { createDownload, type Download } from './download.ts';
import { answerLocally } from './node-http-refusal.ts';
import { methodOf, override } from './own.ts';
import { noteWebSocket } from './uncovered.ts';

/** Begins to observe. */
export function hookHttp(recorder: Recorder): void {
  const see = (request: ClientRequest) => recorder.health.attempt('http', () => observe(recorder, request, see));
  if (hasChannels()) {
    const created = (message: unknown) => see((message as { request: ClientRequest }).request);
    builtin('node:diagnostics_channel').subscribe('http.client.request.created', created);
  } else hookPrototype(see);
  recorder.coverage.transport('http');
}

/** Node 22.12 and later tell of requests as they are made. */
export function hasChannels(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}

// Where nothing tells, the first word to a request does.
function hookPrototype(see: (request: ClientRequest) => void): void {
  const { ClientRequest } = builtin('node:http');
  const seen = new WeakSet<object>();
  for (const name of ['write', 'end'] as const) {
    const original = methodOf(ClientRequest.prototype, name);
    override(ClientRequest.prototype, name, function (this: ClientRequest, ...args) {
      if (seen.has(this)) return Reflect.apply(original, this, args);
      seen.add(this);
      see(this);
      return Reflect.apply(methodOf(this, name), this, args);
    });
  }
}

function observe(recorder: Recorder, request: ClientRequest, below: (request: ClientRequest) => void): void {
  const { method } = request;
  if (method === 'GET') noteWebSocket(recorder, headerOf(request, 'upgrade'), () => urlOf(request));
  if (method !== 'POST') return;
  const state = { aborted: false };
  const upload = beginUpload(recorder, {
    transport: 'http',
    url: urlOf(request),
    header: name => headerOf(request, name),
    aborted: () => state.aborted,
    below,
  });
  if (upload === undefined) return;
  watchBody(recorder, request, upload);
  const destroy = methodOf(request, 'destroy');
  override(request, 'destroy', function (this: unknown, ...args) {
    // Its own way out after an answer has nothing to do with the program.
    state.aborted = true;
    return Reflect.apply(destroy, this, args);
  });
  watchAnswer(recorder, request, upload);
}

function watchBody(recorder: Recorder, request: ClientRequest, upload: Upload): void {
  const write = methodOf(request, 'write');
  const end = methodOf(request, 'end');
  const refused = (args: readonly unknown[], ended: boolean): boolean => {
    if (upload.refused === undefined) return false;
    answerLocally(request, upload.refused, args.find(isFunction), ended);
    return true;
  };
  override(request, 'write', function (this: unknown, ...args: unknown[]) {
    recorder.health.attempt('http write', () => upload.add(args[0], args[1]));
    return refused(args, false) || Reflect.apply(write, this, args);
  });
  override(request, 'end', function (this: unknown, ...args: unknown[]) {
    recorder.health.attempt('http end', () => {
      upload.add(args[0], args[1]);
      if (upload.refused === undefined) upload.end();
    });
    return refused(args, true) ? request : Reflect.apply(end, this, args);
  });
}

function watchAnswer(recorder: Recorder, request: ClientRequest, upload: Upload): void {
  const emit = methodOf(request, 'emit');
  const state = { answered: false };
  override(request, 'emit', function (this: unknown, ...args: unknown[]) {
    const [event, value] = args;
    if (!state.answered && (event === 'response' || event === 'error')) {
      state.answered = event === 'response';
      recorder.health.attempt('http answer', () => {
        if (event === 'error') upload.call?.unanswered(value);
        else if (upload.refused === undefined) observeAnswer(recorder, value as IncomingMessage, upload);
      });
    }
    return Reflect.apply(emit, this, args);
  });
}

function observeAnswer(recorder: Recorder, answer: IncomingMessage, upload: Upload): void {
  upload.answered();
  const { call } = upload;
  if (call === undefined) return;
  call.answered(answer.statusCode ?? 0);
  watchStream(answer, createDownload(recorder, call, answer.headers['content-encoding']), () => false);
}

/** Sees what is put into a stream and how it comes to its end, without reading from it. `left` says that the program has left it. */
export function watchStream(stream: object, download: Download, left: () => boolean): void {
  const push = methodOf(stream, 'push');
  const destroy = methodOf(stream, 'destroy');
  override(stream, 'push', function (this: unknown, ...args: unknown[]) {
    const [piece] = args;
    if (piece === null && left()) download.cancelled();
    else if (piece === null) download.ended();
    else if (piece instanceof Uint8Array) download.chunk(piece);
    return Reflect.apply(push, this, args);
  });
  override(stream, 'destroy', function (this: unknown, ...args: unknown[]) {
    // Nothing, where it has come to its end: a stream is destroyed after that too.
    if (args[0] === undefined || args[0] === null) download.cancelled();
    else download.failed(args[0]);
    return Reflect.apply(destroy, this, args);
  });
}

/** The URL as far as the request knows it; its host is the one it names. */
function urlOf(request: ClientRequest): string {
  const { path, protocol, host } = request;
  // Through a proxy the path is the whole URL.
  return /^https?:/.test(path) ? path : `${protocol}//${headerOf(request, 'host') ?? host}${path}`;
}

function headerOf(request: ClientRequest, name: string): string | undefined {
  const value = request.getHeader(name);
  if (value !== undefined) return Array.isArray(value) ? value[0] : String(value);
  // Given as a list, they are kept as text only.
  const text: unknown = Reflect.get(request, '_header');
  if (typeof text !== 'string') return undefined;
  const line = text.split('\r\n').find(one => one.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}

function isFunction(value: unknown): value is () => void {
  return typeof value === 'function';
}
