/** A call as pricing asks for it. */
import type { Call } from './model.ts';
import type { PriceableCall } from './pricing/cost.ts';

/** Who served a call, what, and when. The service level is not kept with a call: its factors are in `cost.modifiers`. */
export function priceableOf({ startedAt, provider, host, requestModel, responseModel }: Call): PriceableCall {
  return {
    at: startedAt,
    ...(provider !== undefined && { provider }),
    ...(host !== undefined && { host }),
    ...(requestModel !== undefined && { requestModel }),
    ...(responseModel !== undefined && { responseModel }),
  };
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
