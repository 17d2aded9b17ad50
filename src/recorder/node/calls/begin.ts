/** Where transports hand in requests. What it takes to record a call is loaded with the first that may be one. */
import { calls } from '../lazy.ts';
import type { Recorder } from '../recorder.ts';
import type { Asked } from '../site/of-request.ts';
import type { Frames, Site } from '../site/site.ts';
import type { LiveCall } from './live-call.ts';
import type { Upload } from './upload.ts';

/** A request as any transport can tell of it, without its body. */
export interface RequestHead extends Asked {
  readonly transport: string;
  /** absolute URL */
  readonly url: string;
  readonly header: (name: string) => string | undefined;
  /** whether the program has aborted it by now, with whatever reason */
  readonly aborted: () => boolean;
  /** where it was called from, if that had to be looked up before */
  readonly site?: Site | Frames;
}

export interface OutgoingRequest extends RequestHead {
  readonly body: string;
}

/** An answer given in the provider's place: the call never leaves the process. */
export interface LocalAnswer {
  readonly status: 402;
  /** `budget_exceeded` or `stop_requested` */
  readonly code: string;
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

/** A request that may turn out to be a call, and can't be told by its URL and headers alone. To be asked only of a `POST`. */
export function beginUpload(recorder: Recorder, head: RequestHead): Upload | undefined {
  return calls().beginUpload(recorder, head);
}
