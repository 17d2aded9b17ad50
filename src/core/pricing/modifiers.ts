/** Factors on token rates by what was served: batch, flex, priority, fast mode, data residency, regional endpoints. */
import type { BookRow, Shelf } from './book.ts';
import type { PriceableCall } from './cost.ts';
import { globs, memo } from './glob.ts';
import type { PriceModifier } from './table.ts';

/** What the service level of a call does to its token rates. */
export interface Modification {
  /** factor on every token rate; 1 where nothing applies */
  readonly times: number;
  /** `batch × 0.5` */
  readonly modifiers: readonly string[];
  readonly assumptions: readonly string[];
}

const NONE: Modification = { times: 1, modifiers: [], assumptions: [] };

/** Service tiers billed at the list price, and speeds and places that are the normal ones. */
const STANDARD = new Set([
  '',
  'standard',
  'standard_only',
  'default',
  'auto',
  'on_demand',
  'none',
  'global',
  'not_available',
  'normal',
  'null',
]);

/** The factor for a call priced by a row of a provider. Of several rows on one signal the first that fits counts. */
export function modificationOf(shelf: Shelf, row: BookRow, call: PriceableCall): Modification {
  const { serviceTier, speed, inferenceGeo, host } = call;
  if (serviceTier === undefined && speed === undefined && inferenceGeo === undefined && host === undefined) return NONE;
  const signals = { tier: serviceTier, speed, geo: inferenceGeo, host } as const;
  const modifiers: string[] = [];
  const assumptions: string[] = [];
  let times = 1;
  for (const on of ['tier', 'speed', 'geo', 'host'] as const) {
    const value = signals[on]?.trim().toLowerCase();
    if (value === undefined || STANDARD.has(value)) continue;
    const rule = shelf.modifiers.find(modifier => modifier.on === on && fits(modifier, value, row, call.at));
    if (rule === undefined) {
      if (on === 'tier' || on === 'speed') assumptions.push(`no rate known for ${on} ${value}: standard rate used`);
    } else if (rule.times !== 1) {
      times *= rule.times;
      modifiers.push(`${on === 'geo' ? `${value} residency` : value} × ${Number(rule.times.toFixed(3))}`);
    }
  }
  return times === 1 && assumptions.length === 0 ? NONE : { times, modifiers, assumptions };
}

interface Rule {
  readonly is: RegExp;
  readonly models: RegExp | undefined;
  readonly until: number;
}

const RULES = new WeakMap<PriceModifier, Rule>();

function fits(modifier: PriceModifier, value: string, row: BookRow, at: number): boolean {
  const rule = memo(RULES, modifier, ({ is, models, until }) => ({
    is: globs(is),
    models: models === undefined ? undefined : globs(models),
    until: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
  }));
  return at < rule.until && rule.is.test(value) && (rule.models?.test(row.id) ?? true);
}
