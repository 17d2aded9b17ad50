/** Hashes that tell whether two things are the same, and nothing else about them. */
import { builtin } from '../platform.ts';

/** Text or bytes → 16 hex digits: HMAC-SHA-256 under the machine's key, cut. */
export type Hasher = (data: string | Uint8Array) => string;

/** A hasher whose key is read when the first hash is made. */
export function createHasher(key: () => Uint8Array): Hasher {
  const made: { hasher?: Hasher } = {};
  return data => {
    made.hasher ??= typeof builtin('node:crypto').hash === 'function' ? oneShotHasher(key()) : streamHasher(key());
    return made.hasher(data);
  };
}

const BLOCK = 64;
const DIGEST = 32;
const DIGITS = 16;

// A text of up to so many characters (three bytes each at most) is hashed without a buffer of its own.
const SCRATCH_CHARACTERS = 4 * 1024;

/**
 * HMAC written out (RFC 2104) over the one-shot hash: `createHmac` makes a stream and a native object for each hash, which
 * costs more than hashing a message does.
 */
function oneShotHasher(key: Uint8Array): Hasher {
  const { hash } = builtin('node:crypto');
  const scratch = Buffer.alloc(BLOCK + 3 * SCRATCH_CHARACTERS);
  const outer = Buffer.alloc(BLOCK + DIGEST);
  for (let at = 0; at < BLOCK; at++) {
    scratch[at] = 0x36 ^ (key[at] ?? 0);
    outer[at] = 0x5c ^ (key[at] ?? 0);
  }
  const inner = (data: string | Uint8Array): Uint8Array => {
    if (typeof data === 'string' && data.length <= SCRATCH_CHARACTERS) {
      return scratch.subarray(0, BLOCK + scratch.write(data, BLOCK));
    }
    return Buffer.concat([scratch.subarray(0, BLOCK), typeof data === 'string' ? Buffer.from(data) : data]);
  };
  return data => {
    outer.write(hash('sha256', inner(data), 'binary'), BLOCK, 'latin1');
    return hash('sha256', outer, 'hex').slice(0, DIGITS);
  };
}

// Node before 20.12.
function streamHasher(key: Uint8Array): Hasher {
  const { createHmac } = builtin('node:crypto');
  return data => createHmac('sha256', key).update(data).digest('hex').slice(0, DIGITS);
}
