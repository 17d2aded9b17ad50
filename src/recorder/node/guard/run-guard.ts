/** Watches one run: obeys the editor, and has the run's limits enforced where there are any. */
import type { PriceableCall } from '../../../core/pricing/cost.ts';
import type { Usage } from '../../../core/usage/usage.ts';
import type { Attributes, BudgetRef, GuardState } from '../../../core/wire.ts';
import type { BudgetStanding } from '../api/types.ts';
import type { Intent } from './bound.ts';
import type { Control } from './control.ts';
import type { Enforced } from './enforce/enforcement.ts';
import type { Meter } from './meter.ts';

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
  /** the budgets that bind the run */
  readonly budgets: readonly BudgetRef[];
  /** Tells what has to be told once the run has begun. */
  announce(): void;
  /** `taken`: accounts that a run within this one has booked the call in. */
  admit(intent: Intent, taken?: Set<string>): Admission;
  /** why calls of the run were refused, if any was */
  stoppedBy(): StopReason | undefined;
  /**
   * Other processes join the run from now on: its limits, and those of the runs around it, are shared with them. (The limits
   * that the program gave it are handed on with what else it said of the run.)
   */
  handOver(): void;
  /** how the limits that bind the run stand now, those of the runs around it included */
  standings(): readonly BudgetStanding[];
}

export interface RunGuardParts {
  readonly now: () => number;
  readonly meter: Meter;
  /** the program's own limits */
  readonly budgets: readonly BudgetRef[];
  readonly control: () => { control: Control; isNews: boolean };
  readonly tell: (type: string, data: Attributes, span?: string) => void;
  /** the limits it begins with, if any; and a way to have some later */
  readonly enforced: Enforced | undefined;
  readonly enforce: () => Enforced | undefined;
  readonly outer: RunGuard | undefined;
}

export function createRunGuard(parts: RunGuardParts): RunGuard {
  const { meter, tell, now } = parts;
  const state: { stopped?: StopReason; enforced: Enforced | undefined } = { enforced: parts.enforced };

  function obey(span: string): Refusal | undefined {
    const { control, isNews } = parts.control();
    if (isNews && control.limits.length > 0) {
      state.enforced ??= parts.enforce();
      for (const { unit, value } of control.limits) state.enforced?.enforcer.raise(unit, value, span);
    }
    if (control.stop === undefined) return undefined;
    if (isNews) tell('stop_requested', { reason: control.stop }, span);
    return refuse({ message: `Stopped: ${control.stop} (stop requested)`, code: 'stop_requested' });
  }

  function refuse(refusal: Refusal): Refusal {
    state.stopped ??= refusal.code;
    return refusal;
  }

  return {
    get state() {
      if (state.enforced?.enforcer.isArmed) return 'armed';
      return (state.enforced?.budgets.length ?? 0) > 0 ? 'advisory' : 'off';
    },
    get budgets() {
      return state.enforced?.budgets ?? [];
    },
    announce() {
      for (const [type, data] of state.enforced?.announcements ?? []) tell(type, data);
    },
    admit(intent, taken = new Set()) {
      const stop = obey(intent.span);
      if (stop) return { refusal: stop };
      const begun = now();
      const own = state.enforced?.enforcer.admit(intent, taken);
      if (own && 'message' in own) return { refusal: refuse({ message: own.message, code: 'budget_exceeded' }) };
      const outer = parts.outer?.admit(intent, taken);
      if (outer && 'refusal' in outer) {
        own?.held.withdraw();
        return { refusal: refuse(outer.refusal) };
      }
      return {
        permit: {
          settle(call, used) {
            meter.add(call, used);
            if (own) own.held.settle(call, used);
            else state.enforced?.enforcer.late(intent, call, used, begun);
            outer?.permit.settle(call, used);
          },
          withdraw() {
            own?.held.withdraw();
            outer?.permit.withdraw();
          },
        },
      };
    },
    stoppedBy: () => state.stopped,
    handOver() {
      state.enforced?.enforcer.share();
      parts.outer?.handOver();
    },
    standings: () => [...(state.enforced?.enforcer.standings() ?? []), ...(parts.outer?.standings() ?? [])],
  };
}
