/** How amounts are worded, in one place: what is known, and how complete it is. */
import { spanOf } from '../budgets/accounts.ts';
import { hasAccounts } from '../budgets/config.ts';
import type { BudgetStatus } from '../budgets/status.ts';
import type { Call, Run, Totals } from '../model.ts';
import { formatUsd, formatUsdExact, fromNano } from '../money.ts';
import { count, formatCount, formatDuration, formatPercent, formatTokens } from '../text.ts';
import { isIncomplete, tokens, tokensOf } from '../totals.ts';
import { BUDGET_NARROWINGS } from '../wire.ts';

/** What is known of the money: an amount, a lower bound, an estimate, nothing but tokens, or free by declaration. */
export type AmountKind = 'none' | 'exact' | 'atLeast' | 'about' | 'unpriced' | 'local';

export function amountKind(totals: Totals): AmountKind {
  if (totals.nano === 0 && totals.unpriced > 0) return 'unpriced';
  if (totals.nano === 0 && totals.local > 0) return 'local';
  if (totals.nano === 0 && totals.withoutUsage > 0) return 'unpriced';
  if (isIncomplete(totals)) return 'atLeast';
  if (totals.estimated > 0) return 'about';
  return tokensOf(totals) === 0 && totals.nano === 0 ? 'none' : 'exact';
}

/** `$0.42`, `≥ $0.42`, `≈ $0.42`, `412k tokens, no price`, `412k tokens, free`. */
export function costText(totals: Totals): string {
  const usd = formatUsd(totals.nano);
  switch (amountKind(totals)) {
    case 'none':
    case 'exact':
      return usd;
    case 'atLeast':
      return `≥ ${usd}`;
    case 'about':
      return `≈ ${usd}`;
    case 'unpriced':
      return tokensOf(totals) === 0 ? 'no usage reported' : `${formatTokens(tokensOf(totals))} tokens, no price`;
    case 'local':
      return `${formatTokens(tokensOf(totals))} tokens, free`;
  }
}

/** The same, as short as a status bar wants it: `≥$0.42`, `412k tok`, `412k tok · free`. */
export function costShort(totals: Totals): string {
  const usd = formatUsd(totals.nano);
  switch (amountKind(totals)) {
    case 'none':
    case 'exact':
      return usd;
    case 'atLeast':
      return `≥${usd}`;
    case 'about':
      return `≈${usd}`;
    case 'unpriced':
      return `${formatTokens(tokensOf(totals))} tok`;
    case 'local':
      return `${formatTokens(tokensOf(totals))} tok · free`;
  }
}

/** A total as a status bar wants it: `≥$4.12 · 3 unpriced`. */
export function totalShort(totals: Totals): string {
  const missing = unpricedShort(totals);
  return `${costShort(totals)}${missing === undefined ? '' : ` · ${missing}`}`;
}

/** A total by itself, where no note stands beneath it: `≥ $4.12 · 3 unpriced`. */
export function totalText(totals: Totals): string {
  const missing = unpricedShort(totals);
  return `${costText(totals)}${missing === undefined ? '' : ` · ${missing}`}`;
}

/** `3 unpriced`: calls that an amount leaves out for want of a price. Undefined where there are none, or no amount. */
export function unpricedShort(totals: Totals): string | undefined {
  const isAmount = amountKind(totals) === 'atLeast' && totals.unpriced > 0;
  return isAmount ? `${formatCount(totals.unpriced)} unpriced` : undefined;
}

/** Why a total is not the whole story: `3 calls without a price, 1 call without usage`. Undefined where it is. */
export function incompleteness(totals: Totals): string | undefined {
  const reasons = [
    totals.unpriced > 0 && `${count(totals.unpriced, 'call')} without a price`,
    totals.withoutUsage > 0 && `${count(totals.withoutUsage, 'call')} without reported usage`,
    totals.partial > 0 && `${count(totals.partial, 'call')} cut off, counted with what was reported`,
    totals.estimated > 0 && `${count(totals.estimated, 'call')} estimated`,
  ].filter(reason => reason !== false);
  return reasons.length === 0 ? undefined : reasons.join(', ');
}

/** Models without a price, the ones with most tokens first. */
export function unpricedModels(calls: readonly Call[]): readonly string[] {
  const unpriced = new Map<string, number>();
  for (const call of calls) {
    if (call.cost.status !== 'unpriced' || call.usage === undefined) continue;
    const model = call.responseModel ?? call.requestModel ?? 'a model without a name';
    unpriced.set(model, (unpriced.get(model) ?? 0) + tokens(call));
  }
  return [...unpriced].sort((a, b) => b[1] - a[1]).map(([model]) => model);
}

/** The budget nearest to its limit, or furthest beyond it. */
export function tightest(budgets: readonly BudgetStatus[]): BudgetStatus | undefined {
  return byTightness(budgets)[0];
}

// A budget that can't be judged ranks before one that is fine: it must not look like 0%.
function rank(status: BudgetStatus): number {
  return status.level === 'unknown' ? Math.max(status.ratio, 0.5) : status.ratio;
}

/** Budgets, the one nearest to its limit first. */
export function byTightness(budgets: readonly BudgetStatus[]): readonly BudgetStatus[] {
  return [...budgets].sort((a, b) => rank(b) - rank(a));
}

/** `budget`, `day budget`, `week budget of agent researcher`, `user budget of ann (day)`. Names from logs, not escaped. */
export function budgetLabel({ budget, place }: BudgetStatus): string {
  const narrowed = BUDGET_NARROWINGS.flatMap(what => (budget[what] === undefined ? [] : [`${what} ${budget[what]}`]));
  const of = [...(place?.name === undefined ? [] : [place.name]), ...narrowed].join(', ');
  const within = hasAccounts(budget.per) ? ` (${spanOf(budget)})` : '';
  return `${budget.per === 'run' ? '' : `${budget.per} `}budget${of === '' ? '' : ` of ${of}`}${within}`;
}

/** `84%`, `25%+` where more was spent than is known, `?` where nothing can be said: a lower bound must not read as 0%. */
export function budgetPercent(status: BudgetStatus): string {
  if (status.level === 'unknown') return '?';
  if (status.incomplete && formatPercent(status.ratio) === '0%') return '?';
  return `${formatPercent(status.ratio)}${status.incomplete ? '+' : ''}`;
}

/** `$0.42 of $0.50`, `≥ $0.42 of $0.50`, `12 of 40 calls`, `1.2M of 2.0M tokens`, `3 min of 10 min`. */
export function budgetAmounts(status: BudgetStatus): string {
  return `${status.incomplete ? '≥ ' : ''}${plainAmounts(status)}`;
}

function plainAmounts(status: BudgetStatus): string {
  switch (status.unit) {
    case 'usd': {
      const [spent, limit] = [fromNano(status.spent), fromNano(status.limit)];
      const [a, b] = [formatUsd(spent), formatUsd(limit)];
      // Two amounts that round to the same text say nothing about which is larger.
      return a === b && spent !== limit ? `${formatUsdExact(spent)} of ${formatUsdExact(limit)}` : `${a} of ${b}`;
    }
    case 'tokens':
      return `${formatTokens(status.spent)} of ${formatTokens(status.limit)} tokens`;
    case 'calls':
      return `${formatCount(status.spent)} of ${count(status.limit, 'call')}`;
    case 'minutes':
      return `${formatDuration(status.spent * 60_000)} of ${formatDuration(status.limit * 60_000)}`;
  }
}

/** Whether raising a limit would help: of a live run, or of one whose day (or week, …) has too little left for the next as well. */
export function canRaise(run: Run): boolean {
  if (run.guard === 'off') return false;
  if (run.state === 'live') return true;
  return (
    stopReason(run) === 'budget' &&
    run.budgets.some(({ budget, place }) => place !== undefined && spanOf(budget) !== 'run')
  );
}

/** The guard refuses this run's calls now: a limit was passed or it was told to stop, and nothing was raised since. */
export function isStopped(run: Run): boolean {
  return stopReason(run) !== undefined;
}

/** Why the guard refuses this run's calls. Undefined where it does not. */
export function stopReason(run: Run): 'budget' | 'request' | undefined {
  const last = run.events.findLast(event => DECISIONS.has(event.type))?.type;
  if (run.state !== 'stopped' && (last === undefined || last === 'budget_raised')) return undefined;
  return (run.reason ?? last) === 'stop_requested' ? 'request' : 'budget';
}

const DECISIONS: ReadonlySet<string> = new Set(['budget_exceeded', 'stop_requested', 'budget_raised']);

/** The model most of a run's tokens went to, as people call it. */
export function mainModel(run: Run): string | undefined {
  const used = new Map<string, number>();
  for (const call of run.calls) {
    const model = call.requestModel ?? call.responseModel;
    if (model !== undefined) used.set(model, (used.get(model) ?? 0) + tokens(call));
  }
  return [...used].sort((a, b) => b[1] - a[1])[0]?.[0];
}
