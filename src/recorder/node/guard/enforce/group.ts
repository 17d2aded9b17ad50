/** The limits that are kept in one account: how much a call adds to it, and which account that is now. */
import { accountName, type BudgetUnit, type Subject, spanOf } from '../../../../core/budgets/accounts.ts';
import { hasAccounts, isMeant } from '../../../../core/budgets/config.ts';
import { LOCAL_DAYS } from '../../../../core/budgets/local-days.ts';
import { type Period, periodAt } from '../../../../core/budgets/periods.ts';
import type { PriceableCall } from '../../../../core/pricing/cost.ts';
import type { BudgetRef } from '../../../../core/wire.ts';
import type { Account } from './account.ts';
import type { Book } from './book.ts';
import type { Limit } from './limits.ts';

/** A run, as far as its limits have to know it. */
export interface RunFacts {
  readonly id: string;
  readonly startedAt: number;
  /** other processes may make calls of this run: children, worker threads */
  readonly shared: boolean;
  readonly subject: Omit<Subject, 'model'>;
}

/** The account a call belongs to, and what it is called. */
export interface Place {
  readonly account: Account;
  /** of a shared account: the same for everyone; of a run's own one, it holds in this run only */
  readonly id: string;
  /** the day, week, … or the run */
  readonly key: string;
  readonly name?: string;
}

const ORDER = ['run', 'hour', 'day', 'week', 'month'] as const;

export class Group {
  readonly budget: BudgetRef;
  readonly unit: BudgetUnit;
  readonly limits: Limit[] = [];
  readonly #run: RunFacts;
  readonly #book: Book;
  /** accounts in memory: of a run that no other process has a part in */
  readonly #own = new Map<string, Account>();
  #shared: boolean;
  /** names of accounts, by whose they are: within this period */
  readonly #ids = new Map<string, string>();
  #period: Period | undefined;

  constructor(budget: BudgetRef, unit: BudgetUnit, run: RunFacts, book: Book) {
    this.budget = budget;
    this.unit = unit;
    this.#run = run;
    this.#shared = run.shared;
    this.#book = book;
  }

  /** The narrowest first: what a run may not do is not asked of the month. */
  get order(): number {
    return ORDER.indexOf(spanOf(this.budget)) + (hasAccounts(this.budget.per) ? 0.5 : 0);
  }

  /** Minutes of a run go by the clock; all else is added up. */
  get isClock(): boolean {
    return this.unit === 'minutes' && spanOf(this.budget) === 'run' && !hasAccounts(this.budget.per);
  }

  /** the lowest limit that still refuses calls */
  get binding(): Limit | undefined {
    let lowest: Limit | undefined;
    for (const limit of this.limits) {
      if (limit.rule.action === 'warn' || limit.passed) continue;
      if (lowest === undefined || limit.limit < lowest.limit) lowest = limit;
    }
    return lowest;
  }

  /** Where a call of now is booked; undefined where it is none of this budget's. */
  placeOf(call: PriceableCall, now: number): Place | undefined {
    const { budget } = this;
    const model = call.requestModel;
    if (budget.model !== undefined && !(model !== undefined && isMeant(budget.model, model))) return undefined;
    const name = hasAccounts(budget.per) ? (budget.per === 'model' ? model : this.#run.subject[budget.per]) : undefined;
    if (hasAccounts(budget.per) && name === undefined) return undefined;
    const { key, begun } = this.#span(now);
    const id = getOrMake(this.#ids, name ?? '', () =>
      accountName({ budget, unit: this.unit, key, ...(name !== undefined && { name }) }),
    );
    return { account: this.#account(id, begun), id, key, ...(name !== undefined && { name }) };
  }

  /** Other processes come to spend of the run's accounts. */
  share(): void {
    this.#shared = true;
    for (const [id, account] of this.#own) account.moveTo(this.#account(id, this.#run.startedAt));
    this.#own.clear();
  }

  /** A limit of the run itself, whatever it is called: what the editor's word takes the place of. */
  get isOfRun(): boolean {
    return this.budget.per === 'run' && this.budget.model === undefined;
  }

  /** Drops the limits that refuse calls, and returns them. */
  giveUp(): readonly Limit[] {
    const stopping = this.limits.filter(({ rule }) => rule.action !== 'warn');
    this.limits.splice(0, this.limits.length, ...this.limits.filter(limit => !stopping.includes(limit)));
    return stopping;
  }

  /** A limit with what it was raised to since; one that only warns is not raised. */
  effective({ rule, limit }: Limit, raised: number): number {
    return rule.action === 'warn' ? limit : Math.max(limit, raised);
  }

  #span(now: number): { readonly key: string; readonly begun: number } {
    const span = spanOf(this.budget);
    if (span === 'run') return { key: this.#run.id, begun: this.#run.startedAt };
    if (this.#period === undefined || now < this.#period.from || now >= this.#period.to) {
      this.#period = periodAt(span, now, LOCAL_DAYS);
      this.#ids.clear();
    }
    return { key: this.#period.key, begun: now };
  }

  #account(id: string, begun: number): Account {
    if (spanOf(this.budget) !== 'run' || this.#shared) return this.#book.shared(id, begun);
    return getOrMake(this.#own, id, () => this.#book.own(begun));
  }
}

/** Whether a budget is about this run at all. */
export function binds(budget: BudgetRef, { subject }: RunFacts): boolean {
  return (['agent', 'task', 'user'] as const).every(what => {
    const pattern = budget[what];
    return pattern === undefined || isMeant(pattern, subject[what] ?? '');
  });
}

/** Whether two budgets are kept in one account, as far as that does not depend on the call. */
export function sameAccount(a: BudgetRef, b: BudgetRef): boolean {
  if (a.per !== b.per || spanOf(a) !== spanOf(b)) return false;
  return (['agent', 'task', 'user', 'model'] as const).every(what => a[what]?.toLowerCase() === b[what]?.toLowerCase());
}

function getOrMake<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
