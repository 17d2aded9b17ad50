/** Who spent what over all known runs: by model, by agent, by place in the source; and models compared. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Group, ModelsView } from '../../core/views/insight.ts';
import { openPlace, sortGroups } from '../actions.ts';
import { Grid } from '../grid/grid.tsx';
import { NoRuns } from '../runs/no-runs.tsx';
import { group, groupSort, model, models } from '../store.ts';
import { Empty } from '../ui/empty.tsx';
import { Segments } from '../ui/segments.tsx';
import { Comparisons } from './comparisons.tsx';
import { groupColumns } from './group-columns.tsx';
import { arrangeGroups } from './sort.ts';
import { Unpriced } from './unpriced.tsx';

const CUTS: readonly { readonly id: Group; readonly label: string; readonly title: string }[] = [
  { id: 'model', label: 'By model', title: 'The model that was asked for' },
  { id: 'agent', label: 'By agent', title: 'The agent that called' },
  { id: 'site', label: 'By call site', title: 'The line of source that called' },
];

const MOST_ROWS = 14;

/** See the file's comment. */
export function ModelsTab(): JSX.Element {
  if (model.value?.runCount === 0) return <NoRuns />;
  const view = models.value;
  return view ? <Models view={view} /> : <Empty text="Adding up the runs…" />;
}

function Models({ view }: { readonly view: ModelsView }) {
  const cut = group.value;
  const rows = useMemo(() => arrangeGroups(view.groups[cut], groupSort.value), [view, cut, groupSort.value]);
  const columns = useMemo(() => groupColumns(cut, rows), [cut, rows]);
  const marked = useSignal<string | undefined>(undefined);
  const place = rows.findIndex(({ key }) => key === marked.value);
  return (
    <>
      <Unpriced models={view.unpriced} />
      <Segments
        label="Costs"
        options={CUTS}
        selected={cut}
        onSelect={id => {
          group.value = id;
          marked.value = undefined;
        }}
      />
      <Grid
        id="groups"
        label={`Costs ${CUTS.find(({ id }) => id === cut)?.label.toLowerCase() ?? ''}`}
        columns={columns}
        count={rows.length}
        mostRows={MOST_ROWS}
        selected={place === -1 ? undefined : place}
        selectedKey={marked.value}
        sort={groupSort.value}
        onSort={sortGroups}
        onSelect={index => {
          marked.value = rows[index ?? -1]?.key;
        }}
        onOpen={index => {
          const row = rows[index];
          if (row?.site) openPlace(row.key);
        }}
      />
      <p class="calm-text total">{view.footer}</p>
      <Comparisons comparisons={view.comparisons} more={view.more} />
    </>
  );
}
