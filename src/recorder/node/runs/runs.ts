/** The runs of this process: the one it is by itself, and those its program opens. */
import type { RunLine, RunStatus } from '../../../core/wire.ts';
import type { RunGuard } from '../guard/run-guard.ts';
import type { GuardFor } from '../guard/run-guards.ts';
import { optional } from '../json.ts';
import type { Log } from '../log/log.ts';
import { scriptName } from '../log/process-line.ts';
import { now, randomHex } from '../platform.ts';
import type { KnownFacts, RunFacts } from './facts.ts';
import { announceToThreads, type Joined, joinedRun } from './joined.ts';
import { isLauncher } from './launcher.ts';
import type { RunState } from './run-state.ts';
import type { Scopes } from './scope.ts';

/** What a run is begun within. */
interface Parent {
  readonly run: RunState;
  readonly span?: string;
}

/** Of a run: its id, what its program says of it, and what it stands within. */
interface Making {
  readonly id: string;
  readonly facts: RunFacts;
  /** what processes that join it have to know */
  readonly known: KnownFacts;
  readonly parent?: Parent | undefined;
  /** the span of another process it was joined at */
  readonly span?: string | undefined;
  /** the guard of the run around it, where that is another process's */
  readonly outer?: RunGuard | undefined;
  /** other processes may make calls of it from the start */
  readonly shared?: boolean;
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
  /** What a process or a thread that is started here and now is to join; undefined where this one is no run. */
  offer(): Joined | undefined;
  /** Worker threads that are made from now on join the run they are made in. */
  shareWithThreads(): void;
  /** Calls back when the first run of this process has begun. */
  onFirst(listener: () => void): void;
  /** Lines of the runs that are open. */
  open(): readonly RunLine[];
}

export interface RunsOptions {
  readonly log: Log;
  readonly scopes: Scopes;
  readonly guardFor: GuardFor;
}

export function createRuns({ log, scopes, guardFor }: RunsOptions): Runs {
  const state: {
    own?: RunState;
    joined?: Joined | false;
    launches?: boolean;
    onFirst?: () => void;
    readonly open: Set<RunState>;
  } = {
    open: new Set(),
  };

  function joined(): Joined | undefined {
    state.joined ??= joinedRun() ?? false;
    return state.joined || undefined;
  }

  function launches(): boolean {
    state.launches ??= isLauncher(log);
    return state.launches;
  }

  function make({ id, facts, known, parent, span, outer, shared }: Making): RunState {
    const startedAt = now();
    const guard = guardFor({
      id,
      startedAt,
      ...optional('outer', parent?.run.guard ?? outer),
      ...optional('shared', shared),
      ...facts,
    });
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
    return {
      id,
      name: facts.name,
      startedAt,
      ...optional('outer', parent?.run),
      ...optional('span', span),
      line,
      guard,
      facts: known,
      begun: false,
      ended: false,
    };
  }

  function announce(run: RunState): RunState {
    if (run.begun || run.line === undefined) return run;
    run.begun = true;
    log.write(run.line);
    run.guard.announce();
    state.open.add(run);
    tellFirst();
    return run;
  }

  function tellFirst(): void {
    state.onFirst?.();
    delete state.onFirst;
  }

  /** The guard of a run that was begun in another process, and of those around it. */
  function guardOf(id: string, { outer, ...facts }: KnownFacts): RunGuard {
    const around = optional('outer', outer && guardOf(outer.run, outer));
    return guardFor({ id, startedAt: now(), name: scriptName(), ...facts, ...around, shared: true });
  }

  /** The run this process is by itself, or has joined. Its line is written when something is recorded in it. */
  function own(): RunState {
    if (state.own !== undefined) return state.own;
    const alone: Joined = { run: randomHex(32), announced: false, facts: {} };
    const { run: id, span, announced, facts } = joined() ?? alone;
    const { name = scriptName(), ...known } = facts;
    const { outer, ...said } = known;
    if (!announced) {
      const around = outer && guardOf(outer.run, outer);
      // Children and worker threads join it: what they spend counts against its limits too.
      state.own = make({ id, facts: { ...said, name }, known, span, outer: around, shared: true });
    } else {
      // Its line and its end are written by the process that began it.
      const guard = guardOf(id, known);
      const base = { id, name, startedAt: now(), ...optional('span', span), guard, facts: known };
      state.own = { ...base, begun: true, ended: false };
      tellFirst();
    }
    return state.own;
  }

  function offer(): Joined | undefined {
    const scope = scopes.current();
    // What comes first, here or there, begins it. A launcher is no run, and hands on what it was given.
    if (scope?.run === undefined && !state.own?.begun && launches()) return joined();
    const run = scope?.run ?? own();
    const facts = run.begun ? run.facts : { name: run.name, ...run.facts };
    run.guard.handOver();
    return { run: run.id, ...optional('span', scope?.span ?? run.span), announced: run.begun, facts };
  }

  function shareWithThreads(): void {
    // What this thread was given itself is read first: it lies in the same place.
    joined();
    announceToThreads(offer);
  }

  function begin(facts: RunFacts, parent?: Parent): RunState {
    const { meta, name, ...known } = facts;
    // Another process's run is around it all.
    const within = parent ?? (joined() && { run: own(), ...optional('span', joined()?.span) });
    const outer = within && { run: within.run.id, ...within.run.facts };
    const content = facts.content ?? within?.run.facts.content;
    return announce(
      make({
        id: randomHex(32),
        facts,
        known: { ...known, ...optional('content', content), ...optional('outer', outer) },
        parent: within,
      }),
    );
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
    current: () => scopes.current()?.run ?? announce(own()),
    known: () => scopes.current()?.run ?? (state.own?.begun ? state.own : undefined),
    begin,
    end,
    endAll(status) {
      for (const run of [...state.open].reverse()) end(run, status);
    },
    offer,
    shareWithThreads,
    onFirst(listener) {
      state.onFirst = listener;
    },
    open: () => [...state.open].flatMap(run => run.line ?? []),
  };
}
