import { Ledger } from '../../src/core/ledger.ts';
import type { Run, Snapshot } from '../../src/core/model.ts';
import type { LogBuilder } from './log.ts';
import { price } from './pricer.ts';

export const SOURCE = { file: '/log/a.jsonl', dir: '/log' };

/** What a log says, read at once. */
export function snapshotOf(lines: readonly string[], alive = true): Snapshot {
  const ledger = new Ledger(price);
  ledger.setAlive(SOURCE.file, alive);
  ledger.apply(SOURCE, lines);
  return ledger.snapshot();
}

/** The only run of a log. */
export function runOf(log: LogBuilder, alive = true): Run {
  const [run, more] = snapshotOf(log.lines, alive).runs;
  if (run === undefined || more !== undefined) throw new Error('a log with one run was expected');
  return run;
}
