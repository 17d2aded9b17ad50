/** Opening an amount: asked of the host, shown beside the run, closed with the focus back where it was. */
import type { RunView } from '../../core/views/dashboard.ts';
import type { ToWebview } from '../../core/views/messages.ts';
import { post } from '../host.ts';
import { explained, run } from '../store.ts';

const REFRESH_MS = 1000;

// Where the focus goes back to, when the host was last asked, and the timer of the next time.
const last: { opener: Element | null; askedAt: number; timer: number | undefined } = {
  ...{ opener: null, askedAt: 0, timer: undefined },
};

/** Opens the amount of a turn, by its place; without one that of the run. */
export function explain(turn?: number): void {
  const shown = run.value;
  if (!shown) return;
  // From one amount to the next the panel stays: the way back is to the page.
  if (!document.activeElement?.closest('.explanation')) last.opener = document.activeElement;
  explained.value = { run: shown.id, turn };
  ask(shown.id, turn);
}

/** Closes the panel. A row of the grid may be gone: the grid has the keys for all of them. */
export function closeExplanation(): void {
  explained.value = undefined;
  const back = last.opener?.closest('[role=grid]') ?? last.opener;
  if (back instanceof HTMLElement && back.isConnected) back.focus();
  else document.getElementById('turns')?.focus();
}

/** An answer; one to an earlier question is dropped. */
export function takeExplanation({ run, turn, view }: Extract<ToWebview, { readonly type: 'explanation' }>): void {
  const asked = explained.peek();
  if (asked?.run !== run || asked.turn !== turn) return;
  // What was kept of it is asked for with it, and comes a moment later.
  explained.value = { run, turn, view, ...(asked.content && { content: asked.content }) };
}

/** Prompts and answers of the turn that is open. */
export function takeContent({ run, turn, view }: Extract<ToWebview, { readonly type: 'content' }>): void {
  const asked = explained.peek();
  // While a run is live the same comes again and again: what is unchanged is not drawn anew, and stays open.
  if (asked?.run !== run || asked.turn !== turn || JSON.stringify(asked.content) === JSON.stringify(view)) return;
  explained.value = { ...asked, content: view };
}

/** Where the run has changed, so may have what is open: it is asked for again, at most once a second. */
export function refresh(before: RunView | undefined, after: RunView | undefined): void {
  const asked = explained.peek();
  if (!asked) return;
  if (asked.run !== after?.id) explained.value = undefined;
  else if (last.timer === undefined && JSON.stringify(before) !== JSON.stringify(after)) {
    last.timer = setTimeout(askAgain, Math.max(0, last.askedAt + REFRESH_MS - performance.now()));
  }
}

function askAgain(): void {
  last.timer = undefined;
  const asked = explained.peek();
  if (asked) ask(asked.run, asked.turn);
}

function ask(run: string, turn: number | undefined): void {
  last.askedAt = performance.now();
  post(turn === undefined ? { type: 'explain', run } : { type: 'explain', run, turn });
}
