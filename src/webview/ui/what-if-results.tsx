/** What something would have cost otherwise: a model to choose, and the results that need no choice. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { WhatIfResult, WhatIfView } from '../../core/views/insight.ts';

interface WhatIfResultsProps {
  readonly view: Pick<WhatIfView, 'models' | 'others'>;
  /** `As of turn 12.`, where more is known by now */
  readonly asOf: string | undefined;
  onAgain(): void;
}

/** See the file's comment. */
export function WhatIfResults({ view, asOf, onAgain }: WhatIfResultsProps): JSX.Element {
  const chosen = useSignal('');
  const model = view.models.find(each => each.model === chosen.value) ?? view.models[0];
  return (
    <>
      {asOf !== undefined && (
        <p class="calm-text">
          {asOf}{' '}
          <button type="button" class="link" onClick={onAgain}>
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
