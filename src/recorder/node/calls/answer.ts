/** Reads a call's answer as its caller sees it go by, and says when it is over. */
import { asObject, parseJson } from '../json.ts';
import { newOutcome, type Outcome } from '../protocols/outcome.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { createSplitter, type Framing, framingOf } from '../stream/framing.ts';
import { decode, type SseSplitter } from '../stream/sse.ts';

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
  #splitter: SseSplitter | undefined;

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
    const framing = this.#options.streams ? framingOf(text, true) : 'json';
    if (framing === undefined || framing === 'json') this.#whole(text);
    else this.#split(framing, Buffer.from(text).toString('latin1'));
  }

  json(value: unknown): void {
    if (this.#over) return;
    this.#options.onFirst();
    this.#options.protocol.answer(this.outcome, value);
    this.outcome.finished = asObject(value) !== undefined;
  }

  ended(): void {
    if (this.#over) return;
    if (this.#splitter) this.#splitter.end();
    else if (this.#held !== '') this.#whole(decode(this.#held));
    this.#end(this.outcome.finished ? 'finished' : 'cut');
  }

  cancelled(): void {
    this.#readers--;
    if (this.#readers === 0) this.#end('cancelled');
  }

  failed(error: unknown): void {
    this.#end('failed', error);
  }

  cloned(): void {
    this.#readers++;
  }

  #take(latin1: string): void {
    if (this.#at === 0) this.#options.onFirst();
    if (this.#splitter) this.#splitter.push(latin1);
    else this.#hold(latin1);
    // The end of a call is a word of the protocol: many callers never read on to the end of the bytes.
    if (this.outcome.finished) this.#end('finished');
  }

  #hold(latin1: string): void {
    this.#held += latin1;
    const framing = this.#isJson ? 'json' : framingOf(this.#held, this.#options.streams);
    if (framing !== undefined && framing !== 'json') {
      const text = this.#held;
      this.#held = '';
      this.#split(framing, text);
      return;
    }
    this.#isJson = framing === 'json';
    if (this.#held.length <= MAX_HELD) return;
    // Of a very long answer the end counts: there the usage stands.
    this.#held = this.#held.slice(-MAX_HELD / 2);
    this.#isJson = true;
    this.#long = true;
  }

  #split(framing: Exclude<Framing, 'json'>, latin1: string): void {
    const { protocol } = this.#options;
    this.#splitter = createSplitter(framing, (data, name) => protocol.event(this.outcome, data, name));
    this.#splitter.push(latin1);
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

// Embeddings and the like run to tens of megabytes.
function usageAtEnd(text: string): unknown {
  const at = text.lastIndexOf('"usage"');
  const object =
    at < 0 ? undefined : /^"usage"\s*:\s*(\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})/.exec(text.slice(at, at + 4096))?.[1];
  return object === undefined ? undefined : { usage: parseJson(object) };
}
