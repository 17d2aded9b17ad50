/**
 * A request whose body is seen only as it passes. The call begins with the piece that completes it, before that piece
 * leaves: the SDKs' bodies come in one, so for them the guard decides as exactly as for a body known beforehand.
 */
import { optional } from '../json.ts';
import type { Recorder } from '../recorder.ts';
import { siteOfRequest } from '../site/of-request.ts';
import { mayBeCall } from './address.ts';
import type { Begun, LocalAnswer, RequestHead } from './begin.ts';
import { beginCall } from './begin-call.ts';
import { refusedUnseen } from './gate.ts';
import type { LiveCall } from './live-call.ts';

// A longer request is no prompt of any model there is; it is not held in memory.
const MAX_BODY = 64 * 1024 * 1024;

const CLOSE_OBJECT = 125;

export class Upload {
  /** the call, once its body has passed, if it is one */
  call: LiveCall | undefined;
  /** what to answer in the provider's place; from then on nothing more may leave */
  refused: LocalAnswer | undefined;
  readonly #recorder: Recorder;
  readonly #head: RequestHead;
  readonly #scope;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #over = false;

  constructor(recorder: Recorder, head: RequestHead) {
    this.#recorder = recorder;
    this.#head = head;
    this.#scope = recorder.scopes.current();
  }

  /** Takes in a piece before it leaves. */
  add(piece: unknown, encoding?: unknown): void {
    const bytes = bytesOf(piece, encoding);
    if (this.#over || bytes === undefined || bytes.byteLength === 0) return;
    const isFirst = this.#bytes === 0;
    if (isFirst && lastByte(bytes) === CLOSE_OBJECT && this.#begin(textOf([bytes]))) return;
    if (isFirst) this.refused = this.#within(() => refusedUnseen(this.#recorder, this.#head));
    this.#bytes += bytes.byteLength;
    if (this.refused) this.#finish();
    else if (this.#bytes > MAX_BODY) {
      this.#recorder.coverage.missed(`${this.#head.transport}, body too long`);
      this.#finish();
      // A program may use its memory again once the piece is sent.
    } else this.#pieces.push(new Uint8Array(bytes));
  }

  /** The body has ended; its last piece is not sent yet. */
  end(): void {
    if (this.#over) return;
    this.#begin(textOf(this.#pieces));
    this.#finish();
  }

  /** There will be no answer. */
  failed(error: unknown): void {
    this.call?.unanswered(error);
    this.#finish();
  }

  /** The answer is there: what of the body has not been seen by now is not seen in time. */
  answered(): void {
    if (!this.#over) {
      const how = this.#bytes > 0 ? 'answered before the request had passed' : 'body not seen';
      this.#recorder.coverage.missed(`${this.#head.transport}, ${how}`);
    }
    this.#finish();
  }

  #begin(body: string): boolean {
    const begun = this.#within(() => beginCall(this.#recorder, { ...this.#head, body }));
    if (begun === undefined) return false;
    if ('refused' in begun) this.refused = begun.refused;
    else this.call = begun.call;
    this.#finish();
    return true;
  }

  // Where the body passes, another piece of the program may be running than where the request was made.
  #within<T extends LocalAnswer | Begun>(step: () => T | undefined): T | undefined {
    const { scopes } = this.#recorder;
    return this.#scope === undefined || this.#scope === scopes.current() ? step() : scopes.enter(this.#scope, step);
  }

  #finish(): void {
    this.#over = true;
    this.#pieces = [];
  }
}

/** A request that may turn out to be a call, and can't be told by its URL and headers alone. */
export function beginUpload(recorder: Recorder, head: RequestHead): Upload | undefined {
  if (recorder.health.silent || !mayBeCall(head.url) || !URL.canParse(head.url)) return undefined;
  const type = head.header('content-type');
  if (type !== undefined && !/json/i.test(type)) return undefined;
  return new Upload(recorder, { ...head, ...optional('site', siteOf(recorder, head)) });
}

// Looked up now: later the stack leads to the stream's source, not to who asked.
function siteOf(recorder: Recorder, head: RequestHead) {
  return head.site ?? recorder.scopes.current()?.site ?? siteOfRequest(recorder.sites, head, head.header('user-agent'));
}

function bytesOf(piece: unknown, encoding: unknown): Uint8Array | undefined {
  if (piece instanceof Uint8Array) return piece;
  if (typeof piece !== 'string') return undefined;
  return Buffer.from(piece, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8');
}

function lastByte(bytes: Uint8Array): number | undefined {
  for (let at = bytes.byteLength - 1; at >= 0; at--) {
    const byte = bytes[at] ?? 0;
    if (byte > 32) return byte;
  }
  return undefined;
}

function textOf(pieces: readonly Uint8Array[]): string {
  const [only] = pieces;
  if (only === undefined) return '';
  const all = pieces.length === 1 ? Buffer.from(only.buffer, only.byteOffset, only.byteLength) : Buffer.concat(pieces);
  return all.toString('utf8');
}
