import type { JSX } from 'preact';
import type { RunView } from '../../core/views/dashboard.ts';
import { act } from '../actions.ts';
import { Icon } from '../ui/icon.tsx';
import { RunState } from '../ui/words.tsx';

/** Which run this is, how it stands, and what can be done to it. */
export function RunHeader({ run }: { readonly run: RunView }): JSX.Element {
  return (
    <header class="run-header">
      <div class="run-title">
        <h2>
          <bdi class="name" title={run.name}>
            {run.name}
          </bdi>
        </h2>
        <p class="calm-text">
          <RunState state={run.state} text={run.stateText} />
          <span class="name" title={run.subtitle}>
            {run.subtitle !== '' && ' · '}
            <bdi>{run.subtitle}</bdi>
          </span>
        </p>
      </div>
      <div class="actions">
        {run.canStop && (
          <button type="button" class="secondary" onClick={() => act('stopRun')}>
            <Icon name="stop" />
            Stop Run
          </button>
        )}
        {run.canRaise && (
          <button type="button" class="secondary" onClick={() => act('raiseBudget')}>
            Raise Budget…
          </button>
        )}
        {!run.budget && (
          <button type="button" class="secondary" onClick={() => act('setBudget')}>
            Set Budget…
          </button>
        )}
      </div>
    </header>
  );
}
