/** What is shown: the host's model, the turns, and the user's choices. The only state there is. */
import { computed, signal } from '@preact/signals';
import type { ContentView } from '../core/views/content.ts';
import type { DashboardModel, RunRow } from '../core/views/dashboard.ts';
import type { ExplanationView, Group, ModelsView, WhatIfRunsView, WhatIfView } from '../core/views/insight.ts';
import type { DashboardTab } from '../core/views/messages.ts';
import { saved } from './host.ts';
import { TurnTable } from './turns/turn-table.ts';

/** All turns; the last one, whichever that is; one turn, by its index. */
export type Selection = 'all' | 'last' | number;

export interface Explained {
  readonly run: string;
  readonly turn: number | undefined;
  readonly view?: ExplanationView;
  /** prompts and answers, where they were kept */
  readonly content?: ContentView;
}

export const model = signal<DashboardModel | undefined>(undefined);
/** the list of runs, in no order; comes when its tab is first opened */
export const runs = signal<{ readonly rows: readonly RunRow[]; readonly footer: string } | undefined>(undefined);
export const tab = signal<DashboardTab>(saved.tab);
export const tokenView = signal(saved.view);
export const runSort = signal(saved.sort);
export const runFilter = signal('');
export const selection = signal<Selection>('all');
/** the turn under the pointer */
export const hovered = signal<number | undefined>(undefined);
/** a run that was asked for and is not shown yet */
export const opening = signal<string | undefined>(undefined);
/** the amount that is opened: of a turn, or of the whole run; its view comes after it was asked for */
export const explained = signal<Explained | undefined>(undefined);
export const whatIf = signal<{ readonly run: string; readonly view: WhatIfView } | undefined>(undefined);
/** the same for the listed runs: the filter they were asked for with; the view comes later */
export const whatIfRuns = signal<{ readonly filter: string; readonly view?: WhatIfRunsView } | undefined>(undefined);
/** what the tab "Agents & models" shows, and by what it is cut */
export const models = signal<ModelsView | undefined>(undefined);
export const group = signal<Group>('model');
export const groupSort = signal(saved.groupSort);
/** what a screen reader is told next; only what the user did, or a budget passed, changes it */
export const spoken = signal('');

export const turns = new TurnTable();
/** the change of `turns` that is drawn */
export const turnsVersion = signal(0);

/** The run being looked at, once it is the one that was asked for. */
export const run = computed(() => {
  const shown = model.value?.run;
  return opening.value === undefined || opening.value === shown?.id ? shown : undefined;
});

/** How many of its turns are here. */
export const turnCount = computed(() => (turnsVersion.value >= 0 && turns.run === run.value?.id ? turns.length : 0));

export const live = computed(() => run.value?.state === 'live');

/** The view goes along with the newest turn. */
export const following = computed(() => live.value && selection.value === 'last');

/** The selected turn; undefined where it is all of them, or one that is not here yet. */
export const selected = computed(() => {
  const turn = selection.value === 'last' ? turnCount.value - 1 : selection.value;
  return turn !== 'all' && turn >= 0 && turn < turnCount.value ? turn : undefined;
});

/** The turn whose numbers are read out in the page: the one under the pointer, else the selected one. */
export const inFocus = computed(() => {
  const pointed = hovered.value;
  return pointed !== undefined && pointed < turnCount.value ? pointed : selected.value;
});
