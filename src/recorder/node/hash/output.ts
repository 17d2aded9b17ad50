/** Whether answers repeat, without what they say: a hash of the text, and how much of it stood in it before. */

/** Of longer texts so many characters count. */
export const MAX_TEXT = 64 * 1024;

const PIECE = 64;
/** Shorter texts are not looked at: 200 tokens are the least that anyone asks about. */
const LEAST = 800;
const FENCED = /(?:```|~~~)[\s\S]*?(?:```|~~~|$)/g;
const BASE = 257;

/**
 * The share of a text, code blocks aside, that is made of pieces of 64 characters that stood in it before: 0 to 1, two
 * decimals. Undefined where it is too short to say. Each character is looked at once.
 */
export function repetition(text: string): number | undefined {
  const prose =
    text.includes('```') || text.includes('~~~') || text.includes('\\n~~~') ? text.replace(FENCED, '') : text;
  const { length } = prose;
  if (length < LEAST) return undefined;
  const seen = new Set<number>();
  const high = power(PIECE - 1);
  let hash = 0;
  for (let at = 0; at < PIECE; at++) hash = (Math.imul(hash, BASE) + prose.charCodeAt(at)) | 0;
  let repeated = 0;
  let fresh = 0;
  for (let at = 0; at + PIECE <= length; ) {
    const known = seen.has(hash);
    const step = known ? PIECE : 1;
    if (known) repeated += PIECE;
    // Of what is new, every piece is remembered once.
    else if (fresh++ % PIECE === 0) seen.add(hash);
    for (let moved = 0; moved < step && at + PIECE <= length; moved++, at++) {
      const out = Math.imul(prose.charCodeAt(at), high);
      hash = (Math.imul(hash - out, BASE) + (prose.charCodeAt(at + PIECE) || 0)) | 0;
    }
  }
  return Math.round((100 * repeated) / length) / 100;
}

function power(n: number): number {
  let value = 1;
  for (let i = 0; i < n; i++) value = Math.imul(value, BASE);
  return value;
}

/** Holds what is needed of the text of an answer until it has ended. */
export function keepText(outcome: { readonly text: string[]; textLength: number }, text: string): void {
  if (text === '' || outcome.textLength >= MAX_TEXT) return;
  outcome.text.push(text);
  outcome.textLength += text.length;
}

/** The text behind a key in an event that is not parsed: escaped as it stands there, the same for the same text. */
export function rawText(data: string, key: string): string {
  const start = data.indexOf(key);
  if (start < 0) return '';
  const from = start + key.length;
  let end = data.indexOf('"', from);
  while (end > 0 && isEscaped(data, end)) end = data.indexOf('"', end + 1);
  return end < 0 ? '' : data.slice(from, end);
}

function isEscaped(data: string, quote: number): boolean {
  let slashes = 0;
  while (data.charCodeAt(quote - 1 - slashes) === 0x5c) slashes++;
  return slashes % 2 === 1;
}
