/** What a provider says a call cost, where its answer tells. */
import { isObject } from '../fields.ts';

/** USD as reported, and whether that is only the fee of a router for a call on the user's own key. */
export interface ReportedCost {
  readonly usd: number;
  readonly byok?: true;
}

/**
 * Reads OpenRouter's `cost`, `is_byok` and `cost_details.upstream_inference_cost`, DeepInfra's `estimated_cost`, Perplexity's `cost.total_cost` and xAI's
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
  if (usage['is_byok'] !== true) return { usd: found };
  const details = usage['cost_details'];
  const upstream = isObject(details) ? details['upstream_inference_cost'] : undefined;
  // What the key's own provider takes comes on top of the fee.
  return typeof upstream === 'number' && Number.isFinite(upstream) && upstream > 0
    ? { usd: found + upstream }
    : { usd: found, byok: true };
}
