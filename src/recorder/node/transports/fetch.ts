/** Observes `globalThis.fetch`. What is no LLM call goes straight to the platform. */
import { beginCall, type LocalAnswer, mayBeCall, type OutgoingRequest, type RequestHead } from '../calls/begin.ts';
import type { LiveCall } from '../calls/live-call.ts';
import { calls } from '../lazy.ts';
import type { Recorder } from '../recorder.ts';
import type { StreamedBody } from './fetch-body.ts';
import { refusalHeaders } from './local-answer.ts';
import { observeResponse } from './response.ts';
import type { Fetching, Underway } from './underway.ts';

type Fetch = typeof globalThis.fetch;
type Input = Parameters<Fetch>[0];
type Init = Parameters<Fetch>[1];

/** Puts the observer in front of the `fetch` that is there. */
export function hookFetch(recorder: Recorder, underway: Underway): void {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  const original = globalThis.fetch;
  if (typeof original !== 'function' || !descriptor?.configurable) return;
  function answered(call: LiveCall, response: Response): void {
    call.answered(response.status, name => response.headers.get(name) ?? undefined);
    call.heardThrough(response);
    observeResponse(response, call);
  }

  function observe(call: LiveCall, fetching: Fetching | undefined, promise: Promise<Response>): Promise<Response> {
    // A derived promise: one that is watched itself would never be reported as unhandled.
    return promise.then(
      response => {
        fetching?.over();
        recorder.health.attempt('response', () => answered(call, response));
        return response;
      },
      error => {
        fetching?.over();
        recorder.health.attempt('failure', () => call.unanswered(error));
        throw error;
      },
    );
  }

  // The call is known only once its body has passed.
  function observeStreamed(
    body: StreamedBody,
    fetching: Fetching | undefined,
    promise: Promise<Response>,
  ): Promise<Response> {
    const { upload } = body;
    return promise.then(
      response => {
        fetching?.over();
        recorder.health.attempt('response', () => {
          body.answered();
          if (upload.call) answered(upload.call, response);
        });
        return response;
      },
      error => {
        fetching?.over();
        if (upload.refused) return localResponse(upload.refused);
        recorder.health.attempt('failure', () => body.failed(error));
        throw error;
      },
    );
  }

  const hooked = function fetch(this: unknown, input: Input, init?: Init): Promise<Response> {
    const begun = recorder.health.attempt('request', () => {
      const request = describe(input, init, hooked);
      if (request === undefined) return undefined;
      // Here the stack is short: where an SDK's own method was noted, it has said more.
      const caller = recorder.scopes.current()?.site === undefined ? recorder.sites.caller(hooked) : undefined;
      if ('body' in request) return beginCall(recorder, { ...request, caller });
      const streamed = calls().streamedBody(recorder, { ...request, caller }, input, init);
      return streamed && { streamed };
    });
    if (begun !== undefined && 'refused' in begun) return Promise.resolve(localResponse(begun.refused));
    const fetching = begun && recorder.health.attempt('underway', () => underway.begin(urlOf(input)));
    let promise: Promise<Response>;
    try {
      // `arguments`, so that what the program did not pass is not passed.
      // biome-ignore lint/complexity/noArguments: see above
      promise = Reflect.apply(original, this, arguments);
    } finally {
      fetching?.entered();
    }
    if (begun === undefined) return promise;
    if ('call' in begun) return observe(begun.call, fetching, promise);
    begun.streamed.sent();
    return observeStreamed(begun.streamed, fetching, promise);
  };
  for (const name of ['name', 'length'] as const) {
    Object.defineProperty(hooked, name, { value: original[name], configurable: true });
  }
  Object.defineProperty(globalThis, 'fetch', { ...descriptor, value: hooked });
  recorder.coverage.transport('fetch');
}

function describe(input: Input, init: Init, below: Fetch): OutgoingRequest | RequestHead | undefined {
  const request = typeof input === 'string' || input instanceof URL ? undefined : input;
  if ((init?.method ?? request?.method)?.toUpperCase() !== 'POST') return undefined;
  const url = urlOf(input);
  if (!mayBeCall(url)) return undefined;
  const signal = init?.signal ?? request?.signal;
  // The platform rejects an aborted call before anything is sent.
  if (signal?.aborted) return undefined;
  const head: RequestHead = {
    transport: 'fetch',
    url,
    aborted: () => signal?.aborted === true,
    header: name =>
      (init?.headers === undefined ? request?.headers.get(name) : headerOf(init.headers, name)) ?? undefined,
    below,
  };
  const body = textOf(init?.body);
  return body === undefined ? head : { ...head, body };
}

// Programs give more than is allowed: nothing at all, or what only becomes a URL as a text.
function urlOf(input: Input | undefined): string {
  return typeof input === 'object' && 'url' in input ? String(input.url) : String(input);
}

function headerOf(headers: NonNullable<Init>['headers'], name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  if (Array.isArray(headers)) return headers.find(([key]) => key?.toLowerCase() === name)?.[1];
  for (const key of Object.keys(headers ?? {})) {
    if (key.length !== name.length || key.toLowerCase() !== name) continue;
    const value: unknown = headers?.[key];
    return typeof value === 'string' ? value : undefined;
  }
  return undefined;
}

function textOf(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  if (body instanceof ArrayBuffer) return Buffer.from(body).toString('utf8');
  if (!ArrayBuffer.isView(body)) return undefined;
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

function localResponse({ status, code, body }: LocalAnswer): Response {
  const text = JSON.stringify(body);
  const headers = refusalHeaders(Buffer.byteLength(text), code);
  return new Response(text, { status, statusText: 'Payment Required', headers });
}
