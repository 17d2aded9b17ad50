/** Observes `globalThis.fetch`. What is no LLM call goes straight to the platform. */
import { beginCall, type LocalAnswer, mayBeCall, type OutgoingRequest } from '../calls/begin.ts';
import type { LiveCall } from '../calls/live-call.ts';
import type { Recorder } from '../recorder.ts';
import { observeResponse } from './response.ts';

type Fetch = typeof globalThis.fetch;
type Input = Parameters<Fetch>[0];
type Init = Parameters<Fetch>[1];

/** Puts the observer in front of the `fetch` that is there. */
export function hookFetch(recorder: Recorder): void {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  const original = globalThis.fetch;
  if (typeof original !== 'function' || !descriptor?.configurable) return;
  function observe(call: LiveCall, promise: Promise<Response>): Promise<Response> {
    // A derived promise: one that is watched itself would never be reported as unhandled.
    return promise.then(
      response => {
        recorder.health.attempt('response', () => {
          call.answered(response.status, name => response.headers.get(name) ?? undefined);
          call.heardThrough(response);
          observeResponse(response, call);
        });
        return response;
      },
      error => {
        recorder.health.attempt('failure', () => call.unanswered(error));
        throw error;
      },
    );
  }

  const hooked = function fetch(this: unknown, input: Input, init?: Init): Promise<Response> {
    const begun = recorder.health.attempt('request', () => {
      const request = describe(recorder, input, init, hooked);
      return request && beginCall(recorder, request);
    });
    if (begun !== undefined && 'refused' in begun) return Promise.resolve(localResponse(begun.refused));
    // `arguments`, so that what the program did not pass is not passed.
    // biome-ignore lint/complexity/noArguments: see above
    const promise: Promise<Response> = Reflect.apply(original, this, arguments);
    return begun === undefined ? promise : observe(begun.call, promise);
  };
  for (const name of ['name', 'length'] as const) {
    Object.defineProperty(hooked, name, { value: original[name], configurable: true });
  }
  Object.defineProperty(globalThis, 'fetch', { ...descriptor, value: hooked });
  recorder.coverage.transport('fetch');
}

function describe(recorder: Recorder, input: Input, init: Init, below: Fetch): OutgoingRequest | undefined {
  const request = typeof input === 'string' || input instanceof URL ? undefined : input;
  if ((init?.method ?? request?.method)?.toUpperCase() !== 'POST') return undefined;
  const url = request?.url ?? String(input);
  if (!mayBeCall(url)) return undefined;
  const body = textOf(init?.body);
  if (body === undefined) recorder.coverage.missed('fetch, body not read');
  // The platform rejects an aborted call before anything is sent.
  if (body === undefined || init?.signal?.aborted) return undefined;
  return {
    transport: 'fetch',
    url,
    body,
    aborted: () => (init?.signal ?? request?.signal)?.aborted === true,
    header: name => headerOf(init?.headers, name),
    below,
  };
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

function localResponse({ status, body }: LocalAnswer): Response {
  return new Response(JSON.stringify(body), {
    status,
    statusText: 'Payment Required',
    // SDKs of the OpenAI family obey this; the others do not retry a 402.
    headers: { 'content-type': 'application/json', 'x-should-retry': 'false' },
  });
}
