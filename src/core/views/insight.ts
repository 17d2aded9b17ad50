/** What the dashboard shows when it is asked to, as plain data; texts are ready to be shown. */
import type { SiteRef } from './dashboard.ts';
import type { Explanation } from './explain.ts';

/** A call, or one way to cut a run: lines that add up to the total, and what is to be known about them. */
export interface ExplanationBlock {
  readonly title: string;
  /** what the four columns of `parts` hold */
  readonly heads: readonly [string, string, string, string];
  readonly parts: Explanation['parts'];
  /** to the last digit; absent where nothing is known */
  readonly total?: string;
  readonly facts: Explanation['facts'];
}

/** How an amount came about. */
export interface ExplanationView {
  /** `Turn 38`, `Whole run` */
  readonly title: string;
  readonly amount: string;
  /** why the amount is not the whole story; absent where it is */
  readonly note?: string;
  readonly blocks: readonly ExplanationBlock[];
  /** what is left out */
  readonly more?: string;
}

/** How the known runs were spent, by one thing: a model, an agent, a place in the source. */
export interface GroupRow {
  /** unique within its list */
  readonly key: string;
  readonly name: string;
  readonly runs: number;
  readonly calls: number;
  /** tokens in, cached or not, and out */
  readonly input: number;
  readonly output: number;
  readonly cachedShare?: number;
  /** share of the known cost, 0 to 1; absent where this has none */
  readonly share?: number;
  /** nano-dollars for sorting, in all and per call; a lower bound where the text says so, absent where none is known */
  readonly nano?: number;
  readonly perCall?: number;
  readonly costText: string;
  /** `$0.0124`; absent where no call has a price */
  readonly perCallText?: string;
  readonly site?: SiteRef;
}

/** A model whose calls count for nothing in the totals until it gets a price. */
export interface UnpricedView {
  readonly model: string;
  /** `No price for house-model-7: 412k tokens in 12 calls` */
  readonly text: string;
  /** why it has none */
  readonly note: string;
}

/** One model's runs of a task. */
export interface ComparisonRow {
  readonly model: string;
  readonly runs: string;
  readonly median: string;
  readonly p90: string;
  readonly max: string;
  readonly tokens: string;
  readonly turns: string;
  readonly total: string;
}

/** The same task on several models. */
export interface ComparisonView {
  readonly task: string;
  readonly rows: readonly ComparisonRow[];
  /** what is odd about it, a sentence each */
  readonly notes: readonly string[];
}

/** What the known runs are cut by. */
export type Group = 'model' | 'agent' | 'site';

/** The tab "Agents & models". Sent only while it is open. */
export interface ModelsView {
  readonly groups: Readonly<Record<Group, readonly GroupRow[]>>;
  /** `12 runs · $187.20 · 3 calls without a price` */
  readonly footer: string;
  /** models without a price, the ones with most tokens first */
  readonly unpriced: readonly UnpricedView[];
  readonly comparisons: readonly ComparisonView[];
  /** what is left out of the comparisons */
  readonly more?: string;
}

/** What the same tokens would have cost: a sentence, and what it rests on. */
export interface WhatIfResult {
  readonly text: string;
  readonly notes: readonly string[];
}

export interface WhatIfView {
  /** turns of the run when this was worked out */
  readonly turns: number;
  /** the cheapest first; `label` is `gpt-4o-mini: $0.11` */
  readonly models: readonly (WhatIfResult & { readonly model: string; readonly label: string })[];
  /** as a batch, with perfect caching */
  readonly others: readonly WhatIfResult[];
}

/** The same for several runs together. */
export interface WhatIfRunsView extends Omit<WhatIfView, 'turns'> {
  /** how many were asked about, and their tokens, when this was worked out */
  readonly runs: number;
  readonly tokens: number;
  /** what is left out */
  readonly more?: string;
}
