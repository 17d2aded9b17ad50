/** What the page remembers between being hidden and shown again. The host sends the rest. */
import { DASHBOARD_TABS, type DashboardTab } from '../core/views/messages.ts';
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
  readonly sort: Sort<RunKey>;
  readonly run?: string;
}

const FRESH: Saved = { tab: 'run', view: 'content', sort: { key: 'started', ascending: false } };

/** The saved state, with the defaults for whatever is missing or from another version. */
export function parseSaved(value: unknown): Saved {
  if (typeof value !== 'object' || value === null) return FRESH;
  const { tab, view, sort, run } = value as Record<string, unknown>;
  const { key, ascending } = (typeof sort === 'object' && sort !== null ? sort : {}) as Record<string, unknown>;
  const knownKey = RUN_KEYS.find(known => known === key);
  return {
    tab: DASHBOARD_TABS.find(known => known === tab) ?? FRESH.tab,
    view: TOKEN_VIEWS.find(known => known === view) ?? FRESH.view,
    sort: knownKey === undefined ? FRESH.sort : { key: knownKey, ascending: ascending === true },
    ...(typeof run === 'string' && { run }),
  };
}
