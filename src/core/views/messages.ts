/** What the dashboard and its host say to each other. The webview speaks first: `ready`. */
import type { ContentView } from './content.ts';
import type { DashboardModel, RunsUpdate, TurnColumns } from './dashboard.ts';
import type { ExplanationView, ModelsView, WhatIfRunsView, WhatIfView } from './insight.ts';

export type ToWebview =
  /** everything but the turns and the list of runs */
  | { readonly type: 'model'; readonly model: DashboardModel }
  /** the answer to `show` of the tab "runs", and again when it changes while that tab is open */
  | { readonly type: 'runs'; readonly update: RunsUpdate }
  /** turns `from` … `from + length − 1` of a run; they replace what the webview has from there on */
  | { readonly type: 'turns'; readonly run: string; readonly from: number; readonly columns: TurnColumns }
  /** bring a tab and a turn (its place in the columns) to the front: a command, a CodeLens */
  | { readonly type: 'reveal'; readonly tab: DashboardTab; readonly turn?: number }
  /** the answer to `explain`, with the same `run` and `turn` */
  | { readonly type: 'explanation'; readonly run: string; readonly turn?: number; readonly view: ExplanationView }
  /** follows `explanation` where prompts and answers of the turn were kept */
  | { readonly type: 'content'; readonly run: string; readonly turn: number; readonly view: ContentView }
  /** the answer to `show` of the tab "models", and again when it changes while that tab is open */
  | { readonly type: 'models'; readonly view: ModelsView }
  /** the answer to `whatIf` */
  | { readonly type: 'whatIf'; readonly run: string; readonly view: WhatIfView }
  /** the answer to `whatIfRuns` */
  | { readonly type: 'whatIfRuns'; readonly view: WhatIfRunsView };

export const DASHBOARD_TABS = ['run', 'runs', 'models'] as const;
export type DashboardTab = (typeof DASHBOARD_TABS)[number];

/** What can be done about a model without a price: these take its id. */
const MODEL_ACTIONS = ['setModelPrice', 'aliasModel', 'markLocal'] as const;
export type ModelAction = (typeof MODEL_ACTIONS)[number];

export const DASHBOARD_ACTIONS = [
  'stopRun',
  'raiseBudget',
  'setBudget',
  'showLog',
  'openTerminal',
  ...MODEL_ACTIONS,
] as const;
export type DashboardAction = (typeof DASHBOARD_ACTIONS)[number];

export type FromWebview =
  /** the webview listens; `run` is the one it showed before it was hidden or reloaded */
  | { readonly type: 'ready'; readonly run?: string }
  | { readonly type: 'select'; readonly run: string }
  /** index into the run's `sites` */
  | { readonly type: 'openSite'; readonly run: string; readonly site: number }
  /** the source of a finding, by its place in the list */
  | { readonly type: 'openFinding'; readonly run: string; readonly finding: number }
  /** findings like this one are not to be told */
  | { readonly type: 'muteFinding'; readonly run: string; readonly finding: number }
  /** another tab is in front now; at first it is "run" */
  | { readonly type: 'show'; readonly tab: DashboardTab }
  /** how an amount came about: of a turn, by its place in the columns, or of the whole run */
  | { readonly type: 'explain'; readonly run: string; readonly turn?: number }
  /** what the run would have cost otherwise */
  | { readonly type: 'whatIf'; readonly run: string }
  /** what these runs would have cost otherwise, all together; all known runs, where none are named */
  | { readonly type: 'whatIfRuns'; readonly runs?: readonly string[] }
  /** a place in the source, by its key in the list by call site */
  | { readonly type: 'openPlace'; readonly key: string }
  | { readonly type: 'action'; readonly action: DashboardAction; readonly run?: string; readonly model?: string };

const MOST_RUNS = 100_000;
// Longer than any name that the log reader lets through.
const MOST_CHARACTERS = 10_000;

/** A message from the webview, or undefined where it is none: whatever runs in there is not trusted. */
export function parseFromWebview(value: unknown): FromWebview | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, run, runs, site, finding, turn, tab, key, ...rest } = value as Record<string, unknown>;
  if (run !== undefined && !isText(run)) return undefined;
  switch (type) {
    case 'ready':
      return run === undefined ? { type } : { type, run };
    case 'select':
    case 'whatIf':
      return run === undefined ? undefined : { type, run };
    case 'whatIfRuns':
      if (runs === undefined) return { type };
      return Array.isArray(runs) && runs.length <= MOST_RUNS && runs.every(isText) ? { type, runs } : undefined;
    case 'openSite':
      return run !== undefined && isIndex(site) ? { type, run, site } : undefined;
    case 'openFinding':
    case 'muteFinding':
      return run !== undefined && isIndex(finding) ? { type, run, finding } : undefined;
    case 'openPlace':
      return isText(key) ? { type, key } : undefined;
    case 'explain':
      if (run === undefined) return undefined;
      if (turn === undefined) return { type, run };
      return isIndex(turn) ? { type, run, turn } : undefined;
    case 'show': {
      const known = DASHBOARD_TABS.find(name => name === tab);
      return known && { type, tab: known };
    }
    case 'action':
      return parseAction(rest, run);
    default:
      return undefined;
  }
}

function parseAction({ action, model }: Record<string, unknown>, run: string | undefined): FromWebview | undefined {
  const known = DASHBOARD_ACTIONS.find(name => name === action);
  if (known === undefined) return undefined;
  if (MODEL_ACTIONS.some(name => name === known)) {
    return isText(model) && model !== '' ? { type: 'action', action: known, model } : undefined;
  }
  return run === undefined ? { type: 'action', action: known } : { type: 'action', action: known, run };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MOST_CHARACTERS;
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
