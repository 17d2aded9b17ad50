/** Keeps what a call asks and what it is answered, without the secrets in it, and bounded in size. */
import { asObject } from '../json.ts';
import { type Files, now } from '../platform.ts';
import { answerMessages, wholeAnswer } from './answer.ts';
import type { CallContent, ContentModule } from './content.ts';
import { type ContentLine, contentFiles } from './file.ts';
import { promptMessages } from './prompt.ts';
import { createRedactor } from './redact.ts';
import type { Message } from './text.ts';

/** Bodies of more than this many characters or bytes are not looked at. */
const MOST_OF_BODY = 8 * 1024 * 1024;
/** Characters of a message that are kept, from its beginning and from its end. */
const HEAD = 24 * 1024;
const TAIL = 8 * 1024;
/** Characters of a prompt or an answer that are kept. */
const MOST_OF_ALL = 256 * 1024;

export const keepContent: ContentModule['keepContent'] = (files: Files, dir: string) => {
  const redact = createRedactor(process.env);
  const write = contentFiles(files, dir);
  const bounded = (messages: readonly Message[]): Pick<ContentLine, 'messages' | 'left_out'> => bound(messages, redact);

  return (run, span, body) => {
    const messages = body.length > MOST_OF_BODY ? undefined : promptMessages(body);
    write(run, span, {
      t: 'prompt',
      v: 1,
      ts: now(),
      ...(messages ? bounded(messages) : { messages: [], left_out: 1 }),
    });
    return new Answer(found => write(run, span, { t: 'answer', v: 1, ts: now(), ...bounded(found) }));
  };
};

/** The first and the newest messages that fit, each cut in its middle where it is long. */
function bound(messages: readonly Message[], redact: (text: string) => string) {
  // Redacted before it is cut: half a key is not known for one.
  const short = messages.map(({ role, text }) => ({ role: role.slice(0, 64), ...cut(redact(text)) }));
  const kept = new Set<number>();
  let room = MOST_OF_ALL;
  // The first says who the model is; then from the newest back.
  for (const at of [0, ...[...short.keys()].reverse()]) {
    const message = short[at];
    if (message === undefined || kept.has(at)) continue;
    room -= message.text.length;
    if (room < 0) break;
    kept.add(at);
  }
  const missing = short.length - kept.size;
  return { messages: short.filter((_, at) => kept.has(at)), ...(missing > 0 && { left_out: missing }) };
}

function cut(text: string): { readonly text: string; readonly left_out?: number } {
  const missing = text.length - HEAD - TAIL;
  if (missing <= 0) return { text };
  return { text: `${text.slice(0, HEAD)}\n[…]\n${text.slice(-TAIL)}`, left_out: missing };
}

class Answer implements CallContent {
  readonly #keep: (messages: readonly Message[]) => void;
  readonly #chunks: Uint8Array[] = [];
  #at = 0;
  #found: readonly Message[] | undefined;
  #over = false;

  constructor(keep: (messages: readonly Message[]) => void) {
    this.#keep = keep;
  }

  chunk(offset: number, bytes: Uint8Array): void {
    if (this.#over || this.#at > MOST_OF_BODY || offset + bytes.byteLength <= this.#at) return;
    // A copy: the caller may do with its bytes what it likes.
    this.#chunks.push(bytes.slice(Math.max(0, this.#at - offset)));
    this.#at = offset + bytes.byteLength;
  }

  text(text: string): void {
    this.#found ??= text.length > MOST_OF_BODY ? [] : answerMessages(text);
  }

  json(value: unknown): void {
    const answer = asObject(value);
    if (answer !== undefined) this.#found ??= wholeAnswer(answer);
  }

  ended(): void {
    if (this.#over) return;
    this.#over = true;
    const messages = this.#found ?? answerMessages(Buffer.concat(this.#chunks).toString('utf8'));
    this.#chunks.length = 0;
    if (messages.length > 0) this.#keep(messages);
  }
}
