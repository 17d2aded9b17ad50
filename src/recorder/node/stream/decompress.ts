/** Undoes a content encoding, for transports that see an answer's bytes as they were sent. */
import { builtin } from '../platform.ts';

// What a chat answers is far less; this stops what only pretends to be small.
const MAX_DECODED = 64 * 1024 * 1024;

/**
 * The bytes behind `content-encoding`, as far as they go: those of a body that was cut off as well. At once and in this
 * thread, so that what came is known even when the process ends right after. Undefined where the encoding is not known,
 * or the bytes are not of it.
 */
export function decompress(bytes: Uint8Array, encoding: string): Uint8Array | undefined {
  const zlib = builtin('node:zlib');
  const { constants } = zlib;
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_DECODED };
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return zlib.gunzipSync(bytes, options);
    if (encoding === 'deflate') return inflate(zlib, bytes, options);
    if (encoding === 'br') {
      return zlib.brotliDecompressSync(bytes, {
        finishFlush: constants.BROTLI_OPERATION_FLUSH,
        maxOutputLength: MAX_DECODED,
      });
    }
    if (encoding === 'zstd' && 'zstdDecompressSync' in zlib) {
      return zlib.zstdDecompressSync(bytes, {
        finishFlush: constants.ZSTD_e_flush,
        maxOutputLength: MAX_DECODED,
      });
    }
    return undefined;
  } catch {
    // Garbage, or a decoded body beyond all measure: the answer is not known.
    return undefined;
  }
}

// Some servers send raw deflate under this name: what has the two bytes of a zlib header is not raw.
function inflate(zlib: typeof import('node:zlib'), bytes: Uint8Array, options: object): Uint8Array {
  const isZlib = ((bytes[0] ?? 0) & 0x0f) === 8;
  return isZlib ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options);
}
