/** What the recorder must know of an API: one file per API, nothing about transports. */
import type { UsageApi } from '../../../core/usage/convention.ts';
import type { ScannedBody } from '../prompt/scan.ts';
import type { Outcome } from './outcome.ts';

/** What a request asks for. */
export interface RequestFacts {
  readonly model?: string;
  readonly stream: boolean;
  /** the stated upper bound of output tokens, all choices together */
  readonly maxTokens?: number;
  readonly serviceTier?: string;
  /** part of the prompt is kept by the server */
  readonly remoteContext: boolean;
}

/** A tool's result in a prompt. */
export interface RawResult {
  readonly id: string;
  readonly content: unknown;
  readonly error: boolean;
}

/** What one element of the prompt's list is made of. */
export interface ElementFacts {
  readonly part: 'system' | 'user' | 'assistant';
  readonly results: readonly RawResult[];
  /** images, audio and files, as they stand in the request */
  readonly media: readonly unknown[];
  /** there is nothing in it but results */
  readonly onlyResults: boolean;
}

/** Where the parts of a prompt lie in a request: the first key of `tools` and `system` that is there counts. */
interface PromptLayout {
  readonly tools: readonly string[];
  readonly system?: readonly string[];
  /** the list of messages; a string stands for one user message */
  readonly list?: string;
  /** values that are the user's as a whole, newer than the list */
  readonly text?: readonly string[];
}

/** A header by its name in lower case. */
type Header = (name: string) => string | undefined;

export interface Protocol {
  readonly api: UsageApi;
  /** `gen_ai.provider.name` where the host does not tell better */
  readonly provider: string;
  /** `gen_ai.operation.name` */
  readonly operation: string;
  readonly layout: PromptLayout;
  /** what a URL's path (without the query) looks like; no flags */
  readonly path: RegExp;
  /** whether a request's body is of this API's shape */
  readonly accepts: (body: ScannedBody) => boolean;
  /** `path` is the URL's: some APIs name the model there, and one in a header */
  readonly facts: (body: ScannedBody, path: string, header: Header) => RequestFacts;
  readonly element: (value: unknown) => ElementFacts;
  /** takes in one event of a stream, however it was framed; `name` is the event's own, where it has one */
  readonly event: (outcome: Outcome, data: string, name: string | undefined) => void;
  /** takes in the whole answer of a call that did not stream */
  readonly answer: (outcome: Outcome, answer: unknown) => void;
  /** takes in the answer's headers, where usage stands there */
  readonly headers?: (outcome: Outcome, header: Header) => void;
  /** the body of a refusal, in the words of the API's own errors */
  readonly refusal: (message: string, code: string) => unknown;
}
