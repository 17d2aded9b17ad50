/** What passes through one request of `node:http` that may be a call, told to the recorder. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Upload } from '../calls/upload.ts';
import type { Recorder } from '../recorder.ts';
import { createDownload } from './download.ts';
import { answerLocally } from './node-http-refusal.ts';
import { methodOf, override } from './own.ts';
import { type EndOfStream, watchStream } from './watch-stream.ts';

export function watchBody(recorder: Recorder, request: ClientRequest, upload: Upload): void {
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

export function watchAnswer(recorder: Recorder, request: ClientRequest, upload: Upload): void {
  const emit = methodOf(request, 'emit');
  const state = { answered: false };
  override(request, 'emit', function (this: unknown, ...args: unknown[]) {
    const [event, value] = args;
    if (!state.answered && (event === 'response' || event === 'error')) {
      state.answered = event === 'response';
      recorder.health.attempt('http answer', () => {
        if (event === 'error') upload.failed(value);
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
  call.answered(answer.statusCode ?? 0, name => headerOf(answer, name));
  watchStream(answer, createDownload(recorder, call, answer.headers['content-encoding']), NOTHING_MORE);
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

function isFunction(value: unknown): value is () => void {
  return typeof value === 'function';
}

// An answer that breaks off is destroyed with an error, and says so.
const NOTHING_MORE: EndOfStream = { left: () => false, error: () => undefined };
