/** Is the guard armed? */
import type { Run } from '../../core/model.ts';
import { count } from '../../core/text.ts';
import type { Context } from '../context.ts';
import type { Io } from '../io.ts';
import type { Check } from './check.ts';

export function guardChecks(context: Context, runs: readonly Run[], io: Io): readonly Check[] {
  return [...environmentCheck(runs[0]), ...armedChecks(context, runs, io)];
}

/** A limit in the environment that was none: no file names the mistake, so the run's own word does. */
function environmentCheck(last: Run | undefined): readonly Check[] {
  const problem = last?.events.find(
    ({ type, data }) => type === 'config_problem' && data['file'] === 'SPANMETER_BUDGET_USD',
  );
  if (last === undefined || problem === undefined) return [];
  return [
    {
      code: 'guard',
      level: 'error',
      text: `SPANMETER_BUDGET_USD limited nothing in the newest run (${last.name}): ${String(problem.data['message'])}`,
      remedy: 'Give it dollars above zero, as in SPANMETER_BUDGET_USD=0.50.',
    },
  ];
}

function armedChecks(context: Context, runs: readonly Run[], { env }: Io): readonly Check[] {
  const code = 'guard';
  const rules = context.configs.flatMap(({ config }) => config.budgets);
  const fromEnvironment = env['SPANMETER_BUDGET_USD'];
  const stops = rules.filter(({ action }) => action !== 'warn').length + (fromEnvironment ? 1 : 0);
  const all = rules.length + (fromEnvironment ? 1 : 0);
  if (all === 0) {
    return [
      {
        code,
        level: 'note',
        text: 'No budget is set: nothing would stop a run.',
        remedy: 'Set one in spanmeter.json.',
        paste: '{"budgets": [{"per": "run", "usd": 0.5}]}',
      },
    ];
  }
  const last = runs[0];
  const limits = `${count(all, 'budget')} set, ${stops} of them stop runs`;
  if (last === undefined) return [{ code, level: 'ok', text: `${limits}. No run yet.` }];
  const name = `the newest run (${last.name})`;
  if (last.guard === 'armed') return [{ code, level: 'ok', text: `${limits}. The guard was armed in ${name}.` }];
  if (stops === 0) return [{ code, level: 'note', text: `${limits}: they only warn.` }];
  return [
    {
      code,
      level: 'warning',
      text: `${limits}, but the guard was ${last.guard === 'off' ? 'off' : 'only advisory'} in ${name}.`,
      remedy: 'A budget counts from the next run on; one narrowed to an agent, task or user binds only theirs.',
    },
  ];
}
