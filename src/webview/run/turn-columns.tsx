/** The columns of the grid of turns. */
import type { ComponentChildren } from 'preact';
import { formatCount } from '../../core/text.ts';
import { openTurnSource, selectTurn } from '../actions.ts';
import { explain } from '../explain/explain.ts';
import { share, tokens, turnCost } from '../format.ts';
import type { Column } from '../grid/columns.ts';
import { run, turns } from '../store.ts';
import type { TokenColumn } from '../turns/series.ts';
import { cachedShare, TURN_WORDS, type TurnState, turnStates } from '../turns/turn.ts';
import { Icon, type IconName, type Tone } from '../ui/icon.tsx';
import { Absent, Name } from '../ui/words.tsx';

const LOOKS: Readonly<Record<TurnState, { readonly icon: IconName; readonly tone: Tone }>> = {
  running: { icon: 'running', tone: 'calm' },
  blocked: { icon: 'stopped', tone: 'bad' },
  failed: { icon: 'error', tone: 'bad' },
  partial: { icon: 'warning', tone: 'warn' },
  noUsage: { icon: 'question', tone: 'warn' },
};

/** The columns for a run; with agents only where a turn has one. */
export function turnColumns(withAgents: boolean): readonly Column[] {
  const count = (column: TokenColumn, label: string, title: string, spare?: number): Column => ({
    id: column,
    label,
    title,
    width: 68,
    grow: 1,
    numeric: true,
    ...(spare !== undefined && { spare }),
    cell: index => orAbsent(turns.at(column, index), tokens, 'not known'),
  });
  const agent: Column = {
    id: 'agent',
    label: 'Agent',
    width: 84,
    grow: 2,
    cell: index => <Name text={nameOf('agents', turns.at('agent', index))} />,
  };
  return [
    {
      id: 'number',
      label: '#',
      title: 'Turn',
      width: 64,
      numeric: true,
      pinned: 'left',
      cell: index => formatCount(index + 1),
    },
    ...(withAgents ? [agent] : []),
    {
      id: 'model',
      label: 'Model',
      width: 140,
      grow: 3,
      cell: index => <Name text={nameOf('models', turns.at('model', index))} />,
    },
    { id: 'state', label: 'State', width: 84, cell: index => <StateOfTurn flags={turns.at('flags', index) ?? 0} /> },
    count('system', 'System', 'Tokens of the system prompt'),
    count('tools', 'Tools', 'Tokens of the tools’ descriptions'),
    count('history', 'History', 'Tokens of earlier turns, sent again'),
    count('toolResults', 'Results', 'Tokens of the tools’ results'),
    count('user', 'User', 'Tokens of the user’s messages', 2),
    count('output', 'Output', 'Tokens of the answer, without reasoning'),
    count('reasoning', 'Reas.', 'Tokens of reasoning, billed as output', 1),
    {
      id: 'cached',
      label: 'Cached',
      title: 'Share of the input that came from a cache',
      width: 70,
      grow: 1,
      numeric: true,
      cell: index => orAbsent(cachedShare(turns, index), share, 'no input is known'),
    },
    {
      id: 'cost',
      label: 'Cost',
      title: 'Click an amount, or press Space on a turn, to see how it came about',
      width: 96,
      numeric: true,
      pinned: 'right',
      cell: index => <TurnCost index={index} />,
    },
    {
      id: 'site',
      label: 'Call site',
      width: 130,
      grow: 2,
      cell: index => <SiteLink index={index} />,
    },
  ];
}

// The tables of names only grow, so a row that is drawn stays right: it needs no news of them.
function nameOf(table: 'agents' | 'models', place: number | undefined): string {
  return run.peek()?.[table][place ?? -1] ?? '';
}

function orAbsent(value: number | undefined, text: (value: number) => string, why: string): ComponentChildren {
  return value === undefined ? <Absent why={why} /> : text(value);
}

function StateOfTurn({ flags }: { readonly flags: number }) {
  const states = turnStates(flags);
  const [first] = states;
  if (first === undefined) return null;
  return (
    <span class="state" title={states.map(state => TURN_WORDS[state].title).join(' ')}>
      <Icon {...{ name: LOOKS[first].icon, tone: LOOKS[first].tone }} />
      {TURN_WORDS[first].word}
    </span>
  );
}

// Space on the row does the same, so it is no tab stop of its own.
function TurnCost({ index }: { readonly index: number }) {
  const { text, why } = turnCost(turns.at('nano', index), turns.at('flags', index) ?? 0);
  const title = `${why ?? ''} Show how it came about`.trim();
  return (
    <button type="button" class="open" tabIndex={-1} title={title} onClick={() => explain(index)}>
      {text ?? <Absent why={why ?? ''} />}
    </button>
  );
}

// Enter on the row does the same, so it is no tab stop of its own.
function SiteLink({ index }: { readonly index: number }) {
  const site = run.peek()?.sites[turns.at('site', index) ?? -1];
  if (!site) return <Absent why="no place in the source is known" />;
  const open = () => {
    selectTurn(index);
    openTurnSource(index);
  };
  return (
    <button type="button" class="link" tabIndex={-1} title={`Open ${site.file}:${site.line}`} onClick={open}>
      <Name text={site.label} />
    </button>
  );
}
