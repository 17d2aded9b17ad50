/**
 * Keeps the frame that opens an HTTP/2 stream from being sent until the guard has seen the body, within the same tick as a
 * rule. A session that is not connected yet keeps such frames in a list; so does, for a moment, one that is told it is not.
 * Where a version of Node does this in another way nothing is held, and a refused stream is opened and left without a body.
 */
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { mayBeCall } from '../calls/begin.ts';
import type { Recorder } from '../recorder.ts';
import { headerIn } from './headers.ts';
import { methodOf, override } from './own.ts';

export interface Hold {
  /** lets the frame go, if it has not gone */
  release(): void;
  /** it is never sent */
  drop(): void;
}

type Calls = (() => void)[];

/** Frames held back, by their stream; and the sessions that hold them. */
export interface Holds {
  of(stream: ClientHttp2Stream): Hold | undefined;
  /** holds this first stream of a session, if it is still possible, and each one after it */
  through(session: ClientHttp2Session, stream: ClientHttp2Stream): void;
}

export function createHolds(recorder: Recorder): Holds {
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
        // A stream that is held is seen to be pending: only where a guard may refuse it.
        const armed = recorder.runs.known()?.guard.state === 'armed';
        if (recorder.health.silent || !armed || !mayBeHeld(args[0])) return make();
        const made = holdBack(session, make);
        keep(made.stream, made.hold);
        return made.stream;
      });
    },
  };
}

function mayBeHeld(headers: unknown): boolean {
  return headerIn(headers, ':method') === 'POST' && mayBeCall(headerIn(headers, ':path') ?? '');
}

/** What a session not connected yet keeps for a stream it has just made. */
function holdPending(session: ClientHttp2Session): Hold | undefined {
  const key = pendingKey(session);
  const calls = key && session.connecting ? (Reflect.get(session, key) as Calls | null) : null;
  const call = calls?.at(-1);
  if (!calls || call === undefined) return undefined;
  return {
    // The session sends it when it is connected, as it would.
    release: () => undefined,
    drop: () => void calls.splice(calls.indexOf(call), 1),
  };
}

/** Has a connected session make a stream, and holds back its frame. */
function holdBack(
  session: ClientHttp2Session,
  make: () => ClientHttp2Stream,
): { readonly stream: ClientHttp2Stream; readonly hold?: Hold } {
  const key = pendingKey(session);
  if (key === undefined || session.connecting || session.closed || session.destroyed) return { stream: make() };
  const once = methodOf(session, 'once');
  // The list is made anew, with a listener for the connection that will not come again.
  override(session, 'once', function (this: unknown, ...args) {
    return args[0] === 'connect' ? this : Reflect.apply(once, this, args);
  });
  Object.defineProperty(session, 'connecting', { value: true, configurable: true });
  try {
    const stream = make();
    const calls = (Reflect.get(session, key) ?? []) as Calls;
    const held = calls.splice(0);
    const release = () => {
      for (const call of held.splice(0)) call();
    };
    return { stream, hold: { release, drop: () => void held.splice(0) } };
  } finally {
    Reflect.deleteProperty(session, 'once');
    Reflect.deleteProperty(session, 'connecting');
    Reflect.set(session, key, null);
  }
}

function pendingKey(session: object): symbol | undefined {
  return Object.getOwnPropertySymbols(session).find(key => key.description === 'kPendingRequestCalls');
}
