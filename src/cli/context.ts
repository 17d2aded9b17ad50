/** What every command begins with: where the log lies, what is configured, what things cost. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type AnalysisRules, parseAnalyses } from '../core/analyses/config.ts';
import { type Config, EMPTY_CONFIG, parseConfigText } from '../core/budgets/config.ts';
import type { Pricer } from '../core/calls.ts';
import { configPaths, type Located, locate, type PathStyle } from '../core/locate.ts';
import type { Override } from '../core/pricing/overrides.ts';
import { joinOverrides, type ParsedOverrides, parseOverrides } from '../core/pricing/parse-overrides.ts';
import { priceCall } from '../core/pricing/price-call.ts';
import { type PriceTable, parsePriceTable } from '../core/pricing/table.ts';
import { Failure, type Io } from './io.ts';

/** One configuration file that is there. */
interface ConfigFile {
  readonly path: string;
  readonly config: Config;
  readonly prices: ParsedOverrides;
}

/** A mistake in a configuration file. `error`: the entry does not hold. */
interface FileProblem {
  readonly file: string;
  readonly path: string;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

export interface Context {
  readonly located: Located;
  /** the project's, then the user's; those that are there */
  readonly configs: readonly ConfigFile[];
  readonly problems: readonly FileProblem[];
  readonly overrides: readonly Override[];
  readonly table: PriceTable;
  /** with the user's own prices */
  readonly price: Pricer;
  /** what the user wants of analyses */
  readonly rules: AnalysisRules;
  /** without them */
  readonly listPrice: Pricer;
}

/**
 * Throws a Failure where the price table can't be read: without it no number is worth showing. `mayBeNew`: a `dir` that is not
 * there is one to be made.
 */
export function loadContext(io: Io, dir: string | undefined, mayBeNew = false): Context {
  const style: PathStyle = process.platform === 'win32' ? 'windows' : 'posix';
  const located = locateLog(io, dir, style, mayBeNew);
  // Whoever names another folder means its configuration, not that of where they stand.
  const from = dir === undefined ? io.cwd : located.project;
  const project = configPaths(located, from, style).find(path => existsSync(path));
  const user = join(io.home, '.spanmeter', 'config.json');
  const configs = [project, existsSync(user) ? user : undefined].flatMap(path =>
    path === undefined ? [] : read(path),
  );
  const overrides = configs.map(({ prices }) => prices.overrides).reduce(joinOverrides, []);
  const table = loadTable(io.pricesFile);
  return {
    located,
    configs,
    problems: configs.flatMap(problemsOf),
    overrides,
    table,
    price: (call, usage) => priceCall(table, call, usage, overrides),
    rules: rulesOf(configs),
    listPrice: (call, usage) => priceCall(table, call, usage),
  };
}

function rulesOf(configs: readonly ConfigFile[]): AnalysisRules {
  const all = configs.map(({ config }) => parseAnalyses(config.analyses).rules);
  const promptRatio = all.find(rules => rules.promptRatio !== undefined)?.promptRatio;
  return { mute: all.flatMap(({ mute }) => mute), ...(promptRatio && { promptRatio }) };
}

/** `genai-prices 0.1.8, prices of 2026-09-22`. */
export function priceNote({ source, asOf }: PriceTable): string {
  return `${source}, prices of ${asOf}`;
}

/** `--dir` is a log folder or a project; without it, the rule of the recorders holds. */
function locateLog(io: Io, dir: string | undefined, style: PathStyle, mayBeNew: boolean): Located {
  const home = io.home;
  if (dir === undefined) {
    return locate({ cwd: io.cwd, style, exists: existsSync, override: io.env['SPANMETER_DIR'], home });
  }
  const folder = resolve(io.cwd, dir);
  const isNew = !existsSync(folder);
  if (isNew && !mayBeNew) throw new Failure(`there is no folder ${folder}`);
  const isLog = existsSync(join(folder, 'runs')) || /(^|[\\/])\.spanmeter$/.test(folder);
  const own = isNew || existsSync(join(folder, '.spanmeter'));
  if (isLog) return locate({ cwd: io.cwd, style, exists: existsSync, override: folder, home });
  return own
    ? locate({ cwd: folder, style, exists: existsSync, override: join(folder, '.spanmeter'), home })
    : locate({ cwd: folder, style, exists: existsSync, home });
}

function read(path: string): ConfigFile {
  let config: Config;
  try {
    config = parseConfigText(readFileSync(path, 'utf8'));
  } catch (error) {
    config = { ...EMPTY_CONFIG, problems: [{ path: '', message: `can't be read: ${messageOf(error)}` }] };
  }
  return { path, config, prices: parseOverrides(config.prices) };
}

function problemsOf({ path: file, config, prices }: ConfigFile): readonly FileProblem[] {
  return [
    ...config.problems.map(({ path, message }) => ({ file, path, message, severity: 'error' as const })),
    ...prices.problems.map(problem => ({ file, ...problem })),
    ...parseAnalyses(config.analyses).problems.map(problem => ({ file, ...problem, severity: 'error' as const })),
  ];
}

function loadTable(path: string): PriceTable {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Failure(`the price table can't be read (${messageOf(error)}): install Spanmeter again`);
  }
  const parsed = parsePriceTable(value);
  if ('problem' in parsed)
    throw new Failure(`the price table ${path} is damaged (${parsed.problem}): install Spanmeter again`);
  return parsed.table;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
