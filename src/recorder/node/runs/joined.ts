/** The run a process was started within: of a parent process by environment, of a worker's parent thread by its data. */
import { builtin, environment } from '../platform.ts';

export interface Joined {
  readonly run: string;
  readonly span?: string;
  /** whether the other side has written the run's line */
  readonly announced: boolean;
}

const THREAD_KEY = 'spanmeter.run';

/** The run to join, if any. */
export function joinedRun(): Joined | undefined {
  const { isMainThread, getEnvironmentData } = builtin('node:worker_threads');
  const ofThread = isMainThread ? undefined : getEnvironmentData(THREAD_KEY);
  if (typeof ofThread === 'string') return { run: ofThread, announced: true };
  const own = parseTraceparent(environment('SPANMETER_TRACEPARENT'));
  if (own) return { ...own, announced: true };
  const foreign = parseTraceparent(environment('TRACEPARENT'));
  return foreign && { ...foreign, announced: false };
}

/** Lets worker threads started from now on join a run. */
export function announceToThreads(run: string): void {
  builtin('node:worker_threads').setEnvironmentData(THREAD_KEY, run);
}

function parseTraceparent(value: string | undefined): { run: string; span: string } | undefined {
  const found = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})(?:-|$)/.exec(value ?? '');
  const [, run, span] = found ?? [];
  // All zeros mean none, says the W3C.
  if (run === undefined || span === undefined || /^0+$/.test(run) || /^0+$/.test(span)) return undefined;
  return { run, span };
}
