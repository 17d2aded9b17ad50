/** What the run would have cost otherwise: on another model, as a batch, with perfect caching. Worked out when opened. */
import type { JSX } from 'preact';
import type { RunView } from '../../core/views/dashboard.ts';
import { askWhatIf } from '../actions.ts';
import { whatIf } from '../store.ts';
import { WhatIfResults } from '../ui/what-if-results.tsx';

/** See the file's comment. */
export function WhatIf({ run }: { readonly run: RunView }): JSX.Element {
  const view = whatIf.value?.run === run.id ? whatIf.value.view : undefined;
  const asOf = view && view.turns !== run.turnCount ? `As of turn ${view.turns}.` : undefined;
  return (
    <details
      class="what-if"
      onToggle={event => {
        if (event.currentTarget.open && view?.turns !== run.turnCount) askWhatIf();
      }}
    >
      <summary>What if…</summary>
      {view ? <WhatIfResults view={view} asOf={asOf} onAgain={askWhatIf} /> : <p class="calm-text">Working it out…</p>}
    </details>
  );
}
