/** The runs of this process: the one it is by itself, and those its program opens. */
import type { Attributes, BudgetRef, RunLine, RunStatus } from '../../../core/wire.ts';
import type { GuardFor } from '../guard/run-guards.ts';
import { optional } from '../json.ts';
import type { Log } from '../log/log.ts';
import { scriptName } from '../log/process-line.ts';
import { now, randomHex } from '../platform.ts';
import { announceToThreads, joinedRun } from './joined.ts';
import type { RunState } from './run-state.ts';
import type { Scopes } from './scope.ts';

/** What a program may say of a run it opens. */
interface RunFacts {
  readonly name: string;
  readonly agent?: string;
  readonly task?: string;
  readonly user?: string;
  readonly session?: string;
  readonly budgets?: readonly BudgetRef[];
  readonly meta?: Attributes;
}

/** What a run is begun within. */
interface Parent {
  readonly run: RunState;
  readonly span?: string;
}

export interface Runs {
  /** The run the current piece of the program belongs to. Begins the process's own where there is none. */
  current(): RunState;
  /** The same, without beginning one. */
  known(): RunState | undefined;
  begin(facts: RunFacts, parent?: Parent): RunState;
  end(run: RunState, status: RunStatus, reason?: string): void;
  /** Ends every run that is open: the process ends. */
  endAll(status: RunStatus): void;
  /** Lines of the runs that are open. */
  open(): readonly RunLine[];
}

export interface RunsOptions {
  readonly log: Log;
  readonly scopes: Scopes;
  readonly guardFor: GuardFor;
}

export function createRuns({ log, scopes, guardFor }: RunsOptions): Runs {
  const state: { own?: RunState; readonly open: Set<RunState> } = { open: new Set() };

  function begin(facts: RunFacts, parent?: Parent): RunState {
    return announce(randomHex(32), facts, parent);
  }

  function announce(id: string, facts: RunFacts & { shared?: boolean }, parent?: Parent, span?: string): RunState {
    const startedAt = now();
    const guard = guardFor({ id, startedAt, ...optional('outer', parent?.run.guard), ...facts });
    const line: RunLine = {
      t: 'run',
      ts: startedAt,
      run: id,
      name: facts.name,
      ...optional('agent', facts.agent),
      ...optional('task', facts.task),
      ...optional('user', facts.user),
      ...optional('session', facts.session),
      ...optional('parent', parent && { run: parent.run.id, ...optional('span', parent.span) }),
      budgets: guard.budgets,
      guard: guard.state,
      ...optional('meta', facts.meta),
    };
    const run: RunState = {
      id,
      name: facts.name,
      startedAt,
      ...optional('outer', parent?.run),
      ...optional('span', span),
      line,
      guard,
      ended: false,
    };
    log.write(line);
    guard.announce();
    state.open.add(run);
    return run;
  }

  function own(): RunState {
    const joined = joinedRun();
    const name = scriptName();
    const id = joined?.run ?? randomHex(32);
    if (joined === undefined || !joined.announced) {
      // Children and worker threads join it: what they spend counts against its limits too.
      const run = announce(id, { name, shared: true }, undefined, joined?.span);
      announceToThreads(id);
      return run;
    }
    // Its line and its end are written by the process that began it.
    const guard = guardFor({ id, name, startedAt: now(), shared: true, joined: true });
    return { id, name, startedAt: now(), ...optional('span', joined.span), guard, ended: false };
  }

  function end(run: RunState, status: RunStatus, reason?: string): void {
    if (run.ended || run.line === undefined) return;
    run.ended = true;
    state.open.delete(run);
    const stopped = run.guard.stoppedBy();
    log.write({
      t: 'run_end',
      ts: now(),
      run: run.id,
      status: stopped === undefined ? status : 'stopped',
      ...optional('reason', stopped ?? reason),
    });
  }

  return {
    current() {
      const scoped = scopes.current()?.run;
      if (scoped !== undefined) return scoped;
      state.own ??= own();
      return state.own;
    },
    known: () => scopes.current()?.run ?? state.own,
    begin,
    end,
    endAll(status) {
      for (const run of [...state.open].reverse()) end(run, status);
    },
    open: () => [...state.open].flatMap(run => run.line ?? []),
  };
}
