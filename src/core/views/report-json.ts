/** A report as JSON. The shape is a promise (docs/cli.md): fields may be added, none changes its meaning under one `v`. */
import type { Distribution, ModelRuns, TaskComparison } from '../compare.ts';
import type { Totals } from '../model.ts';
import { fromNano, type NanoUsd, toUsd } from '../money.ts';
import { inputOf, tokensOf } from '../totals.ts';
import type { WhatIf } from '../what-if.ts';
import { amountKind, costText } from './amounts.ts';
import { BASIS } from './explain.ts';
import type { Report, ReportRow } from './report.ts';
import type { BudgetLine } from './report-budgets.ts';
import { reportNotes } from './report-table.ts';

/** Plain data, ready for `JSON.stringify`. Times are ISO 8601 in UTC. */
export function reportJson(report: Report, now: number): object {
  const { by, since, calendar, rows, total, comparisons, priceNote, budgets, whatIf } = report;
  return {
    v: 1,
    kind: 'report',
    by,
    since: since === undefined ? null : iso(since),
    generatedAt: iso(now),
    zone: calendar.zone,
    basis: BASIS,
    prices: priceNote,
    rows: rows.map(row => ({ key: row.key, label: row.label, ...figures(row) })),
    total: figures(total),
    ...(by === 'model' && { comparisons: comparisons.map(comparisonJson) }),
    ...((by === 'day' || by === 'week') && { budgets: budgets.map(budgetJson) }),
    ...(whatIf && {
      whatIf: {
        scenario: whatIf.total.scenario,
        ...whatIfJson(whatIf.total),
        runs: whatIf.runs.map(({ run, result }) => ({ run: run.id, ...whatIfJson(result) })),
      },
    }),
    notes: reportNotes(report).slice(0, -1),
  };
}

/** What is known of an amount. `usd` is null where nothing has a price: never a bare 0. */
function costJson(totals: Totals): object {
  const kind = amountKind(totals);
  const nano = kind === 'unpriced' ? null : totals.nano;
  return {
    usd: nano === null ? null : toUsd(nano),
    nanoUsd: nano,
    kind,
    text: costText(totals),
    unpricedCalls: totals.unpriced,
    unpricedTokens: totals.unpricedTokens,
    callsWithoutUsage: totals.withoutUsage,
    partialCalls: totals.partial,
    estimatedCalls: totals.estimated,
  };
}

function figures({ runs, totals, from, to, state }: Omit<ReportRow, 'key' | 'label'>): object {
  return {
    ...(state && { state }),
    from: totals.calls === 0 ? null : iso(from),
    to: totals.calls === 0 ? null : iso(to),
    runs,
    calls: totals.calls,
    failedCalls: totals.failed,
    blockedCalls: totals.blocked,
    runningCalls: totals.running,
    cost: costJson(totals),
    tokens: {
      total: tokensOf(totals),
      allInput: inputOf(totals),
      input: totals.input,
      cacheRead: totals.cacheRead,
      cacheWrite: totals.cacheWrite,
      output: totals.output,
      reasoning: totals.reasoning,
    },
  };
}

function comparisonJson({ task, models, outliers }: TaskComparison): object {
  return { task, models: models.map(modelJson), outliers };
}

function modelJson({ model, runs, incomplete, nano, tokens, turns }: ModelRuns): object {
  return { model, runs, incompleteRuns: incomplete, usd: nano && inUsd(nano), tokens, turns };
}

function inUsd({ total, median, p90, max }: Distribution<NanoUsd>): object {
  return { total: toUsd(total), median: toUsd(median), p90: toUsd(p90), max: toUsd(max) };
}

/** `ratio` is null where nothing can be said against the limit: never a bare 0. */
function budgetJson({ key, rule, status: { unit, limit, spent, ratio, incomplete, level } }: BudgetLine): object {
  const { per, agent = null, task = null, user = null, model = null, action } = rule;
  const plain = (amount: number) => (unit === 'usd' ? toUsd(fromNano(amount)) : amount);
  return {
    ...{ key, per, agent, task, user, model, action, unit, limit: plain(limit), spent: plain(spent) },
    ...{ ratio: level === 'unknown' ? null : ratio, incomplete, level },
  };
}

/** `usd` is null where the calls can't be priced that way, `actualUsd` where they have no price: never a bare 0. */
function whatIfJson({ nano, incomplete, actual, actualIncomplete, calls, unpriced, assumptions }: WhatIf): object {
  return {
    usd: nano === null ? null : toUsd(nano),
    nanoUsd: nano,
    incomplete,
    actualUsd: actual === null ? null : toUsd(actual),
    actualNanoUsd: actual,
    actualIncomplete,
    calls,
    unpricedCalls: unpriced,
    assumptions,
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
