/** What was wrong with the token counts of a call, in words: the only place where it is worded. */
import { usageHint } from '../calls.ts';
import type { Call } from '../model.ts';
import { clean, formatCount } from '../text.ts';
import { normaliseUsage } from '../usage/normalise.ts';
import type { UsageProblem } from '../usage/problems.ts';

const KNOWN = new WeakMap<Call, readonly UsageProblem[]>();

/**
 * What was wrong: with what was counted, and with the provider's own object, which the recorder has already mended.
 * Looked for when asked for: nobody opens most of a hundred thousand calls.
 */
export function usageProblems(call: Call): readonly UsageProblem[] {
  const known = KNOWN.get(call);
  if (known !== undefined) return known;
  const { usageProblems: counted = [], toldUsage, provider, operation } = call;
  const told = toldUsage === undefined ? [] : normaliseUsage(toldUsage, usageHint(provider, operation)).problems;
  const all = [...counted, ...told].filter(
    (problem, i, list) => list.findIndex(({ code, field }) => code === problem.code && field === problem.field) === i,
  );
  KNOWN.set(call, all);
  return all;
}

/** `prompt_tokens is −5: left out`. */
export function usageProblemText({ code, field, found, expected }: UsageProblem): string {
  const value = typeof found === 'number' ? number(found) : `“${clean(found, 40)}”`;
  const other = expected === undefined ? '' : number(expected);
  switch (code) {
    case 'not-a-number':
      return `${field} is ${value}, which is no number: left out`;
    case 'negative-count':
      return `${field} is ${value}: a count below zero is left out`;
    case 'not-whole':
      return `${field} is ${value}: a count that is not whole is left out`;
    case 'too-large':
      return `${field} is ${value}: more than any call can have, left out`;
    case 'cached-exceeds-input':
      return `${value} tokens are said to be cached of ${other} in all (${field}): counted beside the input`;
    case 'part-exceeds-whole':
      return `${field} is ${value} of ${other} in all: a part larger than the whole is left out`;
    case 'total-contradicts-parts':
      return `${field} is ${value}, its parts add up to ${other}: the parts are counted`;
    case 'only-total':
      return `only a total of ${value} was reported: how much of it is input is not known`;
  }
}

function number(value: number): string {
  if (!Number.isInteger(value) || Math.abs(value) >= 1e15) return String(value);
  return value < 0 ? `−${formatCount(-value)}` : formatCount(value);
}
