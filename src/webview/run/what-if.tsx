/** What the run would have cost otherwise: on another model, as a batch, with perfect caching. Worked out when opened. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { RunView } from '../../core/views/dashboard.ts';
import type { WhatIfResult, WhatIfView } from '../../core/views/insight.ts';
import { askWhatIf } from '../actions.ts';
import { whatIf } from '../store.ts';

/** See the file's comment. */
export function WhatIf({ run }: { readonly run: RunView }): JSX.Element {
  const view = whatIf.value?.run === run.id ? whatIf.value.view : undefined;
  return (
    <details
      class="what-if"
      onToggle={event => {
        if (event.currentTarget.open && view?.turns !== run.turnCount) askWhatIf();
      }}
    >
      <summary>What if…</summary>
      {view ? <Results view={view} turnCount={run.turnCount} /> : <p class="calm-text">Working it out…</p>}
    </details>
  );
}

function Results({ view, turnCount }: { readonly view: WhatIfView; readonly turnCount: number }) {
  const chosen = useSignal('');
  const model = view.models.find(each => each.model === chosen.value) ?? view.models[0];
  return (
    <>
      {view.turns !== turnCount && (
        <p class="calm-text">
          As of turn {view.turns}.{' '}
          <button type="button" class="link" onClick={askWhatIf}>
            Work it out anew
          </button>
        </p>
      )}
      {model && (
        <>
          <label>
            On another model{' '}
            <select
              value={model.model}
              onChange={event => {
                chosen.value = event.currentTarget.value;
              }}
            >
              {view.models.map(({ model: name, label }) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
            </select>
          </label>
          <Result result={model} />
        </>
      )}
      {view.others.map(result => (
        <Result key={result.text} result={result} />
      ))}
    </>
  );
}

function Result({ result: { text, notes } }: { readonly result: WhatIfResult }) {
  return (
    <div>
      <p>
        <b>{text}</b>
      </p>
      <ul class="evidence">
        {notes.map(note => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </div>
  );
}
