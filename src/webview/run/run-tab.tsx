/** One run: what it costs, why, and turn by turn. */
import type { JSX } from 'preact';
import type { RunView } from '../../core/views/dashboard.ts';
import { act, showTab } from '../actions.ts';
import { CostChart } from '../chart/cost-chart.tsx';
import { TokenChart } from '../chart/token-chart.tsx';
import { Explanation } from '../explain/explanation.tsx';
import { NoRuns } from '../runs/no-runs.tsx';
import { explained, model, opening, run, runs, turnCount } from '../store.ts';
import { Empty } from '../ui/empty.tsx';
import { Icon } from '../ui/icon.tsx';
import { Figures } from './figures.tsx';
import { Findings } from './findings.tsx';
import { Legend } from './legend.tsx';
import { Readout } from './readout.tsx';
import { RunHeader } from './run-header.tsx';
import { TurnsGrid } from './turns-grid.tsx';
import { WhatIf } from './what-if.tsx';

/** See the file's comment. */
export function RunTab(): JSX.Element {
  const shown = run.value;
  if (shown) return <Run key={shown.id} run={shown} />;
  if (opening.value !== undefined) {
    return <Empty text={`Opening ${runs.value?.rows.find(({ id }) => id === opening.value)?.name ?? 'the run'}…`} />;
  }
  if (model.value?.runCount === 0) return <NoRuns />;
  return <Empty text="No run is selected." action="Show Runs" onAction={() => showTab('runs')} />;
}

function Run({ run }: { readonly run: RunView }) {
  return (
    <div class={explained.value ? 'beside' : 'whole'}>
      <div class="run">
        <RunHeader run={run} />
        <Figures run={run} />
        <p class="guard">
          <Icon name="guard" />
          {run.guardText}
        </p>
        <Findings findings={run.findings} />
        {turnCount.value > 0 ? <Turns run={run} /> : <NoTurns run={run} />}
      </div>
      {explained.value && <Explanation explained={explained.value} />}
    </div>
  );
}

function Turns({ run }: { readonly run: RunView }) {
  return (
    <>
      <WhatIf run={run} />
      <section class="token-panel" aria-label="Turns as charts">
        <div class="charts">
          <TokenChart />
          <Legend />
          <CostChart />
        </div>
        <Readout />
      </section>
      <TurnsGrid />
    </>
  );
}

function NoTurns({ run }: { readonly run: RunView }) {
  // The host has said how many there are: they are on their way.
  if (run.turnCount > 0) return <Empty text="Reading the turns…" />;
  const text =
    run.state === 'live' ? 'Waiting for the first call to a model.' : 'This run has made no call to a model.';
  return <Empty text={text} action="Show Log" onAction={() => act('showLog')} />;
}
