import type { NanoUsd } from '../money.ts';

/** Where an amount comes from, in the order in which sources are asked. */
export type CostStatus =
  /** the user's own price in `spanmeter.json` or the user configuration */
  | 'override'
  /** the amount the provider itself reported with the answer */
  | 'reported'
  /** the model id is a row of the table */
  | 'exact'
  /** the model id is a row of the table but for a route prefix, a date or a version suffix */
  | 'alias'
  /** a rate or a count was assumed; shown with ≈ */
  | 'estimated'
  /** a model that runs on this machine, free by declaration */
  | 'local'
  /** no price is known; never zero */
  | 'unpriced';

/** The things one call can be billed for. */
export type BilledBucket =
  | 'input'
  | 'cacheRead'
  | 'cacheWrite5m'
  | 'cacheWrite1h'
  | 'output'
  | 'inputAudio'
  | 'cacheReadAudio'
  | 'outputAudio'
  | 'inputImage'
  | 'cacheReadImage'
  | 'outputImage'
  | 'reasoning'
  | 'webSearch'
  | 'request';

/** One line of the arithmetic behind an amount: `units × ratePerMillion ÷ 10⁶ × multiplier = nano`. */
export interface CostPart {
  readonly bucket: BilledBucket;
  /** tokens; for `webSearch` searches, for `request` calls */
  readonly units: number;
  /** USD per million units, modifiers included */
  readonly usdPerMillion: number;
  readonly nano: NanoUsd;
}

/** What one call cost, and everything needed to explain it. `nano` is null only where status is `unpriced`. */
export interface Cost {
  readonly nano: NanoUsd | null;
  readonly status: CostStatus;
  /** sum of `nano` of the parts is `nano`, where there are parts */
  readonly parts: readonly CostPart[];
  /** USD per million units that would apply to this call, bucket by bucket, modifiers included; absent where unpriced */
  readonly rates?: Readonly<Partial<Record<BilledBucket, number>>>;
  /** the row that priced it, as `provider/model`: `openai/gpt-4o` */
  readonly key?: string;
  /** multipliers that were applied, in words a person can check: `batch × 0.5` */
  readonly modifiers: readonly string[];
  /** what had to be assumed: `no cache rate: input rate used` */
  readonly assumptions: readonly string[];
  /** for unpriced: why, and the nearest known model where there is one */
  readonly reason?: string;
  readonly suggestion?: string;
  /** `genai-prices 0.1.8`, `overlay`, `spanmeter.json`, `provider` */
  readonly source?: string;
  /** the date of the price data, `YYYY-MM-DD` */
  readonly asOf?: string;
}

/** What pricing needs to know about a call. */
export interface PriceableCall {
  /** OpenTelemetry `gen_ai.provider.name`, where known */
  readonly provider?: string;
  /** the host the call went to, where known: tells Azure, OpenRouter, local servers and regional endpoints */
  readonly host?: string;
  readonly requestModel?: string;
  readonly responseModel?: string;
  /** Unix milliseconds: prices are those of the call's own time */
  readonly at: number;
  /** the service tier that was served, else the one requested (`batch`, `flex`, `priority`, `standard`, …) */
  readonly serviceTier?: string;
  /** Anthropic `usage.speed` */
  readonly speed?: string;
  /** Anthropic `usage.inference_geo` */
  readonly inferenceGeo?: string;
  /** USD the provider reported for this call */
  readonly reportedUsd?: number;
  /** the call ran on the user's own key behind a router, so that `reportedUsd` is only the router's fee */
  readonly byok?: boolean;
}
