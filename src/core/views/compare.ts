/** Comparisons of models in words: the only place where they are worded. */
import { OUTLIER_TIMES, type Outlier } from '../compare.ts';
import { formatUsd, type NanoUsd } from '../money.ts';
import { count, formatTokens } from '../text.ts';

/**
 * `gpt-4o-mini took 3.4× the tokens of gpt-4o for triage (412k instead of 120k in the median run), at $0.06 instead of
 * $0.31 a run.`
 */
export function outlierText(outlier: Outlier, task: string): string {
  const { cheaper, dearer, runs, of, cheaperMedianTokens: used, dearerMedianTokens: needed, incomplete } = outlier;
  const amount = (nano: NanoUsd): string => `${incomplete ? '≥ ' : ''}${formatUsd(nano)}`;
  const costs = `${amount(outlier.cheaperMedianNano)} instead of ${amount(outlier.dearerMedianNano)} a run`;
  const tokens = `${formatTokens(used)} instead of ${formatTokens(needed)} in the median run`;
  if (used < OUTLIER_TIMES * needed) {
    return `${runs.length} of ${count(of, 'run')} on ${cheaper} took at least ${OUTLIER_TIMES}× the tokens of ${dearer} for ${task} (${tokens}, at ${costs}).`;
  }
  return `${cheaper} took ${(used / needed).toFixed(1)}× the tokens of ${dearer} for ${task} (${tokens}), at ${costs}.`;
}
