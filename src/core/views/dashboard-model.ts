/** Snapshot → the dashboard's model. */
import { muteFor } from '../analyses/config.ts';
import type { Finding } from '../analyses/finding.ts';
import { spanOf } from '../budgets/accounts.ts';
import type { Days } from '../budgets/periods.ts';
import { withSharedBudgets } from '../budgets/shared.ts';
import type { BudgetStatus } from '../budgets/status.ts';
import { describe } from '../describe.ts';
import type { CallSite, Run, Snapshot } from '../model.ts';
import { formatUsd, formatUsdExact, fromNano, share } from '../money.ts';
import { baseName, count, formatCount, formatDuration, formatPercent, formatTokens } from '../text.ts';
import { inputOf } from '../totals.ts';
import {
  budgetAmounts,
  budgetLabel,
  budgetPercent,
  byTightness,
  canRaise,
  costShort,
  costText,
  incompleteness,
  isStopped,
  stopReason,
  tightest,
} from './amounts.ts';
import { type ColumnTables, columnTables } from './columns.ts';
import type { BudgetView, DashboardModel, Figure, FindingView, RunView, SiteRef } from './dashboard.ts';
import { budgetWords, weeklySavings, weekOf, weekWords } from './finding-context.ts';
import { runStateText } from './runs-list.ts';
import { volume } from './status.ts';

export interface DashboardInput {
  readonly snapshot: Snapshot;
  /** id of the run to look at; the newest where it is unknown */
  readonly selected?: string;
  /** Unix milliseconds */
  readonly now: number;
  /** the user's calendar, for budgets of a day, week or month */
  readonly days: Days;
  readonly notes: readonly string[];
  readonly priceNote: string;
}

export interface Dashboard {
  readonly model: DashboardModel;
  /** the run that `model.run` tells of, and the tables its columns point into */
  readonly run?: Run;
  readonly tables?: ColumnTables;
}

export function dashboard(input: DashboardInput): Dashboard {
  const { snapshot, selected, now } = input;
  const found = snapshot.runs.find(known => known.id === selected) ?? snapshot.runs[0];
  const judged = (one: Run): Run => withSharedBudgets(one, snapshot.runs, now, input.days);
  const run = found && judged(found);
  const tables = run && columnTables(run);
  const model: DashboardModel = {
    runCount: snapshot.runs.length,
    ...(run && tables && { run: runView(run, tables, now, weeklySavings(snapshot.runs, now)) }),
    ...(selected !== undefined && { asked: selected }),
    notes: input.notes,
    priceNote: `API list-price equivalent · ${input.priceNote}`,
  };
  return { model, ...(run && tables && { run, tables }) };
}

function runView(run: Run, tables: ColumnTables, now: number, week: ReadonlyMap<string, number>): RunView {
  const [budget, ...moreBudgets] = byTightness(run.budgets);
  const note = incompleteness(run.totals);
  const took = formatDuration((run.state === 'live' ? now : run.lastAt) - run.startedAt);
  const models =
    tables.models.slice(0, 2).join(', ') + (tables.models.length > 2 ? ` and ${tables.models.length - 2} more` : '');
  return {
    id: run.id,
    name: run.name,
    state: run.state,
    stateText: runStateText(run),
    subtitle: [models, took, volume(run.totals)].filter(text => text !== '').join(' · '),
    costText: costText(run.totals),
    ...(note !== undefined && { costNote: `${note[0]?.toUpperCase()}${note.slice(1)}.` }),
    ...(budget && { budget: budgetView(run, budget) }),
    ...(moreBudgets.length > 0 && { moreBudgets: moreBudgets.slice(0, MAX_MORE).map(one => budgetView(run, one)) }),
    figures: figures(run),
    guardText: guardText(run),
    findings: run.findings.map(finding => findingView(finding, run, weekOf(week, finding))),
    models: tables.models,
    agents: tables.agents,
    sites: tables.sites.map(siteRef),
    turnCount: run.turns.length,
    canStop: run.state === 'live',
    canRaise: canRaise(run),
  };
}

const MAX_MORE = 3;

function budgetView(run: Run, budget: BudgetStatus): BudgetView {
  return {
    label: budget.place === undefined ? 'run budget' : budgetLabel(budget),
    text: budgetAmounts(budget),
    percentText: budgetPercent(budget),
    ratio: budget.ratio,
    warnAt: budget.budget.alertAt,
    // Refused before the limit, since the next call could have passed it: reached, for all that matters.
    level: stopReason(run) === 'budget' && budget === tightest(run.budgets) ? 'over' : budget.level,
    // The curve is the run's: only a limit of its own can be a line in it.
    ...(budget.unit === 'usd' && budget.place === undefined && { limitNano: budget.limit }),
  };
}

function figures(run: Run): readonly Figure[] {
  const { totals, turns } = run;
  const input = inputOf(totals);
  const place = turns.findLastIndex(turn => turn.totals.running === 0 && turn.totals.blocked < turn.totals.calls);
  const last = turns[place];
  const spentTurns = turns.filter(turn => turn.totals.nano > 0).length;
  const perTurn = spentTurns > 0 ? share(totals.nano, 1, spentTurns) : undefined;
  return [
    {
      label: 'Last turn',
      value: last ? costShort(last.totals) : '–',
      ...(perTurn !== undefined && { note: `${formatUsd(perTurn)} on average` }),
      ...(last && { turn: place }),
    },
    {
      label: 'Cached input',
      value: input > 0 ? formatPercent(totals.cacheRead / input) : '–',
      note: `${formatTokens(totals.cacheRead)} of ${formatTokens(input)} input tokens`,
    },
    { label: 'Output', value: formatTokens(totals.output), note: outputNote(run) },
    ...lasts(run, perTurn),
  ];
}

function outputNote({ totals }: Run): string {
  if (totals.reasoning > 0) return `${formatTokens(totals.reasoning)} of it reasoning`;
  return totals.output === 0 ? 'tokens' : `tokens, ${formatCount(inputOf(totals) / totals.output)} in per 1 out`;
}

/** How long a live run's dollar budget lasts at the average turn so far. Said only once there is an average. */
function lasts(run: Run, perTurn: number | undefined): readonly Figure[] {
  const lefts = run.budgets.filter(status => status.unit === 'usd').map(({ limit, spent }) => limit - spent);
  if (run.state !== 'live' || lefts.length === 0 || !perTurn || run.turns.length < 3 || isStopped(run)) return [];
  const left = Math.max(0, Math.min(...lefts));
  const turns = Math.floor(left / perTurn);
  const pace = (run.lastAt - run.startedAt) / run.turns.length;
  return [
    {
      label: 'Budget lasts',
      value: `≈ ${formatDuration(turns * pace)}`,
      note: `about ${count(turns, 'turn')} like these`,
    },
  ];
}

function guardText(run: Run): string {
  // The same limit may stand in a file and in the environment: it is said once.
  const limits = [...new Set(run.budgets.map(budgetLimit))].join(', ');
  if (isStopped(run)) {
    return stopReason(run) === 'request'
      ? 'Stopped on request: further calls are refused.'
      : `The guard refuses further calls (${limits}).`;
  }
  switch (run.guard) {
    case 'armed':
      return `Guard armed: a call that would pass the limit fails before it is sent (${limits}).`;
    case 'advisory':
      return `Guard advisory: limits are watched, calls are not refused (${limits}).`;
    case 'off':
      return 'No budget binds this run.';
  }
}

function budgetLimit(status: BudgetStatus): string {
  const { budget, unit, limit, place } = status;
  const amount =
    unit === 'usd'
      ? limitUsd(limit)
      : unit === 'minutes'
        ? formatDuration(limit * 60_000)
        : `${formatCount(limit)} ${unit}`;
  const isPlain = place === undefined || budgetLabel(status) === `${budget.per} budget`;
  return isPlain ? `${amount} a ${spanOf(budget)}` : `${amount}: ${budgetLabel(status)}`;
}

function limitUsd(nano: number): string {
  const amount = fromNano(nano);
  return nano % 10_000_000 === 0 ? formatUsd(amount) : formatUsdExact(amount);
}

function findingView(finding: Finding, run: Run, weekNano: number | undefined): FindingView {
  const [site] = finding.sites;
  const { title, evidence, remedy } = describe(finding);
  const lasts = budgetWords(finding, run);
  return {
    code: finding.code,
    severity: finding.severity,
    title,
    evidence: [
      ...evidence,
      ...(lasts === undefined ? [] : [lasts]),
      ...(weekNano === undefined ? [] : [weekWords(weekNano)]),
    ],
    remedy,
    ...(site && { site: siteRef(site) }),
    mute: muteFor(finding),
  };
}

function siteRef(site: CallSite): SiteRef {
  return {
    file: site.file,
    line: site.line,
    ...(site.column !== undefined && { column: site.column }),
    label: `${baseName(site.file)}:${site.line}`,
  };
}
