/** What the user does. Every one of these is a move of theirs, so it may also be spoken. */
import { batch } from '@preact/signals';
import type { RunRow } from '../core/views/dashboard.ts';
import type { DashboardAction, DashboardTab, ModelAction } from '../core/views/messages.ts';
import { post } from './host.ts';
import { type GroupKey, sortGroupsBy } from './models/sort.ts';
import type { RunKey } from './runs/sort.ts';
import { sortBy } from './runs/sort.ts';
import {
  groupSort,
  live,
  model,
  opening,
  run,
  runFilter,
  runSort,
  selection,
  spoken,
  tab,
  tokenView,
  turnCount,
  turns,
  whatIfRuns,
} from './store.ts';
import { sentence } from './turns/sentence.ts';

/** Selects a turn, or all of them. The last turn of a live run is followed from then on. */
export function selectTurn(turn: number | undefined): void {
  const isLast = turn === turnCount.value - 1;
  batch(() => {
    selection.value = turn === undefined ? 'all' : live.value && isLast ? 'last' : turn;
    if (run.value) spoken.value = sentence(turns, run.value, tokenView.value, turn);
  });
}

/** Goes along with the newest turn, or stays at the one that is the newest now. */
export function follow(on: boolean): void {
  selection.value = on ? 'last' : Math.max(0, turnCount.value - 1);
  spoken.value = on ? 'Following the newest turn.' : 'No longer following.';
}

/** Opens the line of source that a turn was called from. */
export function openTurnSource(turn: number): void {
  const site = turns.at('site', turn);
  if (run.value && site !== undefined) post({ type: 'openSite', run: run.value.id, site });
}

/** Opens the line of source that a finding is about. */
export function openFinding(finding: number): void {
  if (run.value) post({ type: 'openFinding', run: run.value.id, finding });
}

/** Asks not to be told of findings like this one. */
export function muteFinding(finding: number): void {
  if (run.value) post({ type: 'muteFinding', run: run.value.id, finding });
}

/** Looks at a run. */
export function openRun(id: string): void {
  batch(() => {
    if (id !== model.value?.run?.id) opening.value = id;
    tab.value = 'run';
  });
  post({ type: 'select', run: id });
}

/** Asks the extension for something that concerns the run being looked at. */
export function act(action: DashboardAction): void {
  post(run.value ? { type: 'action', action, run: run.value.id } : { type: 'action', action });
}

/** Asks for what makes a model without a price count. */
export function actOnModel(action: ModelAction, model: string): void {
  post({ type: 'action', action, model });
}

/** Asks what the run would have cost otherwise. */
export function askWhatIf(): void {
  if (run.value) post({ type: 'whatIf', run: run.value.id });
}

/** Asks what the listed runs would have cost otherwise, all together. */
export function askWhatIfRuns(listed: readonly RunRow[]): void {
  const filter = runFilter.value;
  const { view } = whatIfRuns.value ?? {};
  whatIfRuns.value = { filter, ...(view && { view }) };
  post(filter.trim() === '' ? { type: 'whatIfRuns' } : { type: 'whatIfRuns', runs: listed.map(({ id }) => id) });
}

/** Opens the line of source of a row in the list by call site. */
export function openPlace(key: string): void {
  post({ type: 'openPlace', key });
}

/** Brings a tab to the front. */
export function showTab(next: DashboardTab): void {
  tab.value = next;
}

/** Sorts the list of runs by a column. */
export function sortRuns(key: RunKey): void {
  runSort.value = sortBy(key, runSort.value);
}

/** Sorts the lists by model, agent and call site by a column. */
export function sortGroups(key: GroupKey): void {
  groupSort.value = sortGroupsBy(key, groupSort.value);
}
