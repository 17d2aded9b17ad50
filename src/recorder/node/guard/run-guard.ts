/** Watches the limits of one run: lets a call go, or refuses it before it is sent. */
import type { PriceableCall } from '../../../core/pricing/cost.ts';
import type { Usage } from '../../../core/usage/usage.ts';
import type { Attributes, BudgetRef, GuardState } from '../../../core/wire.ts';
import { type Intent, isBound, KnownInputs, tokensOf, usageBound } from './bound.ts';
import type { Control } from './control.ts';
import { isExceeded, type Limit, limitsOf, logged, refusalMessage, type Standing } from './limits.ts';
import type { Amounts, Meter, PriceOf } from './meter.ts';

type StopReason = 'budget_exceeded' | 'stop_requested';

interface Refusal {
  readonly message: string;
  readonly code: StopReason;
}

export interface Permit {
  /** Books what the call used; nothing, where the provider never answered. */
  settle(call: PriceableCall, usage: Usage | undefined): void;
  /** There was no such call: another stands for it. */
  withdraw(): void;
}

type Admission = { readonly permit: Permit } | { readonly refusal: Refusal };

export interface RunGuard {
  readonly state: GuardState;
  /** the budgets that bind the run, enforced or not */
  readonly budgets: readonly BudgetRef[];
  /** Tells what has to be told once the run has begun. */
  announce(): void;
  admit(intent: Intent): Admission;
  /** why calls of the run were refused, if any was */
  stoppedBy(): StopReason | undefined;
}

export interface RunGuardParts {
  readonly budgets: readonly BudgetRef[];
  readonly limits: Limit[];
  readonly startedAt: number;
  readonly now: () => number;
  readonly price: PriceOf;
  readonly onUnpriced: 'warn' | 'block';
  /** the meter of a limit: the run's, or that of the calls it is narrowed to; undefined where a call is none of these */
  readonly meterFor: (limit: Limit, call: PriceableCall) => Meter | undefined;
  readonly meters: (call: PriceableCall) => readonly Meter[];
  readonly control: () => { control: Control; isNews: boolean };
  readonly tell: (type: string, data: Attributes, span?: string) => void;
  readonly announcements: readonly (readonly [type: string, data: Attributes])[];
  readonly outer: RunGuard | undefined;
}

const NOTHING: Amounts = { usd: 0, tokens: 0 };

export function createRunGuard(parts: RunGuardParts): RunGuard {
  const { limits, tell } = parts;
  const state: { stopped?: StopReason } = {};
  const inputs = new KnownInputs();

  function standing(limit: Limit, meter: Meter, next?: Amounts): Standing {
    if (limit.unit === 'calls') return { spent: meter.calls, held: 0 };
    if (limit.unit === 'minutes') return { spent: (parts.now() - parts.startedAt) / 60_000, held: 0 };
    const { unit } = limit;
    return { spent: meter.spent[unit], held: meter.held[unit], ...(next && { next: next[unit] }) };
  }

  function watch(limit: Limit, now: Standing, span: string): void {
    if (limit.alerted || now.spent < limit.alertAt * limit.limit) return;
    limit.alerted = true;
    tell('budget_alert', arithmetic(limit, now), span);
  }

  function refuse(limit: Limit, now: Standing, span: string): Refusal {
    const message = refusalMessage(limit, now);
    if (!limit.exceeded) tell('budget_exceeded', { ...arithmetic(limit, now), message }, span);
    limit.exceeded = true;
    state.stopped ??= 'budget_exceeded';
    return { message, code: 'budget_exceeded' };
  }

  function exceeded(intent: Intent, bound: Amounts): Refusal | undefined {
    for (const limit of limits) {
      const meter = parts.meterFor(limit, intent.call);
      if (meter === undefined) continue;
      const now = standing(limit, meter, isBound(intent) ? bound : undefined);
      watch(limit, now, intent.span);
      if (!isExceeded(limit, now)) continue;
      if (limit.action === 'stop') return refuse(limit, now, intent.span);
      if (!limit.exceeded && now.spent >= limit.limit) tell('budget_exceeded', arithmetic(limit, now), intent.span);
      limit.exceeded = now.spent >= limit.limit;
    }
    return undefined;
  }

  function obey(span: string): Refusal | undefined {
    const { control, isNews } = parts.control();
    if (isNews && control.budgetUsd !== undefined) raise(control.budgetUsd, span);
    if (control.stop === undefined) return undefined;
    if (isNews) tell('stop_requested', { reason: control.stop }, span);
    state.stopped ??= 'stop_requested';
    return { message: `Stopped: ${control.stop} (stop requested)`, code: 'stop_requested' };
  }

  // The editor's limit takes the place of the run's own, wherever those were set.
  function raise(usd: number, span: string): void {
    const replaced = limits.filter(limit => limit.unit === 'usd' && limit.model === undefined);
    const was = replaced.find(limit => limit.action === 'stop') ?? replaced[0];
    for (const limit of replaced) limits.splice(limits.indexOf(limit), 1);
    const rule = { per: 'run', usd, alertAt: was?.alertAt ?? 0.8, action: 'stop' } as const;
    limits.push(...limitsOf({ rule, source: 'control' }));
    tell('budget_raised', { usd, ...(was && { from: logged('usd', was.limit) }) }, span);
  }

  function unpriced(intent: Intent): Refusal | undefined {
    const limit = limits.find(({ unit, action }) => unit === 'usd' && action === 'stop');
    if (limit === undefined || parts.onUnpriced !== 'block') return undefined;
    if (parts.price(intent.call, usageBound(intent, 0)) !== null) return undefined;
    state.stopped ??= 'budget_exceeded';
    const model = intent.call.requestModel ?? 'this model';
    const message = `Budget exceeded: no price is known for ${model}, and unpriced models are blocked (${limit.per} budget)`;
    return { message, code: 'budget_exceeded' };
  }

  function boundOf(intent: Intent, meters: readonly Meter[], dollars: boolean): Amounts {
    const usage = usageBound(intent, meters[0]?.largestOutput ?? 0, inputs.of(intent));
    return { usd: dollars ? (parts.price(intent.call, usage) ?? 0) : 0, tokens: tokensOf(usage) };
  }

  return {
    get state() {
      if (limits.some(limit => limit.action === 'stop')) return 'armed';
      return parts.budgets.length > 0 ? 'advisory' : 'off';
    },
    budgets: parts.budgets,
    announce() {
      for (const [type, data] of parts.announcements) tell(type, data);
    },
    admit(intent) {
      const stop = obey(intent.span);
      if (stop) return { refusal: stop };
      const meters = parts.meters(intent.call);
      const dollars = limits.some(limit => limit.unit === 'usd');
      if (dollars) for (const meter of meters) meter.countDollars();
      const bound = limits.length === 0 ? NOTHING : boundOf(intent, meters, dollars);
      const refusal = exceeded(intent, bound) ?? unpriced(intent);
      if (refusal) return { refusal };
      const outer = parts.outer?.admit(intent);
      if (outer && 'refusal' in outer) {
        state.stopped ??= outer.refusal.code;
        return outer;
      }
      const held = meters.map(meter => meter.hold(bound));
      return {
        permit: {
          settle(call, used) {
            inputs.learn(intent, used);
            for (const one of held) one.settle(call, used);
            for (const limit of limits) {
              const meter = parts.meterFor(limit, call);
              if (meter) watch(limit, standing(limit, meter), intent.span);
            }
            outer?.permit.settle(call, used);
          },
          withdraw() {
            for (const one of held) one.withdraw();
            outer?.permit.withdraw();
          },
        },
      };
    },
    stoppedBy: () => state.stopped,
  };
}

/** The numbers behind a decision, for the log. */
function arithmetic(limit: Limit, { spent, held, next }: Standing): Attributes {
  const { unit } = limit;
  return {
    per: limit.per,
    unit,
    limit: logged(unit, limit.limit),
    spent: logged(unit, spent),
    in_flight: logged(unit, held),
    ...(next !== undefined && { this_call: logged(unit, next) }),
    alert_at: limit.alertAt,
    action: limit.action,
    source: limit.source,
    ...(limit.model !== undefined && { model: limit.model }),
  };
}
