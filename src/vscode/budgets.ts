/** The budgets that are configured, project by project, and the user's own. Obeying them is the recorder's; here they are reported on. */
import type { BudgetRule } from '../core/budgets/config.ts';
import type { ScopedBudget } from '../core/views/report-budgets.ts';

export class Budgets {
  readonly #rules = new Map<string | undefined, readonly BudgetRule[]>();

  /** The budgets of a project, by its log folder; those of the user without one. */
  set(dir: string | undefined, rules: readonly BudgetRule[]): void {
    this.#rules.set(dir, rules);
  }

  get all(): readonly ScopedBudget[] {
    return [...this.#rules].flatMap(([dir, rules]) => rules.map(rule => ({ rule, ...(dir !== undefined && { dir }) })));
  }
}
