/** Budgets by the day and by the week, held against what was spent in each: the part of a report that says how much of them is gone. */
import { type BudgetRule, isMeant } from '../budgets/config.ts';
import { type BudgetStatus, budgetStatus } from '../budgets/status.ts';
import type { Call, Run } from '../model.ts';
import { formatUsd, fromUsd } from '../money.ts';
import { formatCount } from '../text.ts';
import { count, emptyTotals, type TotalsSum } from '../totals.ts';

/** A budget as configured, and the log folder whose runs it is for; all of them, where it is the user's own. */
export interface ScopedBudget {
  readonly rule: BudgetRule;
  readonly dir?: string;
}

/** How one budget stood in one day or week. */
export interface BudgetLine {
  /** the day or week: `2026-11-20`, `2026-W47` */
  readonly key: string;
  readonly rule: BudgetRule;
  readonly status: BudgetStatus;
}

interface Watched extends ScopedBudget {
  readonly sums: Map<string, TotalsSum>;
}

/** Adds up, budget by budget, while a report goes through the calls. */
export class BudgetSums {
  readonly #watched: readonly Watched[];

  /** Those of `per` count; a time limit is not one of a day. */
  constructor(budgets: readonly ScopedBudget[], per: 'day' | 'week') {
    this.#watched = budgets.filter(({ rule }) => rule.per === per).map(budget => ({ ...budget, sums: new Map() }));
  }

  add(key: string, run: Run, call: Call, user: string | undefined): void {
    for (const { rule, dir, sums } of this.#watched) {
      if (dir !== undefined && dir !== run.dir) continue;
      const sum = sums.get(key) ?? emptyTotals();
      sums.set(key, sum);
      if (binds(rule, run, call, user)) count(sum, call, 1);
    }
  }

  /** In the order of the days, then of the configuration. */
  lines(): readonly BudgetLine[] {
    return this.#watched
      .flatMap(({ rule, sums }) =>
        [...sums].flatMap(([key, sum]) =>
          budgetStatus(rule, sum, 0)
            .filter(({ unit }) => unit !== 'minutes')
            .map(status => ({ key, rule, status })),
        ),
      )
      .sort((a, b) => a.key.localeCompare(b.key));
  }
}

function binds({ agent, task, user, model }: BudgetRule, run: Run, call: Call, name: string | undefined): boolean {
  const fits = (pattern: string | undefined, ...names: readonly (string | undefined)[]) =>
    pattern === undefined || names.some(known => known !== undefined && isMeant(pattern, known));
  return (
    fits(agent, call.agent, run.agent) &&
    fits(task, run.task) &&
    fits(user, name) &&
    fits(model, call.requestModel, call.responseModel)
  );
}

/** `$20 a day`, `2,000,000 tokens a day, agent researcher`. Names are not escaped. */
export function budgetName({ rule, status: { unit, limit } }: BudgetLine): string {
  const amount = unit === 'usd' ? dollars(limit) : `${formatCount(limit)} ${unit}`;
  const narrowed = (['agent', 'task', 'user', 'model'] as const).flatMap(key =>
    rule[key] === undefined ? [] : [`${key} ${rule[key]}`],
  );
  return [`${amount} a ${rule.per}`, ...narrowed].join(', ');
}

function dollars(nano: number): string {
  const amount = fromUsd(nano / 1e9);
  return amount === undefined ? '' : formatUsd(amount);
}
