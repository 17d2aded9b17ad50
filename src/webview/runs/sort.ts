/** The list of runs: filtered by text, sorted by a column. */
import type { RunRow } from '../../core/views/dashboard.ts';
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

const VALUE: Readonly<Record<RunKey, (run: RunRow) => number | string | undefined>> = {
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

const COLLATOR = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** The runs whose name or state holds the text, in order. What a run has no value for comes last, either way round. */
export function arrange(runs: readonly RunRow[], filter: string, { key, ascending }: Sort<RunKey>): readonly RunRow[] {
  const wanted = filter.trim().toLowerCase();
  const found = wanted === '' ? [...runs] : runs.filter(run => matches(run, wanted));
  const value = VALUE[key];
  return found.sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || newest(a, b);
    const order = typeof x === 'string' && typeof y === 'string' ? COLLATOR.compare(x, y) : Number(x) - Number(y);
    return (ascending ? order : -order) || newest(a, b);
  });
}

/** What a click on a header asks for: the other way round, or the order one looks for first in that column. */
export function sortBy(key: RunKey, now: Sort<RunKey>): Sort<RunKey> {
  return { key, ascending: now.key === key ? !now.ascending : key === 'name' || key === 'state' };
}

function matches(run: RunRow, wanted: string): boolean {
  return run.name.toLowerCase().includes(wanted) || run.stateText.toLowerCase().includes(wanted);
}

function newest(a: RunRow, b: RunRow): number {
  return b.startedAt - a.startedAt;
}
