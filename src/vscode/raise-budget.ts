/** Raise Budget: of a run while it lives, or of the day, week, agent, … it shares with others. */
import * as vscode from 'vscode';
import { givenLimit } from '../core/budgets/accounts.ts';
import { parseLimit } from '../core/budgets/edit.ts';
import { LOCAL_DAYS } from '../core/budgets/local-days.ts';
import { withSharedBudgets } from '../core/budgets/shared.ts';
import type { BudgetStatus } from '../core/budgets/status.ts';
import type { Run } from '../core/model.ts';
import { budgetAmounts, budgetLabel, budgetPercent, byTightness } from '../core/views/amounts.ts';
import { writeControl } from '../log/control.ts';
import type { LiveLog } from '../log/live.ts';
import { raiseShared } from '../log/raise.ts';
import { needTrust, UserError } from './output.ts';
import { pickLive } from './pick-run.ts';

const CONTROL = { usd: 'budgetUsd', tokens: 'budgetTokens', calls: 'budgetCalls', minutes: 'budgetMinutes' } as const;

export async function raiseBudget({ log }: { readonly log: LiveLog }, id: unknown): Promise<void> {
  needTrust('raise a budget');
  const ended = endedRun(log.snapshot.runs, id);
  const run = ended ?? (await pickLive(log, id, 'Raise the budget of which run?'));
  if (run === undefined) return;
  const choices = choicesOf(run, log.snapshot.runs);
  if (ended !== undefined && choices.length === 0) throw new UserError('That run has ended.');
  const status = choices.length > 1 ? await pickBudget(choices) : choices[0];
  if (choices.length > 1 && status === undefined) return;
  const limit = await askLimit(run, status);
  if (limit === undefined) return;
  const { unit = 'usd', place } = status ?? {};
  if (status === undefined || place === undefined) await writeControl(run.dir, run.id, { [CONTROL[unit]]: limit });
  else await raiseShared(run.dir, status, place, limit);
}

/**
 * What a run of before could not get from the day's budget, the next one can't either: so that may be raised in between, of the
 * run that is named, or of the newest where none is live.
 */
function endedRun(runs: readonly Run[], id: unknown): Run | undefined {
  if (typeof id === 'string') return runs.find(run => run.id === id && run.state !== 'live');
  const [newest] = runs;
  const isLive = runs.some(({ state }) => state === 'live');
  return newest !== undefined && !isLive && choicesOf(newest, runs).length > 0 ? newest : undefined;
}

/** What can be raised: all that binds a live run; of one that has ended, what its next will meet again. */
function choicesOf(run: Run, runs: readonly Run[]): readonly BudgetStatus[] {
  const { budgets } = withSharedBudgets(run, runs, Date.now(), LOCAL_DAYS);
  const stopping = budgets.filter(({ budget }) => budget.action !== 'warn');
  return byTightness(
    run.state === 'live' ? stopping : stopping.filter(({ place }) => place !== undefined && place.key !== run.id),
  );
}

async function pickBudget(choices: readonly BudgetStatus[]): Promise<BudgetStatus | undefined> {
  const items = choices.map(status => ({
    label: status.place === undefined ? 'run budget' : budgetLabel(status),
    description: `${budgetPercent(status)} · ${budgetAmounts(status)}`,
    status,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Raise which budget?' }))?.status;
}

async function askLimit(run: Run, status: BudgetStatus | undefined): Promise<number | undefined> {
  const { unit = 'usd', place } = status ?? {};
  const name = status === undefined || place === undefined ? run.name : `the ${budgetLabel(status)}`;
  const text = await vscode.window.showInputBox({
    title: `New limit for ${name}, in ${unit === 'usd' ? 'dollars' : unit}`,
    prompt: `${status === undefined ? 'No limit so far' : budgetAmounts(status)}. ${place === undefined ? 'Holds for this run only.' : `Holds for everyone until ${place.key} is over.`}`,
    ...(status && { value: doubled(status) }),
    validateInput: value => {
      const read = parseLimit(unit, value);
      return 'problem' in read ? read.problem : undefined;
    },
  });
  const read = text === undefined ? undefined : parseLimit(unit, text);
  return read && 'limit' in read ? read.limit : undefined;
}

function doubled({ unit, limit }: BudgetStatus): string {
  const twice = givenLimit(unit, limit) * 2;
  return unit === 'usd' ? twice.toFixed(2) : String(twice);
}
