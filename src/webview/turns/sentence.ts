/** A turn, or all of them, in one line: read in the page, spoken by a screen reader. */

import { count, formatCount } from '../../core/text.ts';
import { FLAG, type RunView } from '../../core/views/dashboard.ts';
import { time, tokens, turnCost } from '../format.ts';
import { SERIES, type TokenView } from './series.ts';
import { allTokens, TURN_WORDS, turnStates } from './turn.ts';
import type { TurnTable } from './turn-table.ts';

/** `Turn 38 of 61 · 14:03:22 · gpt-5-mini · 3 calls · 21,370 tokens · $0.0124 · failed`, as its parts. */
export function turnParts(table: TurnTable, run: RunView, index: number): readonly string[] {
  const flags = table.at('flags', index) ?? 0;
  const calls = table.at('calls', index) ?? 0;
  return present([
    `Turn ${formatCount(index + 1)} of ${formatCount(table.length)}`,
    time(table.at('startedAt', index), 'clock'),
    run.agents[table.at('agent', index) ?? -1],
    run.models[table.at('model', index) ?? -1],
    calls > 1 ? count(calls, 'call') : undefined,
    ...amounts(allTokens(table, index), table.at('nano', index), flags),
    ...turnStates(flags).map(state => TURN_WORDS[state].word),
  ]);
}

/** What runs still, or was never sent, says so by its state: of its tokens and cost there is nothing to be known yet. */
function amounts(all: number | undefined, nano: number | undefined, flags: number): readonly string[] {
  const cost = turnCost(nano, flags).text;
  if (flags & (FLAG.running | FLAG.blocked)) return present([all ? `${tokens(all)} tokens` : undefined, cost]);
  return [all === undefined ? 'tokens not known' : `${tokens(all)} tokens`, cost ?? 'cost not known'];
}

/** `Whole run · 61 turns · 1.2M tokens · $4.18`, as its parts. */
export function runParts(table: TurnTable, run: RunView): readonly string[] {
  const known = table.known();
  const all = SERIES.billing.reduce((sum, { column }) => sum + table.sum(column), 0);
  return present([
    'Whole run',
    count(table.length, 'turn'),
    known > 0 ? `${tokens(all)} tokens` : undefined,
    run.costText,
  ]);
}

/** What each layer of the stack holds in a turn, or in the whole run; undefined where that is not known. */
export function seriesTokens(table: TurnTable, view: TokenView, index: number | undefined) {
  return SERIES[view].map(series => ({
    ...series,
    value:
      index !== undefined ? table.at(series.column, index) : table.known() > 0 ? table.sum(series.column) : undefined,
  }));
}

/** The same for the ear, with the layers that hold something. */
export function sentence(table: TurnTable, run: RunView, view: TokenView, index: number | undefined): string {
  const parts = index === undefined ? runParts(table, run) : turnParts(table, run, index);
  const layers = seriesTokens(table, view, index).flatMap(({ label, value }) =>
    value ? [`${label} ${tokens(value)}`] : [],
  );
  return `${[parts.join(', '), layers.join(', ')].filter(text => text !== '').join('. ')}.`;
}

function present(texts: readonly (string | undefined)[]): readonly string[] {
  return texts.filter(text => text !== undefined);
}
