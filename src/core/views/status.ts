/** Snapshot → the status bar item: text, state, spoken label, tooltip. */
import type { Days } from '../budgets/periods.ts';
import { withSharedBudgets } from '../budgets/shared.ts';
import { isOpenLoop } from '../describe.ts';
import type { Run, Snapshot, Totals } from '../model.ts';
import { count, formatTokens } from '../text.ts';
import { emptyTotals, join, tokensOf, total } from '../totals.ts';
import {
  amountKind,
  budgetLabel,
  budgetPercent,
  costShort,
  isStopped,
  tightest,
  totalShort,
  totalText,
} from './amounts.ts';
import { runTooltip, severalTooltip, todayTooltip } from './tooltip.ts';

type StatusLevel = 'normal' | 'warning' | 'error';

export interface StatusView {
  readonly visible: boolean;
  /** with codicons: `$(pulse) $1.27 · 25%` */
  readonly text: string;
  readonly level: StatusLevel;
  /** what a screen reader says */
  readonly label: string;
  /** Markdown; every name in it is escaped */
  readonly tooltip: string;
  /** the run a click opens; without one, the list of runs */
  readonly run?: string;
}

export interface StatusInput {
  readonly snapshot: Snapshot;
  /** Unix milliseconds */
  readonly now: number;
  /** the beginning of the user's day, Unix milliseconds */
  readonly midnight: number;
  /** the user's calendar, for budgets of a day, week or month */
  readonly days: Days;
  /** runs whose end the user has looked at */
  readonly seen: ReadonlySet<string>;
  /** why nothing can be recorded or read; shown in place of numbers that would be stale */
  readonly trouble?: string;
  /** `genai-prices 0.1.8, prices of 2026-09-22 (61 days old)` */
  readonly priceNote: string;
  /** prices so old that amounts are likely to be wrong */
  readonly priceWarning?: string;
}

/** How long a finished run stays in sight before the day's sum takes its place. */
const LINGER_MS = 10_000;

/** How long one that the guard stopped does, unless its end has been looked at. */
const STOPPED_LINGER_MS = 15 * 60_000;

const HIDDEN: StatusView = { visible: false, text: '', level: 'normal', label: '', tooltip: '' };

export function statusView(input: StatusInput): StatusView {
  const { snapshot, now, days, seen, trouble } = input;
  const judged = (run: Run): Run => withSharedBudgets(run, snapshot.runs, now, days);
  const live = snapshot.runs.filter(run => run.state === 'live').map(judged);
  if (live.length > 1) return several(live, input);
  const run = live[0] ?? snapshot.runs.find(ended => isInSight(ended, now, seen));
  if (run !== undefined) return single(run.state === 'live' ? run : judged(run), input);
  if (trouble !== undefined) {
    const label = `Spanmeter: ${trouble}`;
    return {
      visible: true,
      text: '$(warning) Spanmeter: no data',
      level: 'warning',
      label,
      tooltip: todayTooltip(input, undefined),
    };
  }
  return snapshot.runs.length === 0 ? HIDDEN : idle(input);
}

/** Only the newest run may linger: an older end is old news. One the guard stopped stays until it has been looked at. */
function isInSight(run: Run, now: number, seen: ReadonlySet<string>): boolean {
  const since = now - run.lastAt;
  return since < LINGER_MS || (isStopped(run) && since < STOPPED_LINGER_MS && !seen.has(run.id));
}

interface Look {
  readonly icon: string;
  readonly level: StatusLevel;
  /** in words, for the label: `Over budget` */
  readonly word: string;
  /** behind the amount: `84%`, `loop?`, `stopped` */
  readonly suffix: string | undefined;
  /** the higher, the more it matters */
  readonly rank: number;
}

function look(run: Run): Look {
  const budget = tightest(run.budgets);
  const percent = budget && budgetPercent(budget);
  if (isStopped(run))
    return { icon: 'circle-slash', level: 'error', word: 'Stopped by the guard', suffix: 'stopped', rank: 5 };
  if (run.state === 'live' && run.findings.some(isOpenLoop)) {
    return { icon: 'flame', level: 'error', word: 'Possible runaway loop', suffix: 'loop?', rank: 4 };
  }
  if (budget?.level === 'over') return { icon: 'error', level: 'error', word: 'Over budget', suffix: percent, rank: 3 };
  if (budget?.level === 'near') return { icon: 'warning', level: 'warning', word: 'Warning', suffix: percent, rank: 2 };
  const icon = amountKind(run.totals) === 'unpriced' ? 'question' : 'pulse';
  return { icon, level: 'normal', word: 'Spanmeter', suffix: percent, rank: icon === 'question' ? 1 : 0 };
}

function single(run: Run, input: StatusInput): StatusView {
  const { icon, level, word, suffix, rank } = look(run);
  const budget = tightest(run.budgets);
  const ofBudget = budget ? `, ${spoken(budgetPercent(budget))} of its ${budgetLabel(budget)}` : ', no budget';
  return {
    visible: true,
    text: `$(${icon}) ${amount(run.totals, rank)}${suffix === undefined ? '' : ` · ${suffix}`}`,
    level,
    label: `${word}: ${run.name}, ${spoken(totalText(run.totals))}${ofBudget}`,
    tooltip: runTooltip(run, input),
    run: run.id,
  };
}

/** What is missing gives way to an alarm: the item stays short. */
function amount(totals: Totals, rank: number): string {
  return rank >= 3 ? costShort(totals) : totalShort(totals);
}

function several(live: readonly Run[], input: StatusInput): StatusView {
  const totals = sum(live.map(run => run.totals));
  const looks = live.map(look).sort((a, b) => b.rank - a.rank);
  const worst = looks[0];
  const icon = worst?.icon ?? 'pulse';
  const suffix = worst && worst.rank >= 2 && worst.suffix !== undefined ? ` · ${worst.suffix}` : '';
  return {
    visible: true,
    text: `$(${icon}) ${live.length} runs · ${amount(totals, worst?.rank ?? 0)}${suffix}`,
    level: worst?.level ?? 'normal',
    label: `${worst?.word ?? 'Spanmeter'}: ${live.length} live runs, ${spoken(totalText(totals))}`,
    tooltip: severalTooltip(live, input),
  };
}

function idle(input: StatusInput): StatusView {
  const today = todayTotals(input.snapshot.runs, input.midnight);
  const unpriced = amountKind(today) === 'unpriced';
  return {
    visible: true,
    text: `$(${unpriced ? 'question' : 'pulse'}) ${totalShort(today)} today`,
    level: 'normal',
    label: `Spanmeter: no live run, ${spoken(totalText(today))} today`,
    tooltip: todayTooltip(input, today),
  };
}

/** What the calls begun since midnight add up to. */
function todayTotals(runs: readonly Run[], midnight: number): Totals {
  return sum(
    runs
      .filter(run => run.lastAt >= midnight)
      .map(run =>
        run.startedAt >= midnight ? run.totals : total(run.calls.filter(call => call.startedAt >= midnight)),
      ),
  );
}

/** Totals of several runs. */
export function sum(all: readonly Totals[]): Totals {
  const result = emptyTotals();
  for (const totals of all) join(result, totals);
  return result;
}

/** An amount or percentage as it is said aloud. */
function spoken(text: string): string {
  return text
    .replace('≥ ', 'at least ')
    .replace('≈ ', 'about ')
    .replace(/(>?\d+)%\+/, 'at least $1 percent')
    .replace(/%/g, ' percent')
    .replace(/^\?$/, 'an unknown share');
}

/** `48 calls, 412k tokens`. */
export function volume(totals: Totals): string {
  return `${count(totals.calls - totals.blocked, 'call')}, ${formatTokens(tokensOf(totals))} tokens`;
}
