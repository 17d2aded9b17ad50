/** Runs → the tab "Agents & models": who spent what over all known runs, what has no price, the same task on several models. */
import { compareRuns, type ModelRuns, type TaskComparison } from '../compare.ts';
import { getOrMake } from '../maps.ts';
import type { Call, Run, Totals } from '../model.ts';
import { formatUsd, type NanoUsd, share } from '../money.ts';
import { baseName, count, formatCount, formatTokens } from '../text.ts';
import { inputOf, tokens, tokensOf } from '../totals.ts';
import { amountKind, costText, incompleteness } from './amounts.ts';
import { UTC } from './calendar.ts';
import { outlierText } from './compare.ts';
import type { SiteRef } from './dashboard.ts';
import type { ComparisonRow, ComparisonView, Group, GroupRow, ModelsView, UnpricedView } from './insight.ts';
import { type ReportRow, report } from './report.ts';
import { sum } from './status.ts';

const MOST_COMPARISONS = 20;
const MOST_UNPRICED = 20;

/** Sums are kept run by run: while one of many is live, only that one is added up anew. */
export class AgentsModels {
  readonly #parts = new WeakMap<Run, RunPart>();
  #ended: readonly Run[] = [];
  #comparisons: readonly TaskComparison[] = [];

  view(runs: readonly Run[]): ModelsView {
    const parts = runs.map(run => this.#part(run));
    const compared = this.#compare(runs).filter(({ models }) => models.length > 1);
    const left = compared.length - MOST_COMPARISONS;
    return {
      groups: { model: groupRows(parts, 'model'), agent: groupRows(parts, 'agent'), site: groupRows(parts, 'site') },
      footer: footer(runs),
      unpriced: unpricedViews(parts),
      comparisons: compared.slice(0, MOST_COMPARISONS).map(comparisonView),
      ...(left > 0 && { more: `${count(left, 'more task')} ran on several models: see spanmeter report --by model.` }),
    };
  }

  /** As they were asked for, the ones with most tokens first. */
  modelsInUse(runs: readonly Run[]): readonly string[] {
    const rows = groupRows(
      runs.map(run => this.#part(run)),
      'model',
    );
    return [...rows]
      .sort((a, b) => b.input + b.output - a.input - a.output)
      .flatMap(({ key, name }) => (key === '' ? [] : [name]));
  }

  #part(run: Run): RunPart {
    const known = this.#parts.get(run);
    if (known !== undefined) return known;
    const part = partOf(run);
    this.#parts.set(run, part);
    return part;
  }

  #compare(runs: readonly Run[]): readonly TaskComparison[] {
    const ended = runs.filter(run => run.state !== 'live');
    const same = ended.length === this.#ended.length && ended.every((run, i) => run === this.#ended[i]);
    if (!same) this.#comparisons = compareRuns(ended);
    this.#ended = ended;
    return this.#comparisons;
  }
}

/** What one run adds to each list. */
interface RunPart extends Readonly<Record<Group, readonly ReportRow[]>> {
  readonly sites: ReadonlyMap<string, SiteRef>;
  readonly unpriced: readonly Unpriced[];
}

interface Unpriced {
  readonly model: string;
  tokens: number;
  calls: number;
  readonly reason: string | undefined;
}

function partOf(run: Run): RunPart {
  const by = (group: Group) =>
    report({ runs: [run], by: group, calendar: UTC, priceNote: '', notes: [], fileName: baseName }).rows;
  const sites = run.sites.map(({ site: { file, line, column } }): readonly [string, SiteRef] => [
    `${file}:${line}`,
    { file, line, ...(column !== undefined && { column }), label: `${baseName(file)}:${line}` },
  ]);
  return {
    model: by('model'),
    agent: by('agent'),
    site: by('site'),
    sites: new Map(sites),
    unpriced: run.totals.unpriced > 0 ? unpricedOf(run.calls) : [],
  };
}

function groupRows(parts: readonly RunPart[], group: Group): readonly GroupRow[] {
  const groups = new Map<string | null, { readonly label: string; runs: number; all: Totals[]; site?: SiteRef }>();
  for (const part of parts) {
    for (const { key, label, totals } of part[group]) {
      const site = group === 'site' && key !== null ? part.sites.get(key) : undefined;
      const known = getOrMake(groups, key, () => ({ label, runs: 0, all: [], ...(site && { site }) }));
      known.runs++;
      known.all.push(totals);
    }
  }
  const rows = [...groups].map(([key, { label, runs, all, site }]) => ({ key, label, runs, totals: sum(all), site }));
  rows.sort((a, b) => b.totals.nano - a.totals.nano || tokensOf(b.totals) - tokensOf(a.totals));
  const nano = rows.reduce((total, { totals }) => total + totals.nano, 0);
  return rows.map(({ key, label, runs, totals, site }) => ({
    // A name that is empty and no name are two things.
    key: key === null ? '' : `=${key}`,
    name: label,
    runs,
    calls: totals.calls,
    input: inputOf(totals),
    output: totals.output,
    ...(inputOf(totals) > 0 && { cachedShare: totals.cacheRead / inputOf(totals) }),
    ...(nano > 0 && totals.nano > 0 && { share: totals.nano / nano }),
    ...(amountKind(totals) !== 'unpriced' && { nano: totals.nano }),
    costText: costText(totals),
    ...perCall(totals),
    ...(site && { site }),
  }));
}

/** Over the calls that were sent and have a price. */
function perCall(totals: Totals): Pick<GroupRow, 'perCall' | 'perCallText'> {
  const calls = totals.calls - totals.running - totals.blocked - totals.unpriced - totals.withoutUsage;
  if (calls <= 0 || totals.nano === 0) return {};
  const kind = amountKind({ ...totals, unpriced: 0, withoutUsage: 0 });
  const mark = kind === 'atLeast' ? '≥ ' : kind === 'about' ? '≈ ' : '';
  const nano = share(totals.nano, 1, calls);
  return { perCall: nano, perCallText: `${mark}${formatUsd(nano)}` };
}

function footer(runs: readonly Run[]): string {
  if (runs.length === 0) return 'No runs recorded yet.';
  const totals = sum(runs.map(run => run.totals));
  const missing = incompleteness(totals);
  return [count(runs.length, 'run'), costText(totals), ...(missing === undefined ? [] : [missing])].join(' · ');
}

function unpricedOf(calls: readonly Call[]): readonly Unpriced[] {
  const models = new Map<string, Unpriced>();
  for (const call of calls) {
    const { cost, usage } = call;
    const model = call.responseModel ?? call.requestModel;
    if (cost.nano !== null || usage === undefined || model === undefined) continue;
    const sum = getOrMake(models, model, () => ({ model, tokens: 0, calls: 0, reason: cost.reason }));
    sum.tokens += tokens(call);
    sum.calls++;
  }
  return [...models.values()];
}

function unpricedViews(parts: readonly RunPart[]): readonly UnpricedView[] {
  const models = new Map<string, Unpriced>();
  for (const each of parts.flatMap(({ unpriced }) => unpriced)) {
    const sum = getOrMake(models, each.model, () => ({ ...each, tokens: 0, calls: 0 }));
    sum.tokens += each.tokens;
    sum.calls += each.calls;
  }
  return [...models.values()]
    .sort((a, b) => b.tokens - a.tokens)
    .slice(0, MOST_UNPRICED)
    .map(({ model, tokens: used, calls, reason }) => ({
      model,
      text: `No price for ${model}: ${formatTokens(used)} tokens in ${count(calls, 'call')}`,
      note: reason ?? '',
    }));
}

function comparisonView({ task, models, outliers }: TaskComparison): ComparisonView {
  return { task, rows: models.map(comparisonRow), notes: outliers.map(outlier => outlierText(outlier, task)) };
}

function comparisonRow({ model, runs, nano, tokens: used, turns, incomplete }: ModelRuns): ComparisonRow {
  const amount = (value: NanoUsd | undefined) =>
    value === undefined ? 'no price' : `${incomplete > 0 ? '≥ ' : ''}${formatUsd(value)}`;
  return {
    model: model ?? '(no model named)',
    runs: formatCount(runs),
    median: amount(nano?.median),
    p90: amount(nano?.p90),
    max: amount(nano?.max),
    tokens: formatTokens(used.median),
    turns: formatCount(turns.median),
    total: amount(nano?.total),
  };
}
