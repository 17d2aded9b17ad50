/** The configuration that binds this process: the project's, the user's, the environment's. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  type Config,
  type ConfigProblem,
  DEFAULT_ALERT_AT,
  EMPTY_CONFIG,
  parseConfigText,
} from '../../../core/budgets/config.ts';
import { configPaths } from '../../../core/locate.ts';
import type { Log } from '../log/log.ts';
import { environment, type Files } from '../platform.ts';
import type { SourcedRule } from './enforce/limits.ts';

export interface Configuration {
  readonly rules: readonly SourcedRule[];
  readonly onUnpriced: Config['onUnpriced'];
  /** the environment variable that holds the address of alerts: the project's first */
  readonly webhook: string | undefined;
  /** the user's own prices, as given: the project's first */
  readonly prices: readonly { readonly file: string; readonly value: unknown }[];
  /** mistakes, with the file they are in */
  readonly problems: readonly (ConfigProblem & { readonly file: string })[];
}

const MAX_CONFIG_BYTES = 1024 * 1024;
const ENVIRONMENT_LIMIT = 'SPANMETER_BUDGET_USD';

/** Whether there may be anything that limits runs: without a file to read, nothing is loaded to read it. */
export function mayBind(files: Files, log: Log): boolean {
  return environment(ENVIRONMENT_LIMIT) !== undefined || pathsOf(log).flat().some(files.existsSync);
}

function pathsOf(log: Log): readonly [project: readonly string[], user: readonly string[]] {
  return [configPaths(log.place, log.cwd, log.style), [join(homedir(), '.spanmeter', 'config.json')]];
}

/** Reads it all. Small files, read once a run: what the editor sets counts from the next run on. */
export function readConfiguration(files: Files, log: Log): Configuration {
  const found = pathsOf(log)
    .map(paths => firstOf(files, paths))
    .filter(one => one !== undefined);
  const environmental = environmentLimit();
  return {
    rules: [
      ...found.flatMap(({ config, source }) => config.budgets.map(rule => ({ rule, source }))),
      ...environmental.rules,
    ],
    // Asked for anywhere, it holds: whoever blocks does not want to be overruled.
    onUnpriced: found.some(({ config }) => config.onUnpriced === 'block') ? 'block' : 'warn',
    webhook: found.find(({ config }) => config.webhookEnv !== undefined)?.config.webhookEnv,
    prices: found.flatMap(({ config, path }) =>
      config.prices === undefined ? [] : [{ file: path, value: config.prices }],
    ),
    problems: [
      ...found.flatMap(({ config, path }) => config.problems.map(problem => ({ ...problem, file: path }))),
      ...environmental.problems,
    ],
  };
}

interface Found {
  readonly config: Config;
  readonly path: string;
  readonly source: string;
}

function firstOf(files: Files, paths: readonly string[]): Found | undefined {
  for (const path of paths) {
    if (!files.existsSync(path)) continue;
    const text = files.readText(path, MAX_CONFIG_BYTES);
    const config =
      text === undefined
        ? { ...EMPTY_CONFIG, problems: [{ path: '', message: 'cannot be read' }] }
        : parseConfigText(text);
    return { config, path, source: path.replace(/^.*[\\/](?=[^\\/]+$)/, '') };
  }
  return undefined;
}

function environmentLimit(): Pick<Configuration, 'rules' | 'problems'> {
  const text = environment(ENVIRONMENT_LIMIT);
  if (text === undefined) return { rules: [], problems: [] };
  const usd = Number(text.replace(/^\$/, ''));
  if (!Number.isFinite(usd) || usd <= 0) {
    return { rules: [], problems: [{ file: ENVIRONMENT_LIMIT, path: '', message: 'must be a number above 0' }] };
  }
  const rule = { per: 'run', usd, alertAt: DEFAULT_ALERT_AT, action: 'stop' } as const;
  return { rules: [{ rule, source: ENVIRONMENT_LIMIT }], problems: [] };
}
