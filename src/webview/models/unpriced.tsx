import type { JSX } from 'preact';
import type { UnpricedView } from '../../core/views/insight.ts';
import type { ModelAction } from '../../core/views/messages.ts';
import { actOnModel } from '../actions.ts';
import { Icon } from '../ui/icon.tsx';

const FIXES: readonly { readonly action: ModelAction; readonly label: string; readonly title: string }[] = [
  { action: 'setModelPrice', label: 'Set Price…', title: 'State what its tokens cost' },
  { action: 'aliasModel', label: 'Alias…', title: 'Price it like another model' },
  { action: 'markLocal', label: 'Mark Local', title: 'It runs on your own machine and costs nothing' },
];

/** Models that count for nothing in the totals, and the ways to change that. */
export function Unpriced({ models }: { readonly models: readonly UnpricedView[] }): JSX.Element | null {
  if (models.length === 0) return null;
  return (
    <ul class="unpriced" aria-label="Models without a price">
      {models.map(({ model, text, note }) => (
        <li key={model}>
          <Icon name="question" tone="warn" />
          <p>
            <bdi>{text}</bdi>
            {note !== '' && <span class="calm-text">{note}</span>}
          </p>
          <div class="actions">
            {FIXES.map(({ action, label, title }) => (
              <button
                type="button"
                class="secondary"
                key={action}
                title={title}
                aria-label={`${label} ${model}`}
                onClick={() => actOnModel(action, model)}
              >
                {label}
              </button>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}
