/** Where transports hand in requests. What it takes to record a call is loaded with the first that may be one. */
import { calls } from '../lazy.ts';
import type { Recorder } from '../recorder.ts';
import type { Below } from '../site/capture.ts';
import type { LiveCall } from './live-call.ts';

/** A request as any transport can tell of it. */
export interface OutgoingRequest {
  readonly transport: string;
  /** absolute URL */
  readonly url: string;
  readonly body: string;
  readonly header: (name: string) => string | undefined;
  /** whether the program has aborted it by now, with whatever reason */
  readonly aborted: () => boolean;
  /** the recorder's function that the program called: the stack above it is the program's */
  readonly below: Below;
}

/** An answer given in the provider's place: the call never leaves the process. */
export interface LocalAnswer {
  readonly status: 402;
  readonly body: unknown;
}

export type Begun = { readonly call: LiveCall } | { readonly refused: LocalAnswer };

/** Whether a URL may be that of a call. To be asked only of requests that send a text (`POST`): others are none. */
export function mayBeCall(url: string): boolean {
  return calls().mayBeCall(url);
}

/** Begins a call, or refuses it. Undefined where the request is no LLM call. */
export function beginCall(recorder: Recorder, request: OutgoingRequest): Begun | undefined {
  return calls().beginCall(recorder, request);
}
