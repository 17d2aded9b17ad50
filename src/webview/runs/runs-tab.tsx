/** All runs: find one, look at it. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { count } from '../../core/text.ts';
import type { RunRow } from '../../core/views/dashboard.ts';
import { openRun, sortRuns } from '../actions.ts';
import { Grid } from '../grid/grid.tsx';
import { model, runFilter, runSort, runs } from '../store.ts';
import { Empty } from '../ui/empty.tsx';
import { NoRuns } from './no-runs.tsx';
import { runColumns } from './run-columns.tsx';
import { arrange } from './sort.ts';
import { WhatIfRuns } from './what-if-runs.tsx';

/** See the file's comment. */
export function RunsTab(): JSX.Element {
  if (model.value?.runCount === 0) return <NoRuns />;
  const list = runs.value;
  return list ? <Runs all={list.rows} footer={list.footer} /> : <Empty text="Listing the runs…" />;
}

/** The marked row stays with its run when the order changes. */
function Runs({ all, footer }: { readonly all: readonly RunRow[]; readonly footer: string }) {
  const shown = useMemo(() => arrange(all, runFilter.value, runSort.value), [all, runFilter.value, runSort.value]);
  const columns = useMemo(() => runColumns(shown), [shown]);
  const marked = useSignal(model.value?.run?.id);
  const place = shown.findIndex(run => run.id === marked.value);
  const open = (index: number) => {
    const run = shown[index];
    if (run) openRun(run.id);
  };
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
          {shown.length < all.length && `${shown.length} of ${count(all.length, 'run')}`}
        </span>
      </div>
      {shown.length === 0 ? (
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
          count={shown.length}
          selected={place === -1 ? undefined : place}
          selectedKey={marked.value}
          sort={runSort.value}
          opensOnClick
          onSort={sortRuns}
          onSelect={index => {
            marked.value = index === undefined ? undefined : shown[index]?.id;
          }}
          onOpen={open}
        />
      )}
      <p class="calm-text total">{footer}</p>
      {shown.length > 0 && <WhatIfRuns listed={shown} />}
    </>
  );
}
