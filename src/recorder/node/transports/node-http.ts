/**
 * Observes `node:http` and `node:https`, whatever client stands on them. A request that may be a call is told by a
 * diagnostics channel as it is made, so nothing is loaded or patched in a program that makes none; what passes is seen
 * by methods over that one request's and its answer's own. No listener is added, and no stream begins to flow.
 */

import type { ClientRequest } from 'node:http';
import { beginUpload } from '../calls/begin.ts';
import { calls } from '../lazy.ts';
import { builtin } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
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
  const { watchBody, watchAnswer } = calls().http;
  watchBody(recorder, request, upload);
  const destroy = methodOf(request, 'destroy');
  override(request, 'destroy', function (this: unknown, ...args) {
    // Its own way out after an answer has nothing to do with the program.
    state.aborted = true;
    return Reflect.apply(destroy, this, args);
  });
  watchAnswer(recorder, request, upload);
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
