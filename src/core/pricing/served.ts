/** At what service level a call was answered, and what its provider says it cost: by its attributes, else its usage object. */
import { isObject } from '../fields.ts';
import { clean } from '../text.ts';
import { reportedCost } from '../usage/reported.ts';
import type { Attributes } from '../wire.ts';
import type { PriceableCall } from './cost.ts';

export interface Served {
  readonly level: Pick<PriceableCall, 'serviceTier' | 'speed' | 'inferenceGeo'>;
  readonly reported: Pick<PriceableCall, 'reportedUsd' | 'byok'>;
}

const LEVELS = [
  ['serviceTier', 'spanmeter.service_tier', 'service_tier'],
  ['speed', 'spanmeter.speed', 'speed'],
  ['inferenceGeo', 'spanmeter.inference_geo', 'inference_geo'],
] as const;

/** `told` is the provider's own usage object, as far as it was kept. A cost of 0 is told as it stands. */
export function served(a: Attributes, told: unknown): Served {
  const usage = isObject(told) ? told : {};
  const level: { -readonly [K in keyof Served['level']]: string } = {};
  for (const [key, attribute, field] of LEVELS) {
    const value = word(a[attribute]) ?? word(usage[field]);
    if (value !== undefined) level[key] = value;
  }
  const usd = a['spanmeter.cost.reported_usd'];
  const cost = reportedCost(usage);
  const reportedUsd = typeof usd === 'number' && usd >= 0 ? usd : cost?.usd;
  const byok = a['spanmeter.cost.byok'] === true || cost?.byok === true;
  return {
    level,
    reported: { ...(reportedUsd !== undefined && { reportedUsd }), ...(byok && { byok: true }) },
  };
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? clean(value, 64) : undefined;
}
