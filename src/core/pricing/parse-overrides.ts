/**
 * `prices` of `spanmeter.json` and of `~/.spanmeter/config.json` → the user's own prices. A mistake is named with its
 * place in the file and costs only the row it is in. Whatever is unsure rounds up: a blank rate of cached input is
 * the input rate, never zero.
 */
import { isObject, type Json } from '../fields.ts';
import type { BilledBucket } from './cost.ts';
import type { Override } from './overrides.ts';

/** A mistake in the file: where (`prices.models[2].input`) and what is wrong, in words for the person who wrote it. */
interface OverrideProblem {
  readonly path: string;
  readonly message: string;
  /** `error`: the row does not hold. `warning`: it holds, and may not mean what it says. */
  readonly severity: 'error' | 'warning';
}

/** The rows that hold, in the order of the file, and what is wrong with the others. */
export interface ParsedOverrides {
  readonly overrides: readonly Override[];
  readonly problems: readonly OverrideProblem[];
}

/** USD per million tokens; the last two per thousand. */
const RATES: readonly BilledBucket[] = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'reasoning',
  'inputAudio',
  'cacheReadAudio',
  'outputAudio',
  'inputImage',
  'cacheReadImage',
  'outputImage',
  'webSearch',
  'request',
];
const CACHE_RATES: ReadonlySet<string> = new Set(['cacheRead', 'cacheWrite5m', 'cacheWrite1h']);
const ROW_KEYS: readonly string[] = ['match', 'from', 'free', 'like', 'multiply', 'tiers', 'note', ...RATES];
const TIER_KEYS: readonly string[] = ['above', ...RATES];

/** More than a dollar a token is a mistake of unit. */
const MAX_RATE = 1e6;
/** Nobody sells tokens by the thousandth of a cent a million: this is a price per token. */
const LEAST_RATE = 1e-4;
const MAX_FACTOR = 1000;
const MAX_ROWS = 1000;

type Report = (path: string, message: string, severity?: OverrideProblem['severity']) => undefined;
type UsdRates = Partial<Record<BilledBucket, number>>;

/** Reads the value of `prices`, whatever it is. Absent is no prices and no problem. */
export function parseOverrides(value: unknown, path = 'prices'): ParsedOverrides {
  const problems: OverrideProblem[] = [];
  const report: Report = (where, message, severity = 'error') => void problems.push({ path: where, message, severity });
  if (value === undefined) return { overrides: [], problems };
  if (!isObject(value)) report(path, 'must be an object: {"models": […]}');
  const rows = isObject(value) ? value['models'] : undefined;
  if (isObject(value)) unknownKeys(value, ['models', 'note'], path, report);
  if (rows !== undefined && !Array.isArray(rows)) report(`${path}.models`, 'must be a list');
  if (!Array.isArray(rows)) return { overrides: [], problems };
  if (rows.length > MAX_ROWS) report(`${path}.models`, `has more than ${MAX_ROWS} rows: the others do not hold`);
  const overrides = rows
    .slice(0, MAX_ROWS)
    .flatMap((row: unknown, index) => parseRow(row, `${path}.models[${index}]`, report) ?? []);
  nameRepeated(overrides, `${path}.models`, report);
  return { overrides, problems };
}

/** The project's prices, then the user's: what the project says about a `match`, the user's own file does not change. */
export function joinOverrides(project: readonly Override[], user: readonly Override[]): readonly Override[] {
  const taken = new Set(project.map(({ match }) => match.toLowerCase()));
  return [...project, ...user.filter(({ match }) => !taken.has(match.toLowerCase()))];
}

function parseRow(row: unknown, path: string, report: Report): Override | undefined {
  if (!isObject(row)) return report(path, 'must be an object');
  unknownKeys(row, ROW_KEYS, path, report);
  const { match, from, free, like, multiply } = row;
  if (typeof match !== 'string' || match.trim() === '') return report(`${path}.match`, 'must name a model');
  if (/\s/.test(match.trim())) return report(`${path}.match`, 'matches nothing: a model has no space in its name');
  if (from !== undefined && !isDay(from)) return report(`${path}.from`, 'must be a day, as in "2026-01-01"');
  if (free !== undefined && typeof free !== 'boolean') return report(`${path}.free`, 'must be true or false');
  if (like !== undefined && (typeof like !== 'string' || like.trim() === ''))
    return report(`${path}.like`, 'must name a model of the price table, as in "openai/gpt-4o"');
  if (multiply !== undefined && !isFactor(multiply))
    return report(`${path}.multiply`, `must be a factor above 0, at most ${MAX_FACTOR}; what costs nothing is "free"`);
  const rates = parseRates(row, path, report);
  const tiers = parseTiers(row['tiers'], `${path}.tiers`, report);
  if (rates === undefined || tiers === undefined) return undefined;
  const priced = Object.keys(rates).length > 0;
  if (priced && rates.input === undefined) return report(`${path}.input`, 'is missing: the rates need one for input');
  if (tiers.length > 0 && !priced) return report(path, 'has tiers, but no rates below them: give input and output');
  if (free !== true && !priced && like === undefined && multiply === undefined)
    return report(path, 'says no price: give rates, "like", "multiply" or "free": true');
  if ([free === true, priced, like !== undefined].filter(Boolean).length > 1)
    report(path, `says more than one price: only ${free === true ? '"free"' : 'the rates'} count`, 'warning');
  if (meansAll(match)) {
    if (free === true || priced || like !== undefined)
      return report(`${path}.match`, 'matches every model there is: name a provider, as in "ollama/*"');
    report(`${path}.match`, 'matches every model there is: all prices are multiplied', 'warning');
  }
  return {
    match: match.trim(),
    ...(typeof from === 'string' && { from }),
    ...(free === true && { free }),
    ...(typeof like === 'string' && { like: like.trim() }),
    ...(typeof multiply === 'number' && { multiply }),
    ...(priced && { rates }),
    ...(tiers.length > 0 && { tiers }),
  };
}

/** The rates of a row or a tier. Undefined where one of them is no price. */
function parseRates(row: Json, path: string, report: Report): UsdRates | undefined {
  const rates: UsdRates = {};
  let sound = true;
  for (const bucket of RATES) {
    const rate = row[bucket];
    // Blank is not zero: what is left open is billed like what it is part of.
    if (rate === undefined || rate === null || rate === '') continue;
    if (typeof rate !== 'number' || !Number.isFinite(rate) || rate < 0 || rate > MAX_RATE) {
      report(`${path}.${bucket}`, 'must be dollars per million tokens, 0 or more');
      sound = false;
    } else if (rate === 0 && CACHE_RATES.has(bucket)) {
      report(`${path}.${bucket}`, 'is 0: taken for blank, which means the input rate', 'warning');
    } else if (rate === 0 && bucket === 'input') {
      report(`${path}.input`, 'is 0: a model that costs nothing is "free": true');
      sound = false;
    } else {
      if (rate > 0 && rate < LEAST_RATE)
        report(`${path}.${bucket}`, 'looks like dollars per token: rates are per million tokens', 'warning');
      rates[bucket] = rate;
    }
  }
  return sound ? rates : undefined;
}

function parseTiers(value: unknown, path: string, report: Report): NonNullable<Override['tiers']> | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return report(path, 'must be a list');
  const tiers: { readonly above: number; readonly rates: UsdRates }[] = [];
  for (const [index, tier] of value.entries()) {
    const at = `${path}[${index}]`;
    if (!isObject(tier)) return report(at, 'must be an object');
    unknownKeys(tier, TIER_KEYS, at, report);
    const above = tier['above'];
    if (typeof above !== 'number' || !Number.isSafeInteger(above) || above <= 0)
      return report(`${at}.above`, 'must be a whole number of input tokens');
    const rates = parseRates(tier, at, report);
    if (rates === undefined) return undefined;
    if (Object.keys(rates).length === 0) return report(at, 'has no rates');
    tiers.push({ above, rates });
  }
  return tiers;
}

function unknownKeys(value: Json, known: readonly string[], path: string, report: Report): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) report(`${path}.${key}`, 'is not known here', 'warning');
  }
}

/** The same match from the same day: the second one never counts. */
function nameRepeated(overrides: readonly Override[], path: string, report: Report): void {
  const seen = new Set<string>();
  for (const { match, from } of overrides) {
    const key = `${match.toLowerCase()}\n${from ?? ''}`;
    if (seen.has(key)) report(path, `has "${match}" twice: only the first counts`, 'warning');
    seen.add(key);
  }
}

function meansAll(match: string): boolean {
  return /^[*/\s]*\*[*/\s]*$/.test(match);
}

function isFactor(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= MAX_FACTOR;
}

/** `2026-01-01`, or a moment in UTC or with an offset: what means another time on another machine is none. */
function isDay(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const match = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.exec(value);
  const day = Date.parse(match?.[1] ?? '');
  // The 30th of February is the 2nd of March to the clock, and a mistake to everybody else.
  return (
    !Number.isNaN(day) && new Date(day).toISOString().startsWith(match?.[1] ?? '') && !Number.isNaN(Date.parse(value))
  );
}
