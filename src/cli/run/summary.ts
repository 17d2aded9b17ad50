/** What a run cost, and the runs that were opened within it: one line. */
import type { Pricer } from '../../core/calls.ts';
import { parseLine } from '../../core/parse.ts';
import { count } from '../../core/text.ts';
import { total } from '../../core/totals.ts';
import { costText } from '../../core/views/amounts.ts';
import { readOnce } from '../../log/read-once.ts';

export interface SummaryOptions {
  readonly dir: string;
  readonly run: string;
  /** Unix milliseconds: files that were last written before hold nothing of it */
  readonly since: number;
  readonly now: number;
  readonly price: Pricer;
}

/** `$0.0421 in 12 calls (run agent.mjs)` */
export async function summary({ dir, run, since, now, price }: SummaryOptions): Promise<string> {
  const parents = new Map<string, string>();
  const each = (text: string): void => {
    if (!text.startsWith('{"t":"run"')) return;
    const line = parseLine(text);
    if (!('malformed' in line) && line.t === 'run' && line.parent !== undefined) parents.set(line.run, line.parent.run);
  };
  const { snapshot } = await readOnce(dir, { price, since, now, each });
  const within = (id: string | undefined): boolean => {
    for (let at = id, depth = 0; at !== undefined && depth < 64; at = parents.get(at), depth++) {
      if (at === run) return true;
    }
    return false;
  };
  const runs = snapshot.runs.filter(({ id }) => within(id));
  const totals = total(runs.flatMap(({ calls }) => calls));
  if (runs.length === 0) return 'nothing was recorded: spanmeter doctor says why';
  const name = runs.find(({ id }) => id === run)?.name ?? runs.at(-1)?.name;
  const what = runs.length === 1 ? `run ${name}` : `${count(runs.length, 'run')}`;
  return `${costText(totals)} in ${count(totals.calls - totals.blocked, 'call')} (${what})`;
}
