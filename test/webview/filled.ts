import type { TurnColumns } from '../../src/core/views/dashboard.ts';
import { COLUMN_KINDS, COLUMN_NAMES, TurnTable } from '../../src/webview/turns/turn-table.ts';

type Turn = Partial<Record<keyof TurnColumns, number>>;

/** The columns of these turns; what one does not say is 0. */
export function columns(turns: readonly Turn[]): TurnColumns {
  const made = Object.fromEntries(
    COLUMN_NAMES.map(name => [name, COLUMN_KINDS[name].from(turns.map(turn => turn[name] ?? 0))]),
  );
  return made as unknown as TurnColumns;
}

/** A table of these turns. */
export const filled = (...turns: Turn[]) => {
  const table = new TurnTable();
  table.replace('a', 0, columns(turns));
  return table;
};
