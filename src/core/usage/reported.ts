/** What a provider says a call cost, where its answer tells. */
import { isObject } from '../fields.ts';

/** USD as reported, and whether the call ran on the user's own key, so that it is only a router's fee. */
export interface ReportedCost {
  readonly usd: number;
  readonly byok?: true;
}

/**
 * Reads OpenRouter's `cost` and `is_byok`, DeepInfra's `estimated_cost`, Perplexity's `cost.total_cost` and xAI's
 * `cost_in_usd_ticks` (10¹⁰ to the dollar) from a usage object. Zero is told as it stands: whether to believe it is the pricer's matter.
 */
export function reportedCost(usage: unknown): ReportedCost | undefined {
  if (!isObject(usage)) return undefined;
  const cost = usage['cost'];
  const ticks = usage['cost_in_usd_ticks'];
  const found = [
    isObject(cost) ? cost['total_cost'] : cost,
    usage['estimated_cost'],
    typeof ticks === 'number' ? ticks / 1e10 : undefined,
  ].find(value => typeof value === 'number' && Number.isFinite(value) && value >= 0);
  if (typeof found !== 'number') return undefined;
  return { usd: found, ...(usage['is_byok'] === true && { byok: true as const }) };
}
