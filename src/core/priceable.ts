/** A call as pricing asks for it. */
import type { Call } from './model.ts';
import type { PriceableCall } from './pricing/cost.ts';

const KEPT = ['provider', 'host', 'requestModel', 'responseModel', 'serviceTier', 'speed', 'inferenceGeo'] as const;

/** Who served a call, what, when and at what service level. What the provider says it cost is left out. */
export function priceableOf(call: Call): PriceableCall {
  const kept: { -readonly [K in (typeof KEPT)[number]]?: string } = {};
  for (const key of KEPT) {
    const value = call[key];
    if (value !== undefined) kept[key] = value;
  }
  return { at: call.startedAt, ...kept };
}

/** A model as people name it, as questions to the price table, to be asked in turn: `gpt-4o`, `openai/gpt-4o`. */
export function questionsFor(model: string, provider?: string): readonly Omit<PriceableCall, 'at'>[] {
  const name = model.trim();
  const slash = name.indexOf('/');
  return [
    ...(slash > 0 ? [{ provider: name.slice(0, slash), requestModel: name.slice(slash + 1) }] : []),
    ...(slash <= 0 && provider !== undefined ? [{ provider, requestModel: name }] : []),
    { requestModel: name },
  ];
}
