/** The bytes of a tool's result that two results of the same outcome share. */

/** Of a long result the first and the last so many bytes count. */
const EDGE = 4096;

const ESC = 0x1b;
const SPACE = 0x20;
const HASH = 0x23;
const DASH = 0x2d;
const ZERO = 0x30;
const OPEN_BRACKET = 0x5b;

const UUID_LENGTH = 36;
const UUID_DASHES = [8, 13, 18, 23];

/**
 * UTF-8, the first and last 4,096 bytes; ANSI colours removed; hexadecimal numbers, UUIDs and runs of digits → `#`; runs
 * of white space → one space; ASCII letters in lower case. One pass, alternatives in this order, leftmost first.
 */
export function normaliseResult(text: string): Uint8Array {
  const bytes = edges(text);
  const { length } = bytes;
  let out = 0;
  let at = 0;
  // The result is never longer than what it was made of, so it is written over it.
  while (at < length) {
    const byte = bytes[at] ?? 0;
    const kind = CLASS[byte] ?? 0;
    if (kind <= LETTER) {
      bytes[out++] = kind === LETTER ? byte | 0x20 : byte;
      at++;
    } else if (kind === WHITE) {
      at = skip(bytes, at, WHITE_SET);
      bytes[out++] = SPACE;
    } else if (kind === ESCAPE) {
      const end = ansiEnd(bytes, at);
      if (end === at) bytes[out++] = byte;
      at = end === at ? at + 1 : end;
    } else {
      const end = numberEnd(bytes, at, kind);
      bytes[out++] = end === at ? byte | 0x20 : HASH;
      at = end === at ? at + 1 : end;
    }
  }
  return bytes.subarray(0, out);
}

// A character is at least one byte, so the edges in characters hold the edges in bytes.
function edges(text: string): Uint8Array {
  const whole = text.length <= 2 * EDGE ? Buffer.from(text) : undefined;
  if (whole !== undefined && whole.length <= 2 * EDGE) return whole;
  const last = Buffer.from(text.slice(-EDGE));
  return Buffer.concat([Buffer.from(text.slice(0, EDGE)).subarray(0, EDGE), last.subarray(last.length - EDGE)]);
}

// The end of a hexadecimal number, a UUID or a run of digits that begins here; the same place where none does.
function numberEnd(bytes: Uint8Array, at: number, kind: number): number {
  if (bytes[at] === ZERO && at + 2 < bytes.length && ((bytes[at + 1] ?? 0) | 0x20) === 0x78 && isHex(bytes[at + 2]))
    return skip(bytes, at + 2, HEX_SET);
  if (at + UUID_LENGTH <= bytes.length && bytes[at + 8] === DASH && isUuid(bytes, at)) return at + UUID_LENGTH;
  return kind === DIGIT ? skip(bytes, at, DIGIT_SET) : at;
}

function isUuid(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < UUID_LENGTH; index++) {
    const byte = bytes[at + index];
    if (UUID_DASHES.includes(index) ? byte !== DASH : !isHex(byte)) return false;
  }
  return true;
}

// `ESC [`, parameters, intermediates, a final byte.
function ansiEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== OPEN_BRACKET) return at;
  let end = at + 2;
  while (end < bytes.length && (bytes[end] ?? 0) >= 0x20 && (bytes[end] ?? 0) <= 0x3f) end++;
  const final = bytes[end] ?? 0;
  return final >= 0x40 && final <= 0x7e ? end + 1 : at;
}

function skip(bytes: Uint8Array, start: number, set: Uint8Array): number {
  let at = start;
  while (at < bytes.length && set[bytes[at] ?? 0] === 1) at++;
  return at;
}

function isHex(byte: number | undefined): boolean {
  return byte !== undefined && HEX_SET[byte] === 1;
}

function setOf(characters: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const byte of Buffer.from(characters)) set[byte] = 1;
  return set;
}

const DIGIT_SET = setOf('0123456789');
const HEX_SET = setOf('0123456789abcdefABCDEF');
const WHITE_SET = setOf(' \t\n\r\v\f');
const UPPER_SET = setOf('ABCDEFGHIJKLMNOPQRSTUVWXYZ');

// What a byte may begin: most begin nothing and are copied, or their letter in lower case is.
const PLAIN = 0;
const LETTER = 1;
const WHITE = 2;
const ESCAPE = 3;
const HEX_LETTER = 4;
const DIGIT = 5;
const CLASS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (WHITE_SET[byte] === 1) return WHITE;
  if (DIGIT_SET[byte] === 1) return DIGIT;
  if (HEX_SET[byte] === 1) return HEX_LETTER;
  if (UPPER_SET[byte] === 1) return LETTER;
  return byte === ESC ? ESCAPE : PLAIN;
});
