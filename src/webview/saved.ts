/** What the page remembers between being hidden and shown again. The host sends the rest. */
import { DASHBOARD_TABS, type DashboardTab } from '../core/views/messages.ts';
import { GROUP_KEYS, type GroupKey } from './models/sort.ts';
import { RUN_KEYS, type RunKey } from './runs/sort.ts';
import { TOKEN_VIEWS, type TokenView } from './turns/series.ts';

/** The order of a list: a column, and whether its smallest comes first. */
export interface Sort<Key extends string = string> {
  readonly key: Key;
  readonly ascending: boolean;
}

export interface Saved {
  readonly tab: DashboardTab;
  readonly view: TokenView;
  /** of the list of runs */
  readonly sort: Sort<RunKey>;
  /** of the lists by model, agent and call site */
  readonly groupSort: Sort<GroupKey>;
  readonly run?: string;
}

const FRESH: Saved = {
  tab: 'run',
  view: 'content',
  sort: { key: 'started', ascending: false },
  groupSort: { key: 'cost', ascending: false },
};

/** The saved state, with the defaults for whatever is missing or from another version. */
export function parseSaved(value: unknown): Saved {
  if (typeof value !== 'object' || value === null) return FRESH;
  const { tab, view, sort, groupSort, run } = value as Record<string, unknown>;
  return {
    tab: DASHBOARD_TABS.find(known => known === tab) ?? FRESH.tab,
    view: TOKEN_VIEWS.find(known => known === view) ?? FRESH.view,
    sort: parseSort(sort, RUN_KEYS) ?? FRESH.sort,
    groupSort: parseSort(groupSort, GROUP_KEYS) ?? FRESH.groupSort,
    ...(typeof run === 'string' && { run }),
  };
}

function parseSort<Key extends string>(value: unknown, keys: readonly Key[]): Sort<Key> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { key, ascending } = value as Record<string, unknown>;
  const known = keys.find(name => name === key);
  return known === undefined ? undefined : { key: known, ascending: ascending === true };
}
