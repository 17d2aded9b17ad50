/** Reads a call's answer as its caller sees it go by, and says when it is over. */
import { asObject, parseJson } from '../json.ts';
import { newOutcome, type Outcome } from '../protocols/outcome.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { createJsonSplitter } from '../stream/json-values.ts';
import { createSseSplitter, decode, type SseSplitter } from '../stream/sse.ts';

/** How the reading of an answer came to its end. */
export type Ending = 'finished' | 'cut' | 'cancelled' | 'failed';

export interface AnswerOptions {
  readonly protocol: Protocol;
  readonly streams: boolean;
  /** told once, with the error where there is one */
  readonly onEnd: (ending: Ending, outcome: Outcome, error: unknown) => void;
  /** told of the first bytes */
  readonly onFirst: () => void;
}

// An answer of more than this is not held in memory to be parsed: its usage is looked for in the text as it ends.
const MAX_HELD = 2 * 1024 * 1024;

export class AnswerReader {
  /** what is known of the answer, as it grows */
  readonly outcome: Outcome = newOutcome();
  readonly #options: AnswerOptions;
  /** how far the body was looked at, in bytes */
  #at = 0;
  #readers = 1;
  #over = false;
  #isJson = false;
  /** what came and was not yet understood */
  #held = '';
  /** of `#held` only the end is left */
  #long = false;
  #sse: SseSplitter | undefined;

  constructor(options: AnswerOptions) {
    this.#options = options;
  }

  /** Bytes from `offset` of the body on: the branches of a cloned body tell the same bytes twice. */
  chunk(offset: number, bytes: Uint8Array): void {
    if (this.#over || offset + bytes.byteLength <= this.#at) return;
    const fresh = offset < this.#at ? bytes.subarray(this.#at - offset) : bytes;
    this.#take(Buffer.from(fresh.buffer, fresh.byteOffset, fresh.byteLength).toString('latin1'));
    this.#at += fresh.byteLength;
  }

  text(text: string): void {
    if (this.#over || this.#at > 0) return;
    this.#options.onFirst();
    this.#at = text.length;
    const kind = kindOf(text);
    if (this.#options.streams && kind !== undefined && this.#isFramed(kind)) {
      this.#splitter(kind).push(Buffer.from(`${text}\n\n`).toString('latin1'));
    } else this.#whole(text);
  }

  json(value: unknown): void {
    if (this.#over) return;
    this.#options.onFirst();
    this.#options.protocol.answer(this.outcome, value);
    this.outcome.finished = asObject(value) !== undefined;
  }

  ended(): void {
    if (this.#over) return;
    if (this.#sse) this.#sse.end();
    else if (this.#held !== '') this.#whole(decode(this.#held));
    this.#end(this.#isOver() ? 'finished' : 'cut');
  }

  cancelled(): void {
    this.#readers--;
    if (this.#readers === 0) this.#end(this.#isOver() ? 'finished' : 'cancelled');
  }

  failed(error: unknown): void {
    this.#end('failed', error);
  }

  cloned(): void {
    this.#readers++;
  }

  #take(latin1: string): void {
    if (this.#at === 0) this.#options.onFirst();
    if (this.#sse) this.#sse.push(latin1);
    else this.#hold(latin1);
    // The end of a call is a word of the protocol: many callers never read on to the end of the bytes.
    if (this.outcome.finished) this.#end('finished');
  }

  #hold(latin1: string): void {
    this.#held += latin1;
    const kind = this.#isJson ? 'json' : kindOf(this.#held);
    if (kind !== undefined && this.#isFramed(kind)) {
      const text = this.#held;
      this.#held = '';
      this.#splitter(kind).push(text);
      return;
    }
    this.#isJson = kind === 'json';
    if (this.#held.length <= MAX_HELD) return;
    // Of a very long answer the end counts: there the usage stands.
    this.#held = this.#held.slice(-MAX_HELD / 2);
    this.#long = true;
  }

  // Where the protocol has no word for the end, the model's own last word is one.
  #isOver(): boolean {
    return this.outcome.finished || this.outcome.stopped;
  }

  #isFramed(kind: Kind): boolean {
    return kind === 'sse' || (this.#options.streams && this.#options.protocol.jsonStream === true);
  }

  #splitter(kind: Kind): SseSplitter {
    const { protocol } = this.#options;
    const create = kind === 'sse' ? createSseSplitter : createJsonSplitter;
    this.#sse ??= create((data, name) => protocol.event(this.outcome, data, name));
    return this.#sse;
  }

  #whole(text: string): void {
    const answer = this.#long || text.length > MAX_HELD ? usageAtEnd(text) : parseJson(text);
    this.#options.protocol.answer(this.outcome, answer);
    this.outcome.finished = asObject(answer) !== undefined;
  }

  #end(ending: Ending, error?: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#held = '';
    this.#options.onEnd(ending, this.outcome, error);
  }
}

type Kind = 'sse' | 'json';

// Undefined as long as it may be either: the first bytes can be very few.
function kindOf(text: string): Kind | undefined {
  const start = text.slice(0, 64).trimStart();
  if (/^(?:data|event|id|retry)?:/.test(start)) return 'sse';
  return start === '' || ['data', 'event', 'id', 'retry'].some(word => word.startsWith(start)) ? undefined : 'json';
}

// Embeddings and the like run to tens of megabytes.
function usageAtEnd(text: string): unknown {
  const at = text.lastIndexOf('"usage"');
  const object =
    at < 0 ? undefined : /^"usage"\s*:\s*(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/.exec(text.slice(at, at + 4096))?.[1];
  return object === undefined ? undefined : { usage: parseJson(object) };
}
