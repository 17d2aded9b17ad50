/**
 * Token counts of one call, in buckets that never overlap. `input` excludes everything cached; `output` includes
 * reasoning. A bucket the provider did not report is undefined: absent is not zero.
 */
export interface Usage {
  /** Input tokens billed at the full input rate: neither read from nor written to a prompt cache. */
  readonly input?: number;
  /** Input tokens served from a prompt cache. */
  readonly cacheRead?: number;
  /** Input tokens written to a prompt cache with the provider's default (5-minute) lifetime, or with an unstated one. */
  readonly cacheWrite5m?: number;
  /** Input tokens written to a prompt cache with a one-hour lifetime. */
  readonly cacheWrite1h?: number;
  /** All output tokens, reasoning included. */
  readonly output?: number;
  /** The reasoning part of `output`, for display: never added to it. */
  readonly reasoning?: number;
  /** The audio part of all input, cached or not, for pricing: never added to it. */
  readonly inputAudio?: number;
  /** The audio part of `cacheRead`, where told: never added to it. */
  readonly cacheReadAudio?: number;
  /** The audio part of `output`, for pricing: never added to it. */
  readonly outputAudio?: number;
  /** The image part of all input, for pricing: never added to it. */
  readonly inputImage?: number;
  /** The image part of `cacheRead`, where told: never added to it. */
  readonly cacheReadImage?: number;
  /** The image part of `output`, for pricing: never added to it. */
  readonly outputImage?: number;
  /** Web searches the provider ran for this call. */
  readonly webSearches?: number;
}

/** All input tokens: fresh, read from cache, written to cache. Undefined where nothing about input was reported. */
export function totalInput(usage: Usage): number | undefined {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h } = usage;
  if (input === undefined && cacheRead === undefined && cacheWrite5m === undefined && cacheWrite1h === undefined) {
    return undefined;
  }
  return (input ?? 0) + (cacheRead ?? 0) + (cacheWrite5m ?? 0) + (cacheWrite1h ?? 0);
}

/** All tokens of a call, in and out. Undefined where nothing was reported. */
export function totalTokens(usage: Usage): number | undefined {
  const input = totalInput(usage);
  return input === undefined && usage.output === undefined ? undefined : (input ?? 0) + (usage.output ?? 0);
}
