/** The run a process was started within: of a parent process by environment, of a worker's parent thread by its data. */
import { asObject, asString } from '../json.ts';
import { builtin, environment } from '../platform.ts';
import { decodeFacts, encodeFacts, type KnownFacts } from './facts.ts';

/** Names of the variables a child process is given. */
export const TRACEPARENT = 'SPANMETER_TRACEPARENT';
export const RUN = 'SPANMETER_RUN';

export interface Joined {
  readonly run: string;
  /** the span that was open where the process was started */
  readonly span?: string;
  /** whether the other side has written the run's line */
  readonly announced: boolean;
  readonly facts: KnownFacts;
}

const THREAD_KEY = 'spanmeter.run';
const NO_SPAN = '0'.repeat(16);

/** The run to join, if any. */
export function joinedRun(): Joined | undefined {
  const own = ofThread() ?? read(environment(TRACEPARENT), environment(RUN));
  if (own) return own;
  const foreign = read(environment('TRACEPARENT'), undefined);
  return foreign?.span === undefined ? undefined : { ...foreign, announced: false };
}

/** The variables for a process, or a thread, that is to join. */
export function joinVariables({ run, span, announced, facts }: Joined): { traceparent: string; run?: string } {
  const said = encodeFacts(facts);
  return {
    traceparent: `00-${run}-${span ?? NO_SPAN}-${announced ? '01' : '00'}`,
    ...(said !== undefined && { run: said }),
  };
}

/**
 * Lets worker threads join. What they find is worked out in the moment a worker is made, where it is made: the platform
 * copies the value then, and a copy has what the getter told.
 */
export function announceToThreads(current: () => Joined | undefined): void {
  builtin('node:worker_threads').setEnvironmentData(THREAD_KEY, {
    get join() {
      try {
        const joined = current();
        return joined && joinVariables(joined);
      } catch {
        // It would be thrown where the program makes its worker: that one is then a run of its own.
        return undefined;
      }
    },
  });
}

function ofThread(): Joined | undefined {
  const { isMainThread, getEnvironmentData } = builtin('node:worker_threads');
  const given = isMainThread ? undefined : asObject(asObject(getEnvironmentData(THREAD_KEY))?.['join']);
  return given && read(asString(given['traceparent']), asString(given['run']));
}

// As the W3C writes it, except that a span of zeros stands for none: the run was joined outside of any.
function read(value: string | undefined, facts: string | undefined): Joined | undefined {
  const found = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/.exec(value ?? '');
  const [, run, span, flags = ''] = found ?? [];
  if (run === undefined || span === undefined || /^0+$/.test(run)) return undefined;
  return {
    run,
    ...(span !== NO_SPAN && { span }),
    announced: (Number.parseInt(flags, 16) & 1) === 1,
    facts: decodeFacts(facts),
  };
}
