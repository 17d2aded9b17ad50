/** Which live run a command is about. */
import * as vscode from 'vscode';
import type { Run } from '../core/model.ts';
import { budgetLabel, costText, tightest } from '../core/views/amounts.ts';
import type { LiveLog } from '../log/live.ts';
import { UserError } from './output.ts';

/** The live run with this id; without one, the only live run, or the one the user picks. */
export async function pickLive(log: LiveLog, id: unknown, placeHolder: string): Promise<Run | undefined> {
  const live = log.snapshot.runs.filter(run => run.state === 'live');
  const named = live.find(run => run.id === id);
  if (named !== undefined) return named;
  if (typeof id === 'string') throw new UserError('That run has ended.');
  if (live.length === 0) throw new UserError('No run is live.');
  if (live.length === 1) return live[0];
  const items = live.map(run => {
    const budget = tightest(run.budgets);
    return {
      label: run.name,
      description: costText(run.totals),
      ...(budget && { detail: budgetLabel(budget) }),
      run,
    };
  });
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.run;
}
