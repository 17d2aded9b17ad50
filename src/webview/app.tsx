/** The page: notes, tabs, the tab in front, and where the prices come from. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { DashboardTab } from '../core/views/messages.ts';
import { showTab } from './actions.ts';
import { ModelsTab } from './models/models-tab.tsx';
import { Spoken } from './run/readout.tsx';
import { RunTab } from './run/run-tab.tsx';
import { RunsTab } from './runs/runs-tab.tsx';
import { model, tab } from './store.ts';
import { Icon } from './ui/icon.tsx';
import { Tabs } from './ui/tabs.tsx';

const TABS: readonly { readonly id: DashboardTab; readonly label: string; readonly view: () => JSX.Element }[] = [
  { id: 'run', label: 'Run', view: RunTab },
  { id: 'runs', label: 'Runs', view: RunsTab },
  { id: 'models', label: 'Agents & models', view: ModelsTab },
];

/** The whole page. */
export function App(): JSX.Element {
  const { id, view: View } = TABS.find(({ id }) => id === tab.value) ?? { id: 'run', view: RunTab };
  const panel = useFocusOf(id);
  return (
    <main>
      <h1 class="unseen">Spanmeter</h1>
      <Tabs tabs={TABS} selected={id} onSelect={showTab} />
      <Notes />
      <div class="panel" role="tabpanel" id={`panel-${id}`} aria-labelledby={`tab-${id}`} tabIndex={-1} ref={panel}>
        {model.value ? <View key={id} /> : <Waiting />}
      </div>
      <footer class="calm-text">{model.value?.priceNote}</footer>
      <Spoken />
    </main>
  );
}

/**
 * A panel that replaces one in which the focus was takes it over; else the keys would go nowhere. Never from outside the
 * page: what has the focus in the editor keeps it.
 */
function useFocusOf(id: string) {
  const panel = useRef<HTMLDivElement>(null);
  const last = useRef(id);
  useLayoutEffect(() => {
    const lost = document.hasFocus() && document.activeElement === document.body;
    if (last.current !== id && lost) panel.current?.focus();
    last.current = id;
  });
  return panel;
}

/** What keeps the numbers from being complete or fresh. */
function Notes() {
  const notes = model.value?.notes ?? [];
  if (notes.length === 0) return null;
  return (
    <div class="notes" role="note">
      {notes.map(note => (
        <p key={note}>
          <Icon name="warning" tone="warn" />
          {note}
        </p>
      ))}
    </div>
  );
}

const PATIENCE_MS = 300;

/** Says that it waits only if it takes long enough to be noticed. */
function Waiting() {
  const long = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      long.value = true;
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [long]);
  return <p class="empty">{long.value && 'Reading the runs…'}</p>;
}
