/**
 * Observes `node:http2` (Bedrock's SDK): the streams its client sessions open. As with `node:http` a diagnostics channel
 * tells of them, nothing is loaded or patched in a program that opens none, and methods over those of the one stream see
 * what passes.
 */
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { beginUpload, mayBeCall } from '../calls/begin.ts';
import { calls } from '../lazy.ts';
import { builtin } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
import { stackNames } from '../site/stack-names.ts';
import { headerIn } from './headers.ts';
import { hasChannels } from './node-http.ts';
import { createHolds, type Holds } from './node-http2-hold.ts';
import { methodOf, override } from './own.ts';
import { noteUnrecordable } from './uncovered.ts';

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
  if (header(':method') !== 'POST' || noteUnrecordable(recorder, header('content-type'), path)) return;
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
  const { watchBody, watchAnswer } = calls().http2;
  watchBody(recorder, stream, upload, () => holds.of(stream));
  watchAnswer(recorder, stream, upload, () => state.aborted);
  const close = methodOf(stream, 'close');
  override(stream, 'close', function (this: unknown, ...args) {
    state.aborted = true;
    return Reflect.apply(close, this, args);
  });
}

const OF_UNDICI = /[\\/]client-h2\.|^node:internal\/deps\/undici| writeH2$/;
