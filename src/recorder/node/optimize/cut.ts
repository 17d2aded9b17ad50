/** Cuts the longest texts of messages in their middle, until all of them fit. */
import { type ChatMessage, isSystem, textsOf } from './messages.ts';

/** No text is cut to less: what is left of it has to say what it was. */
const MIN_CHARS = 80;

/** Throws a `RangeError` where what may not be cut is too much by itself. */
export function cutLongest<M extends ChatMessage>(
  messages: readonly M[],
  maxTokens: number,
  estimate: (message: M) => number,
): M[] {
  const all = [...messages];
  const tokens = all.map(estimate);
  let over = tokens.reduce((sum, one) => sum + one, 0) - maxTokens;
  while (over > 0) {
    const longest = longestOf(all);
    if (longest === undefined) {
      throw new RangeError(
        `The messages cannot be made to fit into ${maxTokens} tokens: ${over + maxTokens} are left that must stay.`,
      );
    }
    const { at, text, replaced } = longest;
    const message = all[at] as M;
    const before = tokens[at] ?? 0;
    // Tokens of one text are spread about evenly: what is over comes off this one, with some to spare for the mark.
    const share = Math.min(0.9, (over + 12) / Math.max(1, before));
    const cut = replaced(message, shortened(text, Math.floor(text.length * (1 - share))));
    all[at] = cut;
    tokens[at] = estimate(cut);
    over += (tokens[at] ?? 0) - before;
  }
  return all;
}

function longestOf(messages: readonly ChatMessage[]) {
  return messages
    .flatMap((message, at) => (isSystem(message) ? [] : textsOf(message).map(one => ({ at, ...one }))))
    .filter(({ text }) => text.length > MIN_CHARS)
    .sort((a, b) => b.text.length - a.text.length)[0];
}

function shortened(text: string, length: number): string {
  const keep = Math.max(MIN_CHARS / 2, Math.min(length, text.length - MIN_CHARS / 2));
  const mark = `\n[… ${text.length - keep} characters cut …]\n`;
  const kept = Math.max(0, keep - mark.length);
  const head = wellFormed(text.slice(0, Math.ceil(kept / 2)));
  const tail = wellFormed(text.slice(text.length - Math.floor(kept / 2)));
  return `${head}${mark}${tail}`;
}

// Half a character is none.
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '');
}
