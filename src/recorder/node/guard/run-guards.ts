/** Makes the guard of a run. Limits are enforced by a file of its own, loaded where something may limit a run. */
import type { Attributes, BudgetRef } from '../../../core/wire.ts';
import { optional } from '../json.ts';
import type { Log } from '../log/log.ts';
import { type Files, now } from '../platform.ts';
import { mayBind } from './config-files.ts';
import { createControl } from './control.ts';
import type { Enforced, EnforcerFor } from './enforce/enforcement.ts';
import { Meter } from './meter.ts';
import { createRunGuard, type RunGuard } from './run-guard.ts';

/** A run, as far as its guard has to know it. */
interface RunGuardOptions {
  readonly id: string;
  readonly name: string;
  readonly startedAt: number;
  /** other processes may make calls of it: children, worker threads */
  readonly shared?: boolean;
  readonly outer?: RunGuard;
  readonly agent?: string;
  readonly task?: string;
  readonly user?: string;
  /** the program's own limits */
  readonly budgets?: readonly BudgetRef[];
}

export type GuardFor = (run: RunGuardOptions) => RunGuard;

export interface RunGuardsOptions {
  readonly files: Files;
  readonly log: Log;
  /** loads what enforces limits; may throw */
  readonly load: () => EnforcerFor;
}

export function createRunGuards({ files, log, load }: RunGuardsOptions): GuardFor {
  const loaded: { enforcerFor?: EnforcerFor | 'none' } = {};
  return run => {
    const { id, name, startedAt, shared = false, agent, task, user, budgets = [] } = run;
    const meter = new Meter();
    const tell = (type: string, data: Attributes, span?: string) =>
      log.write({ t: 'event', ts: now(), run: id, ...optional('span', span), type, data });
    const enforce = (): Enforced | undefined => {
      loaded.enforcerFor ??= attempt(load);
      const subject = { ...optional('agent', agent), ...optional('task', task), ...optional('user', user) };
      if (loaded.enforcerFor !== 'none') {
        return loaded.enforcerFor({ id, name, startedAt, shared, subject, budgets, meter, tell });
      }
      tell('budget_not_enforced', { message: 'guard.cjs is missing beside the recorder: limits are not enforced.' });
      return undefined;
    };
    return createRunGuard({
      now,
      meter,
      budgets,
      control: createControl(files, log.place.dir, id),
      tell,
      enforced: budgets.length > 0 || mayBind(files, log) ? enforce() : undefined,
      enforce,
      outer: run.outer,
    });
  };
}

function attempt(load: () => EnforcerFor): EnforcerFor | 'none' {
  try {
    return load();
  } catch {
    // Said in the log of each run that would have needed it.
    return 'none';
  }
}
