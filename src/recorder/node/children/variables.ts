/** What a child process is given beside its environment, so that it joins the run and writes into the same log. */
import { join } from 'node:path';
import { environment } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
import { joinVariables, RUN, TRACEPARENT } from '../runs/joined.ts';

/** An environment as a program wrote it. */
export type Env = Readonly<Record<string, string | undefined>>;

const NODE_OPTIONS = 'NODE_OPTIONS';
/** Of the user's own settings those that must hold for a child as well, whatever environment it is given. */
const KEPT = ['SPANMETER_BUDGET_USD'] as const;

/** What this process was given of these variables: all that it has otherwise, its program has set. */
export function inheritedVariables(): Env {
  const names = [TRACEPARENT, RUN, 'SPANMETER_DIR', ...KEPT, NODE_OPTIONS];
  return Object.fromEntries(names.map(name => [name, process.env[name]]));
}

/**
 * The variables for a child with this environment, in the moment it is started. What the program itself has set is never
 * among them: only what is missing, or stands as this process was given it.
 *
 * A child that is given an environment of its own without NODE_OPTIONS gets the one option that loads the recorder:
 * servers of tools are started so, and a budget they slip by would be none.
 */
export function childVariables(
  recorder: Recorder,
  env: Env,
  inherited: Env,
  loader: string | undefined,
): Record<string, string> {
  const offer = recorder.runs.offer();
  if (offer === undefined) return {};
  const own = joinVariables(offer);
  const wanted: Record<string, string | undefined> = {
    [TRACEPARENT]: own.traceparent,
    [RUN]: own.run,
    SPANMETER_DIR: recorder.log.place.dir,
  };
  for (const name of KEPT) wanted[name] = environment(name);
  const missing = Object.entries(wanted).filter(([name, value]) => value !== env[name] && isFree(env, inherited, name));
  // An empty value takes back what was inherited of another run.
  const given = missing.flatMap(([name, value]) =>
    value === undefined && env[name] === undefined ? [] : [[name, value ?? '']],
  );
  const options = loader === undefined ? undefined : withLoader(env, inherited, loader);
  return { ...Object.fromEntries(given), ...(options !== undefined && { [NODE_OPTIONS]: options }) };
}

function isFree(env: Env, inherited: Env, name: string): boolean {
  return env[name] === undefined || env[name] === inherited[name];
}

function withLoader(env: Env, inherited: Env, loader: string): string | undefined {
  const there = env[NODE_OPTIONS];
  if (!isFree(env, inherited, NODE_OPTIONS) || there?.includes('register.cjs')) return undefined;
  return there === undefined || there === '' ? loader : `${there} ${loader}`;
}

/**
 * The option by which this process was told to load the recorder, and by which its children are to: as it stands in
 * NODE_OPTIONS, or of its own command line. Undefined where the program loads it itself: that is about this process alone.
 */
export function loaderOption(home: string, options: readonly string[] = process.execArgv): string | undefined {
  const inherited = /(?:^|\s)(--require[ =](?:"[^"]*register\.cjs"|[^\s"]*register\.cjs))(?:\s|$)/.exec(
    environment(NODE_OPTIONS) ?? '',
  );
  if (inherited !== null) return inherited[1];
  if (!options.some(option => /register\.[cm]js$|spanmeter\/register$/.test(option))) return undefined;
  const path = join(home, 'register.cjs').replaceAll('\\', '/');
  return `--require ${path.includes(' ') ? `"${path}"` : path}`;
}
