import { fromNano, type NanoUsd } from '../money.ts';

/** Tokens × USD per million, in nano-dollars: 1 USD per million tokens is 1,000 nano-dollars a token. */
export function nanoOf(tokensTimesUsdPerMillion: number): NanoUsd {
  return fromNano(Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(tokensTimesUsdPerMillion * 1000))));
}
