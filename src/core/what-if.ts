/**
 * What the same tokens would have cost otherwise: under another model, sent as a batch, with perfect prompt caching.
 * Nothing is measured here: every result states what it assumes.
 */
import { cachedOtherwise } from './caching.ts';
import type { Pricer } from './calls.ts';
import type { Call, Run } from './model.ts';
import { add, type NanoUsd, ZERO } from './money.ts';
import { priceableOf, questionsFor } from './priceable.ts';
import type { Cost, PriceableCall } from './pricing/cost.ts';
import { total } from './totals.ts';

/** `model`: a bare id is looked up with each call's own provider first; `provider/model` with that one. */
export type Scenario =
  | { readonly kind: 'model'; readonly model: string }
  | { readonly kind: 'batch' }
  | { readonly kind: 'caching' };

export interface WhatIf {
  readonly scenario: Scenario;
  /** what the calls would have cost; null where none of them can be priced that way */
  readonly nano: NanoUsd | null;
  /** `nano` is a lower bound: some calls have no price that way, no usage, or were cut off */
  readonly incomplete: boolean;
  /** what the same calls did cost; null where none has a price */
  readonly actual: NanoUsd | null;
  readonly actualIncomplete: boolean;
  /** calls that reported usage, and how many of them have no price that way */
  readonly calls: number;
  readonly unpriced: number;
  /** one sentence each, without a full stop; the ones that concern most calls first */
  readonly assumptions: readonly string[];
}

/** One run re-priced, and all of them. */
export interface WhatIfRuns {
  readonly total: WhatIf;
  readonly runs: readonly { readonly run: Run; readonly result: WhatIf }[];
}

/** What a run is re-priced by: its calls, and the log folder that says whose prices hold. */
export type Repriceable = Pick<Run, 'calls' | 'dir'>;

/** Re-prices several runs, each by itself and all together. */
export function whatIfRuns(runs: readonly Run[], scenario: Scenario, price: Pricer): WhatIfRuns {
  return {
    total: whatIf(runs, scenario, price),
    runs: runs.map(run => ({ run, result: whatIf([run], scenario, price) })),
  };
}

/** What one call would cost, and the words about it. */
interface Otherwise {
  readonly nano: NanoUsd | null;
  readonly assumptions: readonly string[];
  /** nothing would change: the scenario does not apply to this call */
  readonly same?: boolean;
}

type Repricing = (call: Call) => Otherwise;

/** Re-prices runs as one sum. A prompt cache is not assumed to reach from one run into another. */
export function whatIf(runs: readonly Repriceable[], scenario: Scenario, price: Pricer): WhatIf {
  const said = new Map<string, number>();
  const all = runs.flatMap(run => run.calls);
  const sums = { nano: ZERO, actual: ZERO, priced: 0, known: 0, calls: 0, applies: 0 };
  for (const { calls, dir } of runs) {
    // Each project may have prices of its own.
    const reprice = repricing(calls, scenario, (call, usage) => price(call, usage, dir));
    for (const call of calls) {
      if (call.usage === undefined) continue;
      sums.calls++;
      const { nano, assumptions, same } = reprice(call);
      for (const words of assumptions) said.set(words, (said.get(words) ?? 0) + 1);
      if (same !== true) sums.applies++;
      if (nano !== null) {
        sums.nano = add(sums.nano, nano);
        sums.priced++;
      }
      if (call.cost.nano !== null) {
        sums.actual = add(sums.actual, call.cost.nano);
        sums.known++;
      }
    }
  }
  const { withoutUsage, partial, unpriced } = total(all);
  if (scenario.kind === 'caching' && sums.nano > sums.actual) {
    // Hindsight from estimated sizes can come out above a cache that did its work.
    sums.nano = sums.actual;
    said.set('cached about as well as it could be', sums.calls);
  }
  const counted = [...said].sort((a, b) => b[1] - a[1]);
  const unknown = sums.calls - sums.priced;
  return {
    scenario,
    nano: sums.priced === 0 || sums.applies === 0 ? null : sums.nano,
    incomplete: unknown + withoutUsage + partial > 0,
    actual: sums.known === 0 ? null : sums.actual,
    actualIncomplete: unpriced + withoutUsage + partial > 0,
    calls: sums.calls,
    unpriced: unknown,
    assumptions: [
      ...general(scenario),
      ...counted.map(([words, times]) => (times === sums.calls ? words : `${words} (${times} of ${sums.calls} calls)`)),
    ],
  };
}

function general(scenario: Scenario): readonly string[] {
  switch (scenario.kind) {
    case 'model':
      return [
        'the same tokens in and out: another model counts, answers and caches differently',
        'prices of the time of each call, at the service level it was served at',
      ];
    case 'batch':
      return ['the same calls could have waited for their answers, up to a day'];
    case 'caching':
      return [
        'what a later call sends again is written once at the five-minute rate and read within five minutes of its last use',
      ];
  }
}

function repricing(calls: readonly Call[], scenario: Scenario, price: Pricer): Repricing {
  switch (scenario.kind) {
    case 'model':
      return call => underModel(call, scenario.model, price);
    case 'batch':
      return call => asBatch(call, price);
    case 'caching':
      return cachedOtherwise(calls);
  }
}

function underModel(call: Call, model: string, price: Pricer): Otherwise {
  let cost: Cost | undefined;
  // Where data may be kept is a promise of the provider that was called, and of nobody else.
  const level = levelOf(call);
  for (const question of questionsFor(model, call.provider)) {
    cost = price({ at: call.startedAt, ...level, ...question }, call.usage);
    if (cost.nano !== null) return { nano: cost.nano, assumptions: [...cost.assumptions, ...listed(call)] };
  }
  return { nano: null, assumptions: [cost?.reason ?? `no price known for ${model}`] };
}

function asBatch(call: Call, price: Pricer): Otherwise {
  const { serviceTier, speed: _speed, ...plain } = priceableOf(call);
  const standard = price(plain, call.usage);
  const served = price({ ...plain, ...levelOf(call) }, call.usage);
  // Nobody sells a fast batch.
  const batch = price({ ...plain, serviceTier: 'batch' }, call.usage);
  const name = call.requestModel ?? call.responseModel ?? 'a model without a name';
  if (batch.nano === null || standard.nano === null || served.nano === null) {
    return { nano: null, assumptions: [batch.reason ?? `no price known for ${name}`] };
  }
  const as = (why: string): Otherwise => ({
    nano: call.cost.nano,
    assumptions: [`${why}: counted as it was`],
    same: true,
  });
  if (serviceTier?.toLowerCase() === 'batch') return as('a batch already');
  if (batch.nano >= standard.nano) return as(`no batch price known for ${name}`);
  if (batch.nano >= served.nano) return as(`no dearer at tier ${serviceTier} than as a batch`);
  const lost = served.modifiers.filter(modifier => !standard.modifiers.includes(modifier));
  return {
    nano: batch.nano,
    assumptions: [...batch.assumptions, ...lost.map(modifier => `without ${modifier}`), ...listed(call)],
  };
}

function levelOf({ serviceTier, speed }: Call): Pick<PriceableCall, 'serviceTier' | 'speed'> {
  return { ...(serviceTier !== undefined && { serviceTier }), ...(speed !== undefined && { speed }) };
}

function listed(call: Call): readonly string[] {
  return call.cost.status === 'reported' ? ['a list price, compared with what the provider reported'] : [];
}
