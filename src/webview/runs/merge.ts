/** The list of runs and what has changed in it → the list as it is now. */
import type { RunRow, RunsUpdate } from '../../core/views/dashboard.ts';

/** Rows that have changed take their places; new ones come last: the list is sorted when it is shown. */
export function merge(known: readonly RunRow[], { rows, whole, footer }: RunsUpdate) {
  if (whole) return { rows, footer };
  const byId = new Map(known.map(row => [row.id, row]));
  for (const row of rows) byId.set(row.id, row);
  return { rows: [...byId.values()], footer };
}
