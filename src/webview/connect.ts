/** The host's messages → the store, and the store → VS Code's memory. */
import { batch, computed, effect } from '@preact/signals';
import type { DashboardModel } from '../core/views/dashboard.ts';
import type { DashboardTab, ToWebview } from '../core/views/messages.ts';
import { refresh, takeContent, takeExplanation } from './explain/explain.ts';
import { post, save, saved } from './host.ts';
import { parseToWebview } from './receive.ts';
import { merge } from './runs/merge.ts';
import * as store from './store.ts';

/** Listens to the host, then tells it so. */
export function connect(): void {
  addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = parseToWebview(data);
    if (message) batch(() => take(message));
  });
  const shownRun = computed(() => store.model.value?.run?.id ?? saved.run);
  effect(() => {
    const run = shownRun.value;
    const orders = { sort: store.runSort.value, groupSort: store.groupSort.value };
    const shown = { tab: store.tab.value, view: store.tokenView.value, ...orders };
    save(run === undefined ? shown : { ...shown, run });
  });
  ready(saved.run);
  const told: { tab: DashboardTab } = { tab: 'run' };
  effect(() => {
    const tab = store.tab.value;
    if (tab !== told.tab) post({ type: 'show', tab });
    told.tab = tab;
  });
}

function ready(run: string | undefined): void {
  post(run === undefined ? { type: 'ready' } : { type: 'ready', run });
}

function take(message: ToWebview): void {
  switch (message.type) {
    case 'model':
      takeModel(message.model);
      break;
    case 'runs':
      store.runs.value = merge(store.runs.peek()?.rows ?? [], message.update);
      break;
    case 'turns':
      if (store.turns.replace(message.run, message.from, message.columns)) requestAnimationFrame(showTurns);
      else ready(message.run); // turns before these were lost: a fresh start brings them all
      break;
    case 'reveal':
      store.tab.value = message.tab;
      if (message.turn !== undefined) store.selection.value = message.turn;
      break;
    case 'explanation':
      takeExplanation(message);
      break;
    case 'content':
      takeContent(message);
      break;
    case 'models':
      store.models.value = message.view;
      break;
    case 'whatIf':
      store.whatIf.value = { run: message.run, view: message.view };
      break;
    case 'whatIfRuns':
      store.whatIfRuns.value = { filter: store.whatIfRuns.peek()?.filter ?? '', view: message.view };
  }
}

// A long run arrives in many messages: what came within a frame is drawn once.
function showTurns(): void {
  store.turnsVersion.value = store.turns.version;
}

function takeModel(model: DashboardModel): void {
  const [before, after] = [store.model.peek()?.run, model.run];
  store.model.value = model;
  if (before?.id !== after?.id) {
    store.selection.value = after?.state === 'live' ? 'last' : 'all';
    store.hovered.value = undefined;
  } else if (after?.budget && after.budget.level !== before?.budget?.level && after.budget.level !== 'within') {
    store.spoken.value = `${after.budget.percentText} of the ${after.budget.label} is used: ${after.budget.text}.`;
  }
  refresh(before, after);
  const asked = store.opening.peek();
  if (asked === after?.id || asked === model.asked) store.opening.value = undefined;
}
