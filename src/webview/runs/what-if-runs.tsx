/** What the listed runs would have cost otherwise, all together. Worked out when opened, and when asked to. */
import type { JSX } from 'preact';
import { count, formatTokens } from '../../core/text.ts';
import type { RunRow } from '../../core/views/dashboard.ts';
import { askWhatIfRuns } from '../actions.ts';
import { runFilter, whatIfRuns } from '../store.ts';
import { WhatIfResults } from '../ui/what-if-results.tsx';

/** `listed`: the runs that the filter lets through. */
export function WhatIfRuns({ listed }: { readonly listed: readonly RunRow[] }): JSX.Element {
  const known = whatIfRuns.value;
  const view = known?.view;
  const tokens = listed.reduce((sum, run) => sum + run.tokens, 0);
  const isCurrent = known?.filter === runFilter.value && view?.runs === listed.length && view.tokens === tokens;
  const ask = () => askWhatIfRuns(listed);
  const asOf =
    view && !isCurrent ? `As of ${count(view.runs, 'run')} with ${formatTokens(view.tokens)} tokens.` : undefined;
  return (
    <details
      class="what-if"
      onToggle={event => {
        if (event.currentTarget.open && !isCurrent) ask();
      }}
    >
      <summary>What if…</summary>
      {view ? (
        <>
          <WhatIfResults view={view} asOf={asOf} onAgain={ask} />
          {view.more !== undefined && <p class="calm-text">{view.more}</p>}
        </>
      ) : (
        <p class="calm-text">Working it out…</p>
      )}
    </details>
  );
}
