import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decompress } from '../../src/recorder/node/stream/decompress.ts';

const TEXT = JSON.stringify({ text: 'Grüße 😀 '.repeat(200), usage: { prompt_tokens: 7 } });

const CASES = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
] as const;

test.each(CASES)('%s', (encoding, compress) => {
  const bytes = compress(Buffer.from(TEXT));
  expect(Buffer.from(decompress(bytes, encoding) ?? []).toString()).toBe(TEXT);
});

test.each(CASES.filter(([encoding]) => encoding !== 'zstd'))(
  '%s that was cut off: what there is of it',
  (encoding, compress) => {
    const noise = Array.from({ length: 3000 }, (_, at) => ((at * 7919) % 65_521).toString(36)).join('');
    const bytes = compress(Buffer.from(noise));
    const text = Buffer.from(decompress(bytes.subarray(0, bytes.length - 40), encoding) ?? []).toString();
    expect(text.length).toBeGreaterThan(100);
    expect(noise.startsWith(text)).toBe(true);
  },
);

test('what is not of its encoding, and encodings nobody knows', () => {
  expect(decompress(Buffer.from('<html>'), 'gzip')).toBeUndefined();
  expect(decompress(Buffer.from('<html>'), 'zstd')).toBeUndefined();
  expect(decompress(Buffer.from('x'), 'compress')).toBeUndefined();
});
