/** What can be wrong with a usage object. Codes with evidence; the words live elsewhere. */

/** One thing that was wrong. What it was found in is left out or repaired as the code says; everything else stands. */
export interface UsageProblem {
  readonly code: /** not a finite number: left out */
    | 'not-a-number'
    /** below zero: left out */
    | 'negative-count'
    /** not whole: left out */
    | 'not-whole'
    /** more than a trillion: left out */
    | 'too-large'
    /** more cached than input in all: taken as counted beside the input, which rounds up */
    | 'cached-exceeds-input'
    /** a part of input or output larger than the whole: left out */
    | 'part-exceeds-whole'
    /** the provider's total is not the sum of its parts: the parts are kept */
    | 'total-contradicts-parts'
    /** nothing but a total: how much of it is input is unknown */
    | 'only-total';
  /** the field it was found in, in snake case, as a path: `prompt_tokens_details.cached_tokens` */
  readonly field: string;
  /** what stood there; strings cut to 40 characters */
  readonly found: number | string;
  /** what it was held against, where it was */
  readonly expected?: number;
}

/** No call comes near a trillion tokens, and sums of ten such numbers are still exact. */
const MAX_COUNT = 1e12;

/**
 * A count of tokens: a whole number from 0 to a trillion, or its digits (headers and some protocols know only text).
 * Absent and null are undefined; the rest is a problem.
 */
export function readCount(told: unknown, field: string, problems: UsageProblem[]): number | undefined {
  if (told === undefined || told === null) return undefined;
  const value = typeof told === 'string' && /^\d{1,13}$/.test(told) ? Number(told) : told;
  const code =
    typeof value !== 'number' || !Number.isFinite(value)
      ? 'not-a-number'
      : value < 0
        ? 'negative-count'
        : value > MAX_COUNT
          ? 'too-large'
          : Number.isInteger(value)
            ? undefined
            : 'not-whole';
  if (code === undefined) return value as number;
  problems.push({ code, field, found: typeof value === 'number' ? value : String(value).slice(0, 40) });
  return undefined;
}
