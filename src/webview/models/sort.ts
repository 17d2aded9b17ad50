/** The lists by model, agent and call site, sorted by a column. */
import type { GroupRow } from '../../core/views/insight.ts';
import { nextSort, type SortValue, sorted } from '../grid/sort.ts';
import type { Sort } from '../saved.ts';

export const GROUP_KEYS = ['name', 'share', 'runs', 'calls', 'input', 'output', 'cached', 'perCall', 'cost'] as const;
export type GroupKey = (typeof GROUP_KEYS)[number];

const VALUE: Readonly<Record<GroupKey, (row: GroupRow) => SortValue>> = {
  name: row => row.name,
  share: row => row.share,
  runs: row => row.runs,
  calls: row => row.calls,
  input: row => row.input,
  output: row => row.output,
  cached: row => row.cachedShare,
  perCall: row => row.perCall,
  cost: row => row.nano,
};

/** The rows in order; equal ones stay as the host sent them, the most expensive first. */
export function arrangeGroups(rows: readonly GroupRow[], { key, ascending }: Sort<GroupKey>): readonly GroupRow[] {
  return sorted(rows, VALUE[key], ascending);
}

/** What a click on a header asks for. */
export function sortGroupsBy(key: GroupKey, now: Sort<GroupKey>): Sort<GroupKey> {
  return nextSort(key, now, ['name']);
}
