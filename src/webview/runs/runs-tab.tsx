/** All runs: find one, look at it. */
import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { count } from '../../core/text.ts';
import { openRun, sortRuns } from '../actions.ts';
import { Grid } from '../grid/grid.tsx';
import { model, runFilter, runSort } from '../store.ts';
import { Empty } from '../ui/empty.tsx';
import { NoRuns } from './no-runs.tsx';
import { runColumns } from './run-columns.tsx';
import { arrange } from './sort.ts';
import { WhatIfRuns } from './what-if-runs.tsx';

/** See the file's comment. The marked row stays with its run when the order changes. */
export function RunsTab(): JSX.Element {
  const all = model.value?.runs ?? [];
  const runs = useComputed(() => arrange(model.value?.runs ?? [], runFilter.value, runSort.value)).value;
  const columns = useMemo(() => runColumns(runs), [runs]);
  const marked = useSignal(model.value?.run?.id);
  const place = runs.findIndex(run => run.id === marked.value);
  const open = (index: number) => {
    const run = runs[index];
    if (run) openRun(run.id);
  };
  if (all.length === 0) return <NoRuns />;
  return (
    <>
      <div class="filter">
        <input
          type="search"
          aria-label="Filter runs by name or state"
          placeholder="Filter by name or state"
          value={runFilter.value}
          onInput={event => {
            runFilter.value = event.currentTarget.value;
          }}
        />
        <span class="calm-text" role="status">
          {runs.length < all.length && `${runs.length} of ${count(all.length, 'run')}`}
        </span>
      </div>
      {runs.length === 0 ? (
        <Empty
          text="No run has this in its name or state."
          action="Clear Filter"
          onAction={() => {
            runFilter.value = '';
          }}
        />
      ) : (
        <Grid
          id="runs"
          label="Runs"
          columns={columns}
          count={runs.length}
          selected={place === -1 ? undefined : place}
          selectedKey={marked.value}
          sort={runSort.value}
          opensOnClick
          onSort={sortRuns}
          onSelect={index => {
            marked.value = index === undefined ? undefined : runs[index]?.id;
          }}
          onOpen={open}
        />
      )}
      <p class="calm-text total">{model.value?.runsFooter}</p>
      {runs.length > 0 && <WhatIfRuns listed={runs} />}
    </>
  );
}
