/** A refused request of `node:http`: nothing of it leaves any more, and its program sees an ordinary answer. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { LocalAnswer } from '../calls/begin.ts';
import { builtin } from '../platform.ts';
import { refusalHeaders } from './local-answer.ts';
import { methodOf, override } from './own.ts';

const ANSWERED = new WeakSet<object>();

/** `sent` is the callback of this piece, where it was given one; `ended` tells that it was the last. */
export function answerLocally(
  request: ClientRequest,
  answer: LocalAnswer,
  sent: (() => void) | undefined,
  ended: boolean,
): void {
  if (sent) process.nextTick(sent);
  if (!ANSWERED.has(request)) {
    ANSWERED.add(request);
    giveUp(request, answer);
  }
  if (!ended) return;
  // As if the body had left: whoever pipes into the request waits for this.
  request.finished = true;
  process.nextTick(() => request.emit('finish'));
}

// The connection is given up, or back to its agent. What that makes the request tell is not the program's business.
function giveUp(request: ClientRequest, answer: LocalAnswer): void {
  const emit = methodOf(request, 'emit');
  const state = { over: false };
  const say = (...args: unknown[]) => Reflect.apply(emit, request, args) === true;
  override(request, 'emit', function (this: unknown, ...args: unknown[]) {
    return OF_CONNECTION.has(args[0]) || Reflect.apply(emit, this, args);
  });
  request.destroy();
  override(request, 'destroy', function (this: ClientRequest, ...args: unknown[]) {
    if (state.over) return this;
    // The program gives up before it has the answer: it hears what it would hear.
    state.over = true;
    const [error = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })] = args;
    process.nextTick(() => {
      say('error', error);
      say('close');
    });
    return this;
  });
  // After the ticks in which a connection is handed over and given back.
  setImmediate(() => {
    if (state.over) return;
    state.over = true;
    const response = responseOf(request, answer);
    response.once('close', () => say('close'));
    if (!say('response', response)) response.resume();
  });
}

const OF_CONNECTION: ReadonlySet<unknown> = new Set(['error', 'close', 'abort', 'timeout', 'socket']);

function responseOf(request: ClientRequest, answer: LocalAnswer): IncomingMessage {
  const { IncomingMessage } = builtin('node:http');
  const { Socket } = builtin('node:net');
  const body = Buffer.from(JSON.stringify(answer.body));
  const headers = refusalHeaders(body.byteLength, answer.code);
  const response = new IncomingMessage(new Socket());
  Object.assign(response, {
    httpVersion: '1.1',
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    statusCode: answer.status,
    statusMessage: 'Payment Required',
    rawHeaders: Object.entries(headers).flat(),
    headers,
    req: request,
    complete: true,
  });
  Object.assign(request, { res: response });
  response.push(body);
  response.push(null);
  return response;
}
