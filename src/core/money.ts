/**
 * Money: exact integers inside, dollars only at the edge.
 *
 * An amount is a whole number of nano-dollars (10⁻⁹ USD). Every amount the product sums is such an integer, so
 * totals are equal to the sum of their parts to the last digit, up to 9 million dollars (2⁵³ nano-dollars).
 */

declare const nano: unique symbol;

/** A whole number of nano-dollars (10⁻⁹ USD), from 0 to 2⁵³ − 1. */
export type NanoUsd = number & { readonly [nano]: true };

export const ZERO = 0 as NanoUsd;

const PER_USD = 1e9;

/** Nano-dollars from dollars, rounded to the nearest whole. Anything that is not a finite, non-negative number is undefined. */
export function fromUsd(usd: number): NanoUsd | undefined {
  const value = Math.round(usd * PER_USD);
  return Number.isSafeInteger(value) && value >= 0 ? (value as NanoUsd) : undefined;
}

/** Nano-dollars from a whole number of them. Throws a RangeError where it is not one: that is a mistake of the caller. */
export function fromNano(value: number): NanoUsd {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not an amount of nano-dollars: ${value}`);
  return value as NanoUsd;
}

/** Dollars, for display and for JSON that people read. Never add the results: add nano-dollars. */
export function toUsd(amount: NanoUsd): number {
  return amount / PER_USD;
}

/** The exact sum. Beyond 2⁵³ − 1 (9 million dollars: no agent, but a hostile log) it stays there. */
export function add(a: NanoUsd, b: NanoUsd): NanoUsd {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER) as NanoUsd;
}

/** `amount × numerator ÷ denominator`, rounded to the nearest nano-dollar. Used to split a measured amount into shares. */
export function share(amount: NanoUsd, numerator: number, denominator: number): NanoUsd {
  return denominator > 0 ? fromNano(Math.round((amount * numerator) / denominator)) : ZERO;
}

/**
 * An amount as people read it, in US dollars: `$0.00`, `$0.0042`, `$0.42`, `$12.40`, `$99.99`, `$123`, `$1.2k`.
 * Below one cent four decimals are kept, so a cheap run still moves; a positive amount never reads as zero (`<$0.0001`).
 */
export function formatUsd(amount: NanoUsd): string {
  const usd = toUsd(amount);
  if (amount === 0) return '$0.00';
  if (usd < 0.00005) return '<$0.0001';
  if (usd < 0.00995) return `$${usd.toFixed(4)}`;
  if (usd < 99.995) return `$${usd.toFixed(2)}`;
  if (usd < 999.5) return `$${usd.toFixed(0)}`;
  if (usd < 99_950) return `$${(usd / 1000).toFixed(1)}k`;
  return `$${(usd / 1000).toFixed(0)}k`;
}

/** An amount with four decimals, as limits and refusals name it: `$0.5012`. */
export function formatUsdExact(amount: NanoUsd): string {
  return `$${toUsd(amount).toFixed(4)}`;
}
