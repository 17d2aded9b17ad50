/** The columns of the list of runs. */
import type { JSX } from 'preact';
import { count, formatCount } from '../../core/text.ts';
import type { RunRow } from '../../core/views/dashboard.ts';
import { share, time, tokens } from '../format.ts';
import type { Column } from '../grid/columns.ts';
import { Icon } from '../ui/icon.tsx';
import { Absent, Name, RunState, SEVERITIES, Unseen } from '../ui/words.tsx';
import type { RunKey } from './sort.ts';

type Cell = (run: RunRow) => JSX.Element | string;

/** The columns for runs in the order in which they are shown. */
export function runColumns(runs: readonly RunRow[]): readonly Column<RunKey>[] {
  const cell = (draw: Cell) => (index: number) => {
    const run = runs[index];
    return run && draw(run);
  };
  return [
    { id: 'started', label: 'Started', width: 108, cell: cell(started) },
    { id: 'name', label: 'Name', width: 104, grow: 3, pinned: 'left', cell: cell(run => <Name text={run.name} />) },
    {
      id: 'state',
      label: 'State',
      width: 110,
      grow: 2,
      cell: cell(run => <RunState state={run.state} text={run.stateText} />),
    },
    { id: 'turns', label: 'Turns', width: 66, numeric: true, spare: 3, cell: cell(run => formatCount(run.turns)) },
    { id: 'tokens', label: 'Tokens', width: 74, numeric: true, spare: 2, cell: cell(run => tokens(run.tokens)) },
    { id: 'cost', label: 'Cost', width: 158, numeric: true, pinned: 'right', cell: cell(run => run.costText) },
    {
      id: 'budget',
      label: 'Budget',
      title: 'Share of its tightest budget',
      width: 74,
      numeric: true,
      spare: 4,
      cell: cell(budget),
    },
    {
      id: 'cached',
      label: 'Cached',
      title: 'Share of the input that came from a cache',
      width: 74,
      numeric: true,
      spare: 1,
      cell: cell(cached),
    },
    { id: 'findings', label: 'Findings', width: 74, numeric: true, cell: cell(findings) },
  ];
}

function started(run: RunRow) {
  return <span title={time(run.startedAt, 'full')}>{time(run.startedAt, 'dayAndTime') ?? '–'}</span>;
}

function budget(run: RunRow) {
  return run.budgetText ?? <Absent why="no budget" />;
}

function cached(run: RunRow) {
  return run.cachedShare === undefined ? <Absent why="no input is known" /> : share(run.cachedShare);
}

function findings(run: RunRow) {
  if (run.findings === 0) return '0';
  const look = SEVERITIES[run.worst ?? 'information'];
  return (
    <span title={`${count(run.findings, 'finding')}, the worst: ${look.word.toLowerCase()}`}>
      <Icon name={look.icon} tone={look.tone} />
      <Unseen>{look.word}, </Unseen>
      {run.findings}
    </span>
  );
}
