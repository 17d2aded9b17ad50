/** `run()`: a piece of a program that is one run of an agent. */
import { type BudgetRule, DEFAULT_ALERT_AT } from '../../../core/budgets/config.ts';
import { optional } from '../json.ts';
import type { Recorder } from '../recorder.ts';
import type { RunState } from '../runs/run-state.ts';
import { BudgetExceededError, isBudgetExceeded, refusalIn } from './errors.ts';
import { toMeta } from './metadata.ts';
import { transparent } from './transparent.ts';
import type { Budget, CurrentRun, RunOptions } from './types.ts';

export function runIn<T>(recorder: Recorder, options: string | RunOptions, body: (run: CurrentRun) => T): T {
  const given = typeof options === 'string' ? { name: options } : options;
  const scope = recorder.scopes.current();
  const run = recorder.health.attempt('run', () => {
    const { name, agent, task, user, session } = given;
    const facts = {
      name: String(name).slice(0, 200),
      ...optional('agent', agent),
      ...optional('task', task),
      ...optional('user', user),
      ...optional('session', session),
      budgets: budgetsOf(given.budget),
      ...(typeof given.content === 'boolean' && { content: given.content }),
      ...optional('meta', toMeta(given.meta)),
    };
    const outer = scope?.run;
    return recorder.runs.begin(facts, outer && { run: outer, ...optional('span', scope?.span) });
  });
  if (run === undefined) return body(NO_RUN);
  return transparent(() => recorder.scopes.enter({ run }, () => body(describeRun(run))), {
    ok: () => recorder.health.attempt('run end', () => recorder.runs.end(run, 'ok')),
    failed(error) {
      recorder.health.attempt('run end', () => recorder.runs.end(run, 'error'));
      if (error instanceof BudgetExceededError || !isBudgetExceeded(error)) return error;
      const message = refusalIn(error) ?? 'Budget exceeded';
      return new BudgetExceededError(message, { cause: error, run: run.id });
    },
  });
}

export function describeRun({ id, name, guard }: RunState): CurrentRun {
  return {
    id,
    name,
    guard: guard.state,
    get budgets() {
      return guard.standings();
    },
  };
}

/** What a function is given when the recorder is silent. */
const NO_RUN: CurrentRun = { id: '0'.repeat(32), name: '', guard: 'off', budgets: [] };

function budgetsOf(budget: RunOptions['budget']): readonly BudgetRule[] {
  const given: readonly (number | Budget)[] = budget === undefined ? [] : Array.isArray(budget) ? budget : [budget];
  return given
    .map(one => (typeof one === 'number' ? { usd: one } : one))
    .flatMap(one => {
      const limits = (['usd', 'tokens', 'calls', 'minutes'] as const).flatMap(unit => {
        const limit = one[unit];
        return typeof limit === 'number' && limit > 0 ? [[unit, limit] as const] : [];
      });
      if (limits.length === 0) return [];
      const { alertAt = DEFAULT_ALERT_AT, action = 'stop' } = one;
      return [{ per: 'run' as const, ...Object.fromEntries(limits), alertAt, action }];
    });
}
