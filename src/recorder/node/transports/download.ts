/** Tells a call of its answer's bytes as they were sent: those in a content encoding are undone when the answer is over. */
import type { LiveCall } from '../calls/live-call.ts';
import type { Recorder } from '../recorder.ts';
import { decompress } from '../stream/decompress.ts';

// Of an answer that is longer than this in its encoding nothing can be known: it is not held.
const MAX_HELD = 16 * 1024 * 1024;

export interface Download {
  chunk(bytes: Uint8Array): void;
  ended(): void;
  /** the program has left it */
  cancelled(): void;
  failed(error: unknown): void;
}

/** `encoding` is the answer's `content-encoding` as it came: some clients take the header away. */
export function createDownload(recorder: Recorder, call: LiveCall, encoding: string | undefined): Download {
  const plain = encoding === undefined || encoding === '' || encoding === 'identity';
  return plain ? new PlainDownload(call) : new EncodedDownload(recorder, call, encoding.toLowerCase());
}

class PlainDownload implements Download {
  readonly #call: LiveCall;
  #at = 0;
  #over = false;

  constructor(call: LiveCall) {
    this.#call = call;
  }

  chunk(bytes: Uint8Array): void {
    this.#call.chunk(this.#at, bytes);
    this.#at += bytes.byteLength;
  }

  ended(): void {
    this.#once(() => this.#call.ended());
  }

  cancelled(): void {
    this.#once(() => this.#call.cancelled());
  }

  failed(error: unknown): void {
    this.#once(() => this.#call.failed(error));
  }

  #once(step: () => void): void {
    if (this.#over) return;
    this.#over = true;
    step();
  }
}

class EncodedDownload implements Download {
  readonly #recorder: Recorder;
  readonly #call: LiveCall;
  readonly #encoding: string;
  #held: Uint8Array[] = [];
  #bytes = 0;
  #over = false;

  constructor(recorder: Recorder, call: LiveCall, encoding: string) {
    this.#recorder = recorder;
    this.#call = call;
    this.#encoding = encoding;
    // At the end of the process too, what is held has to be read first. (An error was ended by its status.)
    if (recorder.live.delete(call)) recorder.live.add(this);
  }

  chunk(bytes: Uint8Array): void {
    this.#recorder.health.attempt('download', () => this.#hold(bytes));
  }

  #hold(bytes: Uint8Array): void {
    if (this.#bytes === 0) this.#call.firstBytes();
    this.#bytes += bytes.byteLength;
    // A copy: a small piece would hold the whole buffer that the socket was read into.
    if (this.#bytes <= MAX_HELD) this.#held.push(new Uint8Array(bytes));
    else this.#held = [];
  }

  ended(): void {
    this.#once(known => {
      // Whole, but in an encoding that can't be undone: all that is known is that it was answered.
      if (!known && this.#bytes > 0) this.#call.json({});
      this.#call.ended();
    });
  }

  cancelled(): void {
    this.#once(() => this.#call.cancelled());
  }

  failed(error: unknown): void {
    this.#once(() => this.#call.failed(error));
  }

  abandoned(why: string): void {
    this.#once(() => this.#call.abandoned(why));
  }

  #once(end: (known: boolean) => void): void {
    if (this.#over) return;
    this.#over = true;
    this.#recorder.live.delete(this);
    end(this.#recorder.health.attempt('download', () => this.#decode()) === true);
  }

  /** Whether the bytes that came could be read. */
  #decode(): boolean {
    const bytes = this.#bytes > MAX_HELD ? undefined : decompress(Buffer.concat(this.#held), this.#encoding);
    this.#held = [];
    if (bytes) this.#call.chunk(0, bytes);
    else if (this.#bytes > 0) this.#recorder.coverage.missed(`content-encoding ${this.#encoding.slice(0, 32)}`);
    return bytes !== undefined;
  }
}
