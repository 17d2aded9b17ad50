/** Limits, each in one unit, and the sentences about them. Amounts are whole: nano-dollars, tokens, calls, milliseconds. */
import { type BudgetUnit, givenLimit, spanOf, wholeLimit } from '../../../../core/budgets/accounts.ts';
import { type BudgetRule, hasAccounts } from '../../../../core/budgets/config.ts';
import { formatUsdExact, fromNano } from '../../../../core/money.ts';
import { type Attributes, BUDGET_NARROWINGS, BUDGET_UNITS } from '../../../../core/wire.ts';

/** A budget and where it was set: `spanmeter.json`, `SPANMETER_BUDGET_USD`, `run()`, … */
export interface SourcedRule {
  readonly rule: BudgetRule;
  readonly source: string;
}

export interface Limit {
  readonly rule: BudgetRule;
  readonly unit: BudgetUnit;
  readonly limit: number;
  readonly source: string;
  /** its being reached has been told */
  told: boolean;
  /** the program was paused at it, and told to go on */
  passed: boolean;
}

/** One limit for each unit a budget names. */
export function limitsOf({ rule, source }: SourcedRule): Limit[] {
  return BUDGET_UNITS.flatMap(unit => {
    const value = rule[unit];
    if (value === undefined) return [];
    return [{ rule, unit, limit: wholeLimit(unit, value), source, told: false, passed: false }];
  });
}

/** What is spent, what it may not exceed, and what may come on top: whole amounts. */
export interface Standing {
  readonly spent: number;
  /** calls in flight may cost up to this */
  readonly held: number;
  /** this call may cost up to this; undefined where nothing bounds it */
  readonly next?: number;
  /** the maximum of output that this call states, where that makes `next` an upper bound */
  readonly maxTokens?: number;
  /** with what it was raised to since */
  readonly limit: number;
  /** the day, week, … it is about */
  readonly key: string;
  /** whose account it is, where each agent, task, user or model has one */
  readonly name?: string;
}

/** The sentence a refused call's error carries: which limit, the amounts, and how to raise it. */
export function refusalMessage({ rule, unit, source }: Limit, standing: Standing): string {
  const { spent, held, next, maxTokens, limit } = standing;
  const amounts = `${amount(unit, spent)} of ${amount(unit, limit)}`;
  const reasons: string[] = [];
  if (spent < limit) {
    const stated = maxTokens === undefined ? '' : ` with its max_tokens of ${maxTokens.toLocaleString('en-US')}`;
    if (next !== undefined) reasons.push(`this call may cost up to ${amount(unit, next)}${stated}`);
    if (held > 0) reasons.push(`calls in flight may cost up to ${amount(unit, held)}`);
  }
  const why = reasons.length > 0 ? `; ${reasons.join(', ')}` : '';
  const what = unit === 'usd' ? `spent ${amounts}` : `${amounts} ${unit}`;
  // With much of the limit left, it is the size that the call states for its answer, not what was spent.
  const isEarly = maxTokens !== undefined && spent < rule.alertAt * limit;
  const raise = isEarly ? 'Lower max_tokens, or raise the budget' : 'Raise it';
  return `Budget exceeded: ${what} (${budgetName(rule, standing.name)})${why}. ${raise} ${whereToRaise(source)}`;
}

/** `run budget`, `day budget of agent researcher`, `user budget of ann`. */
export function budgetName(rule: BudgetRule, name?: string): string {
  const narrowed = BUDGET_NARROWINGS.flatMap(what => (rule[what] === undefined ? [] : [`${what} ${rule[what]}`]));
  const of = [...(name === undefined ? [] : [name]), ...narrowed].join(', ');
  const within = hasAccounts(rule.per) ? ` a ${spanOf(rule)}` : '';
  return plain(`${rule.per} budget${of === '' ? '' : ` of ${of}`}${within}`);
}

function whereToRaise(source: string): string {
  const places: Readonly<Record<string, string>> = { 'run()': ' or where run() is given it', control: '' };
  return `with Raise Budget in the editor${places[source] ?? ` or in ${source}`}`;
}

/** An amount in words: `$0.5012`, `1,200`, `9.5`. */
export function amount(unit: BudgetUnit, value: number): string {
  if (unit === 'usd') return formatUsdExact(fromNano(Math.max(0, Math.round(value))));
  if (unit !== 'minutes') return Math.ceil(value).toLocaleString('en-US');
  const minutes = givenLimit(unit, value);
  return minutes < 1 ? String(Number(minutes.toFixed(3))) : minutes.toFixed(1);
}

// Names come from programs; a refusal is JSON in an answer, and its sentence is looked for by its quotes.
function plain(text: string): string {
  return text.replace(/["\\\p{Cc}]/gu, '').slice(0, 200);
}

/** The numbers behind a decision, for the log: dollars, tokens, calls or minutes. */
export function arithmetic({ rule, unit, source }: Limit, standing: Standing): Attributes {
  const { spent, held, next, maxTokens, limit, key, name } = standing;
  return {
    per: rule.per,
    unit,
    limit: givenLimit(unit, limit),
    spent: givenLimit(unit, spent),
    in_flight: givenLimit(unit, held),
    ...(next !== undefined && { this_call: givenLimit(unit, next) }),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    alert_at: rule.alertAt,
    action: rule.action,
    source,
    ...(spanOf(rule) !== 'run' && { period: key }),
    ...(name !== undefined && { name }),
    ...Object.fromEntries(BUDGET_NARROWINGS.flatMap(what => (rule[what] === undefined ? [] : [[what, rule[what]]]))),
  };
}
