/**
 * Perfect prompt caching, worked out from the measured prompts: what a later call sends again is written when it is first
 * seen and read from then on. "Perfect" is hindsight: nothing is written that no later call reads.
 */
import { composition } from './composition.ts';
import type { Call } from './model.ts';
import type { NanoUsd } from './money.ts';
import { charge } from './pricing/calculate.ts';
import type { BilledBucket } from './pricing/cost.ts';
import { pico, type Rates } from './pricing/rates.ts';
import { totalInput, type Usage } from './usage/usage.ts';

/** What one call would cost, and why it is that. `same`: caching would change nothing. */
export interface CachedOtherwise {
  readonly nano: NanoUsd | null;
  readonly assumptions: readonly string[];
  readonly same?: boolean;
}

/** Below this no provider caches. */
const LEAST_TOKENS = 1024;
const LIFETIME_MS = 5 * 60_000;

/** Tokens of one call that a call before it has left in the cache, and that later calls find there because of it. */
interface Plan {
  read: number;
  kept: number;
}

/** What each call of a run would cost if the cache had held all it could. */
export function cachedOtherwise(calls: readonly Call[]): (call: Call) => CachedOtherwise {
  const plans = planCaching(calls);
  return call => {
    const { cost, usage } = call;
    if (cost.nano === null || usage === undefined)
      return { nano: null, assumptions: [cost.reason ?? 'no price known'] };
    const as = (why: string): CachedOtherwise => ({ nano: cost.nano, assumptions: [why], same: true });
    const plan = plans.get(call.id);
    if (plan === undefined) return as('a prompt that was not measured: counted as it was');
    if (cost.rates?.cacheRead === undefined) {
      return cost.parts.length === 0
        ? as('no rates known: counted as it was')
        : as('a model without a cache price: counted as it was');
    }
    if (plan.read <= (usage.cacheRead ?? 0) && plan.kept <= plan.read) return { nano: cost.nano, assumptions: [] };
    const better = charge(inPico(cost.rates), replanned(usage, plan, cost.rates.cacheWrite5m !== undefined)).nano;
    return { nano: better ?? cost.nano, assumptions: [] };
  };
}

function planCaching(calls: readonly Call[]): ReadonlyMap<string, Plan> {
  const plans = new Map<string, Plan>();
  const byId = new Map(calls.map(call => [call.id, call]));
  const lastWith = new Map<string, Call>();
  for (const call of calls) {
    const { usage, parts, prefix } = call;
    const input = usage && totalInput(usage);
    if (input === undefined || parts === undefined || call.remoteContext || (parts.media?.n ?? 0) > 0) continue;
    const made = composition(call);
    const bytes = Object.values(parts).reduce((sum, part) => sum + part.bytes, 0);
    const before = prefix?.span === undefined ? undefined : byId.get(prefix.span);
    const conversation = prefix && bytes > 0 ? Math.floor((input * Math.min(prefix.bytes, bytes)) / bytes) : 0;
    const head = `${modelOf(call)} ${parts.tools?.hash ?? ''} ${parts.system?.hash ?? ''}`;
    const inReach = [
      { source: before && modelOf(before) === modelOf(call) ? before : undefined, tokens: conversation },
      { source: lastWith.get(head), tokens: (made?.system ?? 0) + (made?.tools ?? 0) },
    ].flatMap(({ source, tokens }) => {
      const left = source && plans.get(source.id);
      const inTime = source !== undefined && call.startedAt - source.startedAt <= LIFETIME_MS;
      return left !== undefined && inTime && tokens >= LEAST_TOKENS ? [{ left, tokens }] : [];
    });
    const most = inReach.sort((a, b) => b.tokens - a.tokens)[0];
    if (most !== undefined) most.left.kept = Math.max(most.left.kept, most.tokens);
    const plan: Plan = { read: most?.tokens ?? 0, kept: 0 };
    plans.set(call.id, plan);
    lastWith.set(head, call);
  }
  return plans;
}

/** The same input in other buckets. Where writing has no price of its own, it costs what input costs. */
function replanned(usage: Usage, { read, kept }: Plan, writesCost: boolean): Usage {
  const { cacheWrite1h: _1h, ...rest } = usage;
  const input = totalInput(usage) ?? 0;
  const cached = Math.max(Math.min(read, input), Math.min(usage.cacheRead ?? 0, input));
  const written = writesCost ? Math.max(0, Math.min(kept, input) - cached) : 0;
  return { ...rest, input: input - cached - written, cacheRead: cached, cacheWrite5m: written };
}

function inPico(rates: Readonly<Partial<Record<BilledBucket, number>>>): Rates {
  return Object.fromEntries(Object.entries(rates).map(([bucket, usd]) => [bucket, pico(usd)]));
}

function modelOf(call: Call): string {
  return `${call.provider ?? ''}/${call.responseModel ?? call.requestModel ?? ''}`;
}
