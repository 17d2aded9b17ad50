/** A quick guess at tokens, for shares of a prompt: readers scale it to the reported input. Never priced as it stands. */

const WINDOW = 160;

/**
 * Tokens per character of a text of JSON, from two windows of it: words, digits, punctuation and scripts cost
 * differently, and looking at all of a long prompt would cost more than knowing is worth.
 */
export function tokensPerCharacter(text: string): number {
  if (text.length === 0) return 0;
  if (text.length <= 2 * WINDOW) return guess(text, 0, text.length) / text.length;
  const middle = (text.length - WINDOW) >> 1;
  return (guess(text, 0, WINDOW) + guess(text, middle, middle + WINDOW)) / (2 * WINDOW);
}

/** Tokens of a whole text, looked at from end to end. */
export function tokensOfText(text: string): number {
  return Math.ceil(guess(text, 0, text.length));
}

const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
const SPACE = 3;
const WIDE = 4;

function guess(text: string, from: number, to: number): number {
  let tokens = 0;
  let kind = SPACE;
  let run = 0;
  let digitsNear = 0;
  for (let at = from; at < to; at++) {
    const next = kindOf(text.charCodeAt(at));
    if (next === kind) run++;
    else {
      tokens += cost(kind, run, digitsNear);
      // Letters and digits by turns: an id, a hash, base64. Such text has no words.
      digitsNear = next === LETTER || next === DIGIT ? digitsNear + 1 : 0;
      kind = next;
      run = 1;
    }
  }
  return tokens + cost(kind, run, digitsNear);
}

function cost(kind: number, run: number, alternations: number): number {
  if (kind === LETTER) return alternations > 2 ? run / 1.6 : run <= 7 ? 1 : run / 6;
  if (kind === DIGIT) return alternations > 2 ? run / 1.6 : Math.ceil(run / 3);
  if (kind === OTHER) return run <= 2 ? 0.7 : run / 3;
  if (kind === WIDE) return run / 1.5;
  return run > 1 ? 0.5 : 0;
}

function kindOf(code: number): number {
  return code < 128 ? (ASCII[code] ?? OTHER) : classify(code);
}

function classify(code: number): number {
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return LETTER;
  if (code === 32 || code === 10) return SPACE;
  if (code >= 48 && code <= 57) return DIGIT;
  if (code < 0xc0) return OTHER;
  return code < 0x2e80 ? LETTER : WIDE;
}

const ASCII = Uint8Array.from({ length: 128 }, (_, code) => classify(code));
