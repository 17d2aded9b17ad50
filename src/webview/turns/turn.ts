/** One turn, read out of the columns: numbers where they are known, words for its flags. */
import { FLAG } from '../../core/views/dashboard.ts';
import type { TurnTable } from './turn-table.ts';

/** The tokens of all input, however it was billed; undefined where one of the three is not known. */
function inputTokens(table: TurnTable, index: number): number | undefined {
  return total(table.at('fresh', index), table.at('cacheRead', index), table.at('cacheWrite', index));
}

/** All tokens of a turn. */
export function allTokens(table: TurnTable, index: number): number | undefined {
  return total(inputTokens(table, index), table.at('output', index), table.at('reasoning', index));
}

/** The share of the input that came from a cache. */
export function cachedShare(table: TurnTable, index: number): number | undefined {
  const input = inputTokens(table, index);
  const cached = table.at('cacheRead', index);
  return input && cached !== undefined ? cached / input : undefined;
}

/** How a turn went, where there is something to say. */
export type TurnState = 'running' | 'blocked' | 'failed' | 'partial' | 'noUsage';

const STATES: readonly TurnState[] = ['running', 'blocked', 'failed', 'partial', 'noUsage'];

export const TURN_WORDS: Readonly<Record<TurnState, { readonly word: string; readonly title: string }>> = {
  running: { word: 'running', title: 'A call of this turn is still running.' },
  blocked: { word: 'refused', title: 'The guard refused a call of this turn: it was never sent.' },
  failed: { word: 'failed', title: 'A call of this turn failed or was cancelled.' },
  partial: { word: 'partial', title: 'A call was cut off: counted with what was reported until then.' },
  noUsage: { word: 'no usage', title: 'A call of this turn reported no usage.' },
};

/** What is to be said of a turn, the most telling first. */
export function turnStates(flags: number): readonly TurnState[] {
  return STATES.filter(
    state => (flags & FLAG[state]) !== 0 && !(state === 'noUsage' && flags & (FLAG.running | FLAG.blocked)),
  );
}

function total(...parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), 0);
}
