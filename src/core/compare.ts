/**
 * The same work done by different models: runs of one task, grouped by the model most of their tokens went to. All
 * figures are integers, and every quantile is the figure of a run that took place (nearest rank).
 */
import { getOrMake } from './maps.ts';
import type { Run } from './model.ts';
import { add, type NanoUsd, ZERO } from './money.ts';
import { isIncomplete, tokensOf, tokens as tokensOfCall } from './totals.ts';

/** What a figure of several runs looks like. `median` and `p90` are those of a run: half, nine tenths are at most that. */
export interface Distribution<T extends number = number> {
  readonly total: T;
  readonly median: T;
  readonly p90: T;
  readonly max: T;
}

/** The runs of one task under one model. */
export interface ModelRuns {
  /** as it was asked for; null where no call named one */
  readonly model: string | null;
  readonly runs: number;
  /** runs whose cost is only a lower bound, or not known at all */
  readonly incomplete: number;
  /** over the runs with a known amount, lower bounds included; null where there is none */
  readonly nano: Distribution<NanoUsd> | null;
  readonly tokens: Distribution;
  readonly turns: Distribution;
}

/** A model that is cheaper per token, and used at least three times the tokens for the same work. */
export interface Outlier {
  readonly cheaper: string;
  readonly dearer: string;
  /** ids of the runs of `cheaper` that took three times the median of `dearer` or more, the largest first */
  readonly runs: readonly string[];
  /** all runs of `cheaper` */
  readonly of: number;
  readonly cheaperMedianTokens: number;
  readonly dearerMedianTokens: number;
  readonly cheaperMedianNano: NanoUsd;
  readonly dearerMedianNano: NanoUsd;
  /** some of these amounts are lower bounds */
  readonly incomplete: boolean;
}

export interface TaskComparison {
  /** the task, else the name the runs have in common */
  readonly task: string;
  /** most runs first */
  readonly models: readonly ModelRuns[];
  readonly outliers: readonly Outlier[];
}

/** From how many times the tokens on a cheaper model counts as an outlier. */
export const OUTLIER_TIMES = 3;

/** Groups runs that are over and made calls. Tasks with most runs first. */
export function compareRuns(runs: readonly Run[]): readonly TaskComparison[] {
  const tasks = new Map<string, Map<string | null, Run[]>>();
  for (const run of runs) {
    if (run.state === 'live' || run.calls.length === 0) continue;
    const models = getOrMake(tasks, run.task ?? run.name, () => new Map<string | null, Run[]>());
    getOrMake(models, modelOfRun(run) ?? null, () => []).push(run);
  }
  return [...tasks]
    .map(([task, models]) => ({
      task,
      models: [...models].map(([model, own]) => modelRuns(model, own)).sort((a, b) => b.runs - a.runs),
      outliers: outliers(models),
    }))
    .sort((a, b) => runsOf(b) - runsOf(a));
}

/** The model most of a run's tokens went to, as it was asked for. */
function modelOfRun(run: Run): string | undefined {
  const sums = new Map<string, number>();
  for (const call of run.calls) {
    const model = call.requestModel ?? call.responseModel;
    if (model !== undefined) sums.set(model, (sums.get(model) ?? 0) + tokensOfCall(call));
  }
  return [...sums].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function runsOf({ models }: TaskComparison): number {
  return models.reduce((sum, { runs }) => sum + runs, 0);
}

function modelRuns(model: string | null, runs: readonly Run[]): ModelRuns {
  const known = runs.filter(isKnown).map(run => run.totals.nano);
  return {
    model,
    runs: runs.length,
    incomplete: runs.filter(run => isIncomplete(run.totals)).length,
    nano: known.length === 0 ? null : distribution(known, known.reduce(add, ZERO)),
    tokens: counted(runs.map(run => tokensOf(run.totals))),
    turns: counted(runs.map(run => run.turns.length)),
  };
}

/** Something of it has a price. A run that is free by declaration has one: 0. */
function isKnown({ totals }: Run): boolean {
  return totals.nano > 0 || (totals.unpriced === 0 && totals.withoutUsage === 0);
}

function counted(values: readonly number[]): Distribution {
  return distribution(
    values,
    values.reduce((sum, value) => sum + value, 0),
  );
}

function distribution<T extends number>(values: readonly T[], total: T): Distribution<T> {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (percent: number): T => sorted[Math.max(0, Math.ceil((percent * sorted.length) / 100) - 1)] ?? total;
  return { total, median: at(50), p90: at(90), max: at(100) };
}

function outliers(models: ReadonlyMap<string | null, readonly Run[]>): readonly Outlier[] {
  const sides = [...models].flatMap(([model, runs]) => sideOf(model, runs) ?? []);
  return sides.flatMap(a => sides.flatMap(b => (a !== b && isCheaper(a, b) ? (outlier(a, b) ?? []) : [])));
}

interface Side {
  readonly model: string;
  readonly runs: readonly Run[];
  readonly figures: ModelRuns;
  readonly nano: Distribution<NanoUsd>;
  /** tokens that have a price: what `nano.total` was paid for */
  readonly pricedTokens: number;
}

function sideOf(model: string | null, runs: readonly Run[]): Side | undefined {
  const figures = modelRuns(model, runs);
  const { nano, tokens } = figures;
  const pricedTokens = tokens.total - runs.reduce((sum, { totals }) => sum + totals.unpricedTokens, 0);
  return model === null || nano === null || pricedTokens <= 0
    ? undefined
    : { model, runs, figures, nano, pricedTokens };
}

/** By what a token of it did cost here, exactly: the products pass 2⁵³. */
function isCheaper(a: Side, b: Side): boolean {
  return BigInt(a.nano.total) * BigInt(b.pricedTokens) < BigInt(b.nano.total) * BigInt(a.pricedTokens);
}

function outlier(a: Side, b: Side): Outlier | undefined {
  const needed = b.figures.tokens.median;
  const out = a.runs
    .filter(run => needed > 0 && tokensOf(run.totals) >= OUTLIER_TIMES * needed)
    .sort((x, y) => tokensOf(y.totals) - tokensOf(x.totals));
  if (out.length === 0) return undefined;
  return {
    cheaper: a.model,
    dearer: b.model,
    runs: out.map(run => run.id),
    of: a.runs.length,
    cheaperMedianTokens: a.figures.tokens.median,
    dearerMedianTokens: needed,
    cheaperMedianNano: a.nano.median,
    dearerMedianNano: b.nano.median,
    incomplete: a.figures.incomplete + b.figures.incomplete > 0,
  };
}
