/** The list of runs: filtered by text, sorted by a column. */
import type { RunRow } from '../../core/views/dashboard.ts';
import { nextSort, type SortValue, sorted } from '../grid/sort.ts';
import type { Sort } from '../saved.ts';

export const RUN_KEYS = [
  'started',
  'name',
  'state',
  'turns',
  'tokens',
  'cost',
  'budget',
  'cached',
  'findings',
] as const;
export type RunKey = (typeof RUN_KEYS)[number];

const VALUE: Readonly<Record<RunKey, (run: RunRow) => SortValue>> = {
  started: run => run.startedAt,
  name: run => run.name,
  state: run => run.stateText,
  turns: run => run.turns,
  tokens: run => run.tokens,
  cost: run => run.nano,
  budget: run => run.budgetRatio,
  cached: run => run.cachedShare,
  findings: run => run.findings,
};

/** The runs whose name or state holds the text, in order. What a run has no value for comes last, either way round. */
export function arrange(runs: readonly RunRow[], filter: string, { key, ascending }: Sort<RunKey>): readonly RunRow[] {
  const wanted = filter.trim().toLowerCase();
  const found = wanted === '' ? runs : runs.filter(run => matches(run, wanted));
  return sorted(found, VALUE[key], ascending, newest);
}

/** What a click on a header asks for. */
export function sortBy(key: RunKey, now: Sort<RunKey>): Sort<RunKey> {
  return nextSort(key, now, ['name', 'state']);
}

function matches(run: RunRow, wanted: string): boolean {
  return run.name.toLowerCase().includes(wanted) || run.stateText.toLowerCase().includes(wanted);
}

function newest(a: RunRow, b: RunRow): number {
  return b.startedAt - a.startedAt;
}
