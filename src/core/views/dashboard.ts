/** What the dashboard draws, as plain data. Built by `dashboard-model.ts` in the host, drawn by `src/webview/`. */
import type { Mute } from '../analyses/config.ts';

/** Words, state and money of one run, as a row of the list. Texts are ready to be shown. */
export interface RunRow {
  readonly id: string;
  readonly name: string;
  readonly state: 'live' | 'ok' | 'error' | 'stopped' | 'interrupted';
  /** `live`, `done`, `failed`, `stopped: run budget`, `interrupted` */
  readonly stateText: string;
  /** Unix milliseconds */
  readonly startedAt: number;
  readonly lastAt: number;
  readonly turns: number;
  readonly tokens: number;
  /** nano-dollars for sorting; a lower bound where the text says so, absent where no amount is known */
  readonly nano?: number;
  /** `$0.42`, `≥ $0.42`, `412k tokens, no price` */
  readonly costText: string;
  /** share of its tightest budget, 0 to 1 and above; absent without one */
  readonly budgetRatio?: number;
  /** `84%`, `25%+` where the total is a lower bound */
  readonly budgetText?: string;
  /** share of input that came from a cache, 0 to 1; absent where nothing is known */
  readonly cachedShare?: number;
  readonly findings: number;
  readonly worst?: 'information' | 'warning' | 'critical';
}

export interface SiteRef {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  /** `agent.mjs:42` */
  readonly label: string;
}

export interface FindingView {
  readonly code: string;
  readonly severity: 'information' | 'warning' | 'critical';
  /** one sentence */
  readonly title: string;
  /** evidence, one line each */
  readonly evidence: readonly string[];
  /** what can be done about it */
  readonly remedy: string;
  readonly site?: SiteRef;
  /** what silences findings like it */
  readonly mute: Mute;
}

export interface BudgetView {
  /** `run budget` */
  readonly label: string;
  /** `$0.42 of $0.50` */
  readonly text: string;
  /** `84%`, `84%+` */
  readonly percentText: string;
  readonly ratio: number;
  /** share at which the warning begins, 0 to 1 */
  readonly warnAt: number;
  readonly level: 'within' | 'near' | 'over' | 'unknown';
  /** dollars of the limit, for the line in the cost curve; absent where the limit is not in dollars */
  readonly limitNano?: number;
}

/** One figure at the top of a run: a label, the figure, and a line beneath it. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  /** place of the turn that the figure is the cost of: it can be opened */
  readonly turn?: number;
}

export interface RunView {
  readonly id: string;
  readonly name: string;
  readonly state: RunRow['state'];
  readonly stateText: string;
  /** `gpt-4o-mini · 6 min 12 s` */
  readonly subtitle: string;
  readonly costText: string;
  /** why the cost is a lower bound or an estimate; absent where it is complete */
  readonly costNote?: string;
  /** the one nearest to its limit, and the next */
  readonly budget?: BudgetView;
  readonly moreBudgets?: readonly BudgetView[];
  readonly figures: readonly Figure[];
  /** `Guard armed: the next call past $0.50 will fail.` */
  readonly guardText: string;
  readonly findings: readonly FindingView[];
  /** names that the columns point into */
  readonly models: readonly string[];
  readonly agents: readonly string[];
  readonly sites: readonly SiteRef[];
  readonly turnCount: number;
  readonly canStop: boolean;
  readonly canRaise: boolean;
}

/** What the list of runs has to be told to be up to date: 5,000 rows are a megabyte, a change is one of them. */
export interface RunsUpdate {
  /** rows that are new or have changed, in no order */
  readonly rows: readonly RunRow[];
  /** these are all there are: what was sent before is forgotten */
  readonly whole: boolean;
  /** `214 runs · $187.20 · 3 calls unpriced` */
  readonly footer: string;
}

/** All but the turns, which travel as columns, and the list of runs. Sent whole on each change. */
export interface DashboardModel {
  /** how many runs there are */
  readonly runCount: number;
  /** the run being looked at */
  readonly run?: RunView;
  /** id of the run that was asked for; where there is none such, `run` is another one */
  readonly asked?: string;
  /** what keeps numbers from being complete or fresh, one sentence each: an unreadable folder, a broken configuration */
  readonly notes: readonly string[];
  /** `genai-prices 0.1.8, 2026-09-22 · API list-price equivalent` */
  readonly priceNote: string;
}

/** Stands in a Uint32 column for "not known"; never 0. */
export const ABSENT = 0xffffffff;
/** Stands in an index column for "none". */
export const NONE = 0xffff;

export const FLAG = {
  running: 1,
  failed: 2,
  unpriced: 4,
  estimated: 8,
  partial: 16,
  noUsage: 32,
  blocked: 64,
} as const;

/**
 * Turns as columns, one entry a turn, so that 50,000 of them cross to the webview in milliseconds. Tokens are per turn
 * (the sum over its calls).
 */
export interface TurnColumns {
  readonly startedAt: Float64Array;
  /** nano-dollars; NaN where no call of the turn has a price */
  readonly nano: Float64Array;
  /** what the prompt was made of, scaled so that the six add up to the reported input; `other` is what no part explains */
  readonly system: Uint32Array;
  readonly tools: Uint32Array;
  readonly history: Uint32Array;
  readonly toolResults: Uint32Array;
  readonly user: Uint32Array;
  readonly other: Uint32Array;
  /** how the same input was billed: the three add up to the same sum */
  readonly fresh: Uint32Array;
  readonly cacheRead: Uint32Array;
  readonly cacheWrite: Uint32Array;
  /** output without reasoning, and reasoning */
  readonly output: Uint32Array;
  readonly reasoning: Uint32Array;
  readonly calls: Uint16Array;
  /** indexes into the run's tables, NONE where there is none */
  readonly model: Uint16Array;
  readonly agent: Uint16Array;
  readonly site: Uint16Array;
  /** FLAG bits of all calls of the turn */
  readonly flags: Uint8Array;
}
