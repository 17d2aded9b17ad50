/**
 * The list of runs, as far as the webview has it. A run is a new object when it has changed, so what has to be sent is
 * found by identity, however long the list is.
 */
import type { Finding, Severity } from '../analyses/finding.ts';
import type { Run } from '../model.ts';
import { count } from '../text.ts';
import { inputOf, tokensOf } from '../totals.ts';
import { amountKind, budgetPercent, costText, incompleteness, isStopped, tightest } from './amounts.ts';
import type { RunRow, RunsUpdate } from './dashboard.ts';
import { sum } from './status.ts';
import { endText } from './tooltip.ts';

export class RunsList {
  #sent: ReadonlyMap<string, Run> | undefined;

  /**
   * What to send now; undefined where the webview is up to date. `judged` gives a live run the limits it shares with others:
   * of runs that are over, the list shows the limits of their own.
   */
  update(runs: readonly Run[], judged = (run: Run): Run => run): RunsUpdate | undefined {
    const sent = this.#sent;
    const changed = runs.filter(run => sent?.get(run.id) !== run);
    const whole = sent === undefined || runs.length < sent.size;
    if (!whole && changed.length === 0) return undefined;
    this.#sent = new Map(runs.map(run => [run.id, run]));
    return {
      rows: (whole ? runs : changed).map(run => runRow(run.state === 'live' ? judged(run) : run)),
      whole,
      footer: runsFooter(runs),
    };
  }

  /** The webview begins anew: it has none. */
  forget(): void {
    this.#sent = undefined;
  }
}

/** `live`, `done`, `failed`, `stopped by budget`, `interrupted` */
export function runStateText(run: Run): string {
  return isStopped(run) && run.state === 'live' ? 'live, calls refused' : endText(run);
}

function runRow(run: Run): RunRow {
  const budget = tightest(run.budgets);
  const worst = worstOf(run.findings);
  const input = inputOf(run.totals);
  return {
    id: run.id,
    name: run.name,
    state: run.state,
    stateText: runStateText(run),
    startedAt: run.startedAt,
    lastAt: run.lastAt,
    turns: run.turns.length,
    tokens: tokensOf(run.totals),
    ...(amountKind(run.totals) !== 'unpriced' && { nano: run.totals.nano }),
    costText: costText(run.totals),
    ...(budget && { budgetRatio: budget.ratio, budgetText: budgetPercent(budget) }),
    ...(input > 0 && { cachedShare: run.totals.cacheRead / input }),
    findings: run.findings.length,
    ...(worst && { worst }),
  };
}

function runsFooter(runs: readonly Run[]): string {
  if (runs.length === 0) return 'No runs recorded yet.';
  const totals = sum(runs.map(run => run.totals));
  const missing = incompleteness(totals);
  return [count(runs.length, 'run'), costText(totals), ...(missing === undefined ? [] : [missing])].join(' · ');
}

const SEVERITY: readonly Severity[] = ['information', 'warning', 'critical'];

function worstOf(findings: readonly Finding[]): Severity | undefined {
  return SEVERITY.findLast(severity => findings.some(finding => finding.severity === severity));
}
