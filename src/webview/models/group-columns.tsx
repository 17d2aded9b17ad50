/** The columns of the lists by model, agent and call site. */
import type { JSX } from 'preact';
import { formatCount } from '../../core/text.ts';
import type { Group, GroupRow } from '../../core/views/insight.ts';
import { openPlace } from '../actions.ts';
import { share, tokens } from '../format.ts';
import type { Column } from '../grid/columns.ts';
import { Absent, Name } from '../ui/words.tsx';
import type { GroupKey } from './sort.ts';

const HEADS: Readonly<Record<Group, string>> = { model: 'Model', agent: 'Agent', site: 'Call site' };

/** The columns for rows in the order in which they are shown. */
export function groupColumns(group: Group, rows: readonly GroupRow[]): readonly Column<GroupKey>[] {
  const cell = (draw: (row: GroupRow) => JSX.Element | string) => (index: number) => {
    const row = rows[index];
    return row && draw(row);
  };
  const number = (
    id: GroupKey,
    label: string,
    title: string,
    spare: number,
    value: (row: GroupRow) => string,
  ): Column<GroupKey> => ({
    ...{ id, label, title, width: 74, grow: 1, numeric: true, spare, cell: cell(value) },
  });
  return [
    { id: 'name', label: HEADS[group], width: 150, grow: 4, pinned: 'left', cell: cell(name) },
    { id: 'share', label: 'Share', title: 'Share of the known cost', width: 120, grow: 2, cell: cell(bar) },
    number('runs', 'Runs', 'Runs with a call of it', 4, row => formatCount(row.runs)),
    number('calls', 'Calls', 'Calls, refused ones included', 6, row => formatCount(row.calls)),
    number('input', 'In', 'Tokens of input, cached or not', 3, row => tokens(row.input)),
    number('output', 'Out', 'Tokens of output', 2, row => tokens(row.output)),
    {
      ...{ id: 'cached', label: 'Cached', title: 'Share of the input that came from a cache' },
      ...{ width: 74, numeric: true, spare: 1, cell: cell(cached) },
    },
    {
      ...{ id: 'perCall', label: '$/call', title: 'Over the calls that were sent and have a price' },
      ...{ width: 84, numeric: true, spare: 5, cell: cell(perCall) },
    },
    { id: 'cost', label: 'Cost', width: 158, numeric: true, pinned: 'right', cell: cell(row => row.costText) },
  ];
}

// Enter on the row does the same, so it is no tab stop of its own.
function name(row: GroupRow) {
  if (!row.site) return <Name text={row.name} />;
  const title = `Open ${row.site.file}:${row.site.line}`;
  return (
    <button type="button" class="link" tabIndex={-1} title={title} onClick={() => openPlace(row.key)}>
      <Name text={row.name} />
    </button>
  );
}

function bar(row: GroupRow) {
  if (row.share === undefined) return <Absent why="no part of the known cost" />;
  return (
    <span class="share">
      <span class="track" aria-hidden="true">
        <span class="fill" style={{ width: `${row.share * 100}%` }} />
      </span>
      <span class="amount">{share(row.share)}</span>
    </span>
  );
}

function cached(row: GroupRow) {
  return row.cachedShare === undefined ? <Absent why="no input is known" /> : share(row.cachedShare);
}

function perCall(row: GroupRow) {
  return row.perCallText ?? <Absent why="no call has a price" />;
}
