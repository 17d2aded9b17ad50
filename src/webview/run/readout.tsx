import type { JSX } from 'preact';
import { follow, selectTurn } from '../actions.ts';
import { following, inFocus, live, run, selected, spoken, turns, turnsVersion } from '../store.ts';
import { runParts, turnParts } from '../turns/sentence.ts';
import { Icon } from '../ui/icon.tsx';

/** The turn that chart, legend and grid show, in one line; and the ways back to the whole run or to the newest turn. */
export function Readout(): JSX.Element | null {
  const shown = run.value;
  if (!shown || turnsVersion.value < 0) return null;
  const parts = inFocus.value === undefined ? runParts(turns, shown) : turnParts(turns, shown, inFocus.value);
  return (
    <div class="readout">
      <p class="name" title={parts.join(' · ')}>
        <bdi>
          <b>{parts[0]}</b>
          {parts.slice(1).map(part => (
            <span key={part}>
              {' · '}
              <bdi>{part}</bdi>
            </span>
          ))}
        </bdi>
      </p>
      {selected.value !== undefined && !following.value && (
        <button type="button" class="link" onClick={() => selectTurn(undefined)}>
          Show whole run
        </button>
      )}
      {live.value && (
        <button type="button" class="toggle" aria-pressed={following.value} onClick={() => follow(!following.value)}>
          <Icon name="check" />
          Follow
        </button>
      )}
    </div>
  );
}

/** What a screen reader is told: the user's own moves and a passed budget, never each turn of a live run. */
export function Spoken(): JSX.Element {
  return (
    <div class="unseen" role="status">
      {spoken.value}
    </div>
  );
}
