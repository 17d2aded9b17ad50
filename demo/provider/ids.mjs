// @ts-check
import { randomBytes } from 'node:crypto';

const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** @param {number} length */
export const hex = length =>
  randomBytes(Math.ceil(length / 2))
    .toString('hex')
    .slice(0, length);

/** @param {number} length */
export const base62 = length => letters(BASE62, length);

/** @param {number} length */
export const base58 = length => letters(BASE58, length);

/**
 * @param {string} alphabet
 * @param {number} length
 */
function letters(alphabet, length) {
  return Array.from(randomBytes(length), byte => alphabet[byte % alphabet.length]).join('');
}
