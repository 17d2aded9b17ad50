/** The bar of tabs: arrows move along it, as in the editor's own panels. */
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
}

interface TabsProps<Id extends string> {
  readonly tabs: readonly Tab<Id>[];
  readonly selected: Id;
  onSelect(id: Id): void;
}

/** One tab stop; the panel that belongs to a tab has the id `panel-<tab>` and is labelled by `tab-<tab>`. */
export function Tabs<Id extends string>({ tabs, selected, onSelect }: TabsProps<Id>): JSX.Element {
  const bar = useRef<HTMLDivElement>(null);
  const current = tabs.findIndex(tab => tab.id === selected);
  const onKeyDown = (event: KeyboardEvent) => {
    const target = tabs[neighbour(event.key, current, tabs.length)];
    if (!target) return;
    event.preventDefault();
    onSelect(target.id);
    bar.current?.querySelector<HTMLElement>(`#tab-${target.id}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views" ref={bar} onKeyDown={onKeyDown}>
      {tabs.map(({ id, label }) => (
        <button
          type="button"
          role="tab"
          key={id}
          id={`tab-${id}`}
          aria-selected={id === selected}
          aria-controls={id === selected ? `panel-${id}` : undefined}
          tabIndex={id === selected ? 0 : -1}
          onClick={() => onSelect(id)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function neighbour(key: string, current: number, count: number): number {
  switch (key) {
    case 'ArrowRight':
      return (current + 1) % count;
    case 'ArrowLeft':
      return (current - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}
