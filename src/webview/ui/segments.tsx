import type { JSX } from 'preact';
import { Icon } from './icon.tsx';

interface SegmentsProps<Id extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: Id; readonly label: string; readonly title: string }[];
  readonly selected: Id;
  onSelect(id: Id): void;
}

/** A choice of one of a few. The chosen one has a border and a check mark, since colour may not show at all. */
export function Segments<Id extends string>({ label, options, selected, onSelect }: SegmentsProps<Id>): JSX.Element {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a legend of its own
    <div class="segments" role="group" aria-label={label}>
      {options.map(option => (
        <button
          type="button"
          key={option.id}
          title={option.title}
          aria-pressed={option.id === selected}
          onClick={() => onSelect(option.id)}
        >
          <Icon name="check" />
          {option.label}
        </button>
      ))}
    </div>
  );
}
