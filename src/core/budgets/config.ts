/**
 * `spanmeter.json` and `~/.spanmeter/config.json` → what they ask for. A mistake is named with its place in the file
 * and costs only the entry it is in.
 */
import { BUDGET_ACTIONS, BUDGET_NARROWINGS, BUDGET_PERS, BUDGET_SPANS, BUDGET_UNITS, type BudgetRef } from '../wire.ts';

/** A limit as configured: what it limits, and which runs and calls it is narrowed to (exact, or a `*` glob). */
export type BudgetRule = BudgetRef;

/** A mistake in the file: where (`budgets[2].usd`) and what is wrong, in words for the person who wrote it. */
export interface ConfigProblem {
  readonly path: string;
  readonly message: string;
}

export interface Config {
  readonly budgets: readonly BudgetRule[];
  /** what to do when a limit in dollars meets a model without a price */
  readonly onUnpriced: 'warn' | 'block';
  /** the name of the environment variable that holds the webhook's address */
  readonly webhookEnv?: string;
  /** the user's own prices, as given: `pricing/` checks them */
  readonly prices?: unknown;
  /** the user's own alert rules, as given */
  readonly rules?: unknown;
  /** what the user wants of analyses, as given: `analyses/` checks it */
  readonly analyses?: unknown;
  readonly problems: readonly ConfigProblem[];
}

export const EMPTY_CONFIG: Config = { budgets: [], onUnpriced: 'warn', problems: [] };

/** Share of a limit at which the one alert is due, unless the entry says otherwise. */
export const DEFAULT_ALERT_AT = 0.8;

const BUDGET_KEYS: readonly string[] = ['per', 'within', 'alertAt', 'action', ...BUDGET_UNITS, ...BUDGET_NARROWINGS];
const CONFIG_KEYS: readonly string[] = ['$schema', 'budgets', 'rules', 'onUnpriced', 'webhook', 'prices', 'analyses'];

type Fields = Readonly<Record<string, unknown>>;
type Report = (path: string, message: string) => void;

/** Reads the text of a configuration file. */
export function parseConfigText(text: string): Config {
  try {
    return parseConfig(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unreadable';
    return { ...EMPTY_CONFIG, problems: [{ path: '', message: `not JSON: ${why}` }] };
  }
}

/** Reads a configuration, whatever it is. */
export function parseConfig(value: unknown): Config {
  const problems: ConfigProblem[] = [];
  const report: Report = (path, message) => void problems.push({ path, message });
  if (!isFields(value)) {
    report('', 'must be an object');
    return { ...EMPTY_CONFIG, problems };
  }
  for (const key of Object.keys(value)) if (!CONFIG_KEYS.includes(key)) report(key, 'is not a known setting');
  const webhookEnv = parseWebhook(value['webhook'], report);
  return {
    budgets: parseBudgets(value['budgets'], report),
    onUnpriced: parseOneOf(['warn', 'block'] as const, value['onUnpriced'], 'onUnpriced', report) ?? 'warn',
    ...(webhookEnv !== undefined && { webhookEnv }),
    ...(value['prices'] !== undefined && { prices: value['prices'] }),
    ...(value['rules'] !== undefined && { rules: value['rules'] }),
    ...(value['analyses'] !== undefined && { analyses: value['analyses'] }),
    problems,
  };
}

function parseBudgets(value: unknown, report: Report): readonly BudgetRule[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    report('budgets', 'must be a list');
    return [];
  }
  return value.flatMap((entry: unknown, index) => parseBudget(entry, `budgets[${index}]`, report) ?? []);
}

function parseBudget(value: unknown, path: string, report: Report): BudgetRule | undefined {
  if (!isFields(value)) return refuse(report, path, 'must be an object');
  for (const key of Object.keys(value)) {
    if (!BUDGET_KEYS.includes(key)) report(`${path}.${key}`, 'is not known here');
  }
  if (value['per'] === undefined) return refuse(report, `${path}.per`, `is missing: one of ${BUDGET_PERS.join(', ')}`);
  const per = parseOneOf(BUDGET_PERS, value['per'], `${path}.per`, report);
  const action = parseOneOf(BUDGET_ACTIONS, value['action'] ?? 'stop', `${path}.action`, report);
  const alertAt = parseNumber(value['alertAt'] ?? DEFAULT_ALERT_AT, `${path}.alertAt`, report);
  const limits = BUDGET_UNITS.flatMap(unit => {
    const limit = value[unit] === undefined ? undefined : parseNumber(value[unit], `${path}.${unit}`, report);
    return limit === undefined ? [] : [[unit, limit] as const];
  });
  if (per === undefined || action === undefined || alertAt === undefined) return undefined;
  if (alertAt > 1) return refuse(report, `${path}.alertAt`, 'is a share of the limit: at most 1');
  if (BUDGET_UNITS.some(unit => value[unit] !== undefined && !limits.some(([known]) => known === unit)))
    return undefined;
  if (limits.length === 0) return refuse(report, path, `limits nothing: give one of ${BUDGET_UNITS.join(', ')}`);
  const within = parseOneOf(BUDGET_SPANS, value['within'], `${path}.within`, report);
  if (value['within'] !== undefined && within === undefined) return undefined;
  if (within !== undefined && !hasAccounts(per)) {
    return refuse(report, `${path}.within`, 'goes with per agent, task, user or model only');
  }
  const narrowed = parseNarrowings(value, path, report);
  return (
    narrowed && {
      per,
      ...(within !== undefined && { within }),
      ...Object.fromEntries(limits),
      alertAt,
      action,
      ...narrowed,
    }
  );
}

/** Whether each name has an account of its own: each agent, task, user or model. */
export function hasAccounts(per: BudgetRef['per']): per is (typeof BUDGET_NARROWINGS)[number] {
  return BUDGET_NARROWINGS.some(narrowing => narrowing === per);
}

function parseNarrowings(value: Fields, path: string, report: Report): Pick<BudgetRule, never> | undefined {
  const found: Record<string, string> = {};
  for (const key of BUDGET_NARROWINGS) {
    const pattern = value[key];
    if (pattern === undefined) continue;
    // An entry that is meant for one agent must not come to bind them all.
    if (typeof pattern !== 'string' || pattern === '') return refuse(report, `${path}.${key}`, 'must be a name');
    found[key] = pattern;
  }
  return found;
}

function parseWebhook(value: unknown, report: Report): string | undefined {
  if (value === undefined) return undefined;
  const name = isFields(value) ? value['env'] : undefined;
  if (typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name)) return name;
  return refuse(report, 'webhook.env', 'must name an environment variable: the address itself is never written here');
}

function parseOneOf<T extends string>(all: readonly T[], value: unknown, path: string, report: Report): T | undefined {
  if (value === undefined) return undefined;
  return all.find(one => one === value) ?? refuse(report, path, `must be one of ${all.join(', ')}`);
}

function parseNumber(value: unknown, path: string, report: Report): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  return refuse(report, path, 'must be a number above 0');
}

function refuse(report: Report, path: string, message: string): undefined {
  report(path, message);
  return undefined;
}

/** Whether a name is meant by a pattern: the same text, or one a `*` stands for any part of. Case does not count. */
export function isMeant(pattern: string, name: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  return rest.every(part => {
    const found = text.slice(0, end).indexOf(part, at);
    at = found + part.length;
    return found >= 0;
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
