/** Enforces the limits of one run: books each call in the accounts it belongs to, before it is sent and when it is over. */
import { type BudgetUnit, givenLimit } from '../../../../core/budgets/accounts.ts';
import type { PriceableCall } from '../../../../core/pricing/cost.ts';
import type { Usage } from '../../../../core/usage/usage.ts';
import type { BudgetStanding } from '../../api/types.ts';
import type { Intent } from '../bound.ts';
import type { Bound, CallAmounts } from './amounts.ts';
import type { Book } from './book.ts';
import { pauseInDebugger } from './breakpoint.ts';
import { Group, type Place, type RunFacts, sameAccount } from './group.ts';
import { limitsOf, refusalMessage, type SourcedRule, type Standing } from './limits.ts';
import type { Teller } from './teller.ts';

export interface EnforcerParts {
  readonly run: RunFacts;
  readonly rules: readonly SourcedRule[];
  readonly book: Book;
  readonly amounts: CallAmounts;
  readonly onUnpriced: 'warn' | 'block';
  readonly now: () => number;
  readonly teller: Teller;
}

interface Hold {
  readonly group: Group;
  readonly place: Place;
}

/** A call that was let go: to be settled or withdrawn, once. */
interface Held {
  settle(call: PriceableCall, usage: Usage | undefined): void;
  withdraw(): void;
}

type Admission = { readonly held: Held } | { readonly message: string };

export class Enforcer {
  readonly #parts: EnforcerParts;
  /** in the order in which they came to be, and the narrowest first */
  readonly #groups: Group[] = [];
  #ordered: readonly Group[] = [];

  constructor(parts: EnforcerParts) {
    this.#parts = parts;
    for (const rule of parts.rules) this.#add(rule);
  }

  /** Whether a call may be refused at all. */
  get isArmed(): boolean {
    return this.#groups.some(({ binding }) => binding !== undefined);
  }

  get inDollars(): boolean {
    return this.#groups.some(({ unit }) => unit === 'usd');
  }

  /** `taken` are the accounts that a run within this one has booked the call in. */
  admit(intent: Intent, taken: Set<string>): Admission {
    const { amounts, now } = this.#parts;
    const bound = amounts.bound(intent);
    const holds: Hold[] = [];
    const known = this.#groups.length;
    const begun = now();
    const withdraw = () => {
      for (const hold of holds) this.#settle(hold, intent, 0);
    };
    for (const group of this.#ordered) {
      const place = group.placeOf(intent.call, begun);
      if (place === undefined || taken.has(place.id)) continue;
      const message = this.#unpriced(group, intent) ?? this.#reserve({ group, place }, intent, bound);
      if (message !== undefined) {
        withdraw();
        return { message };
      }
      taken.add(place.id);
      holds.push({ group, place });
    }
    const settle: Held['settle'] = (call, usage) => {
      amounts.learn(intent, usage);
      const used = amounts.used(call, usage, now() - begun);
      for (const hold of holds) this.#settle(hold, intent, used[hold.group.unit]);
      // Limits that have come in the meantime: what was spent counts there as well.
      this.#late(intent, call, usage, begun, known);
    };
    return { held: { settle, withdraw } };
  }

  /** Other processes come to make calls of the run. */
  share(): void {
    for (const group of this.#groups) group.share();
  }

  /** Books a call that was let go before there was any limit. */
  late(intent: Intent, call: PriceableCall, usage: Usage | undefined, begun: number): void {
    this.#late(intent, call, usage, begun, 0);
  }

  /** The editor's limit takes the place of the run's own in this unit, wherever those were set. */
  raise(unit: BudgetUnit, value: number, span: string): void {
    const plain = { per: 'run', [unit]: value, alertAt: 0.8, action: 'stop' } as const;
    const groups = this.#groups.filter(group => group.unit === unit && group.isOfRun);
    const replaced = groups.flatMap(group => group.giveUp());
    const [was] = replaced;
    const isNew = !groups.some(group => sameAccount(group.budget, plain));
    const [group] = this.#add({ rule: { ...plain, alertAt: was?.rule.alertAt ?? plain.alertAt }, source: 'control' });
    if (group === undefined) return;
    if (isNew) this.#carry(group, span);
    this.#parts.teller.raised(group, { key: '', from: was?.limit, to: group.binding?.limit ?? 0 }, span);
  }

  /** How the limits stand now. Those that hang on the model of a call are left out. */
  standings(): readonly BudgetStanding[] {
    const now = this.#parts.now();
    return this.#ordered.flatMap(group => {
      const place = group.placeOf({ at: now }, now);
      const limit = group.binding ?? group.limits[0];
      if (place === undefined || limit === undefined) return [];
      const whole = group.effective(limit, place.account.raised);
      const { spent } = group.isClock ? place.account.elapsed(undefined) : place.account.now();
      const { unit, budget } = group;
      const amounts = { limit: givenLimit(unit, whole), spent: givenLimit(unit, spent) };
      return [{ per: budget.per, unit, ...amounts, share: spent / Math.max(1, whole) }];
    });
  }

  #add(rule: SourcedRule): readonly Group[] {
    const groups = limitsOf(rule).map(limit => {
      const known = this.#groups.find(group => group.unit === limit.unit && sameAccount(group.budget, limit.rule));
      const group = known ?? new Group(limit.rule, limit.unit, this.#parts.run, this.#parts.book);
      if (known === undefined) this.#groups.push(group);
      group.limits.push(limit);
      return group;
    });
    this.#ordered = [...this.#groups].sort((a, b) => a.order - b.order);
    return groups;
  }

  /** What this process has spent before there was such a limit. */
  #carry(group: Group, span: string): void {
    const { amounts, now } = this.#parts;
    const amount = amounts.before(group.unit);
    if (amount > 0) group.placeOf({ at: now() }, now())?.account.settle(`before-${span}`, amount);
  }

  /** Reserves what a call may cost in one account. Returns why it must not be made. */
  #reserve({ group, place }: Hold, intent: Intent, bound: Bound): string | undefined {
    for (;;) {
      // The lowest of the limits: where that one lets it go, so do the others.
      const { binding } = group;
      const { isAdmitted, ...standing } = this.#stand(group, place, intent, bound);
      if (isAdmitted || binding === undefined) {
        this.#parts.teller.watch(group, place, standing, intent, standing.spent);
        return undefined;
      }
      const message = refusalMessage(binding, standing);
      this.#parts.teller.near(group, place, binding, standing, intent);
      if (binding.rule.action === 'pause' && pauseInDebugger(message)) {
        binding.passed = true;
        this.#parts.teller.paused(binding, standing, message, intent.span);
        continue;
      }
      this.#parts.teller.refused(binding, standing, message, intent.span);
      return message;
    }
  }

  #stand(group: Group, place: Place, intent: Intent, bound: Bound): Standing & { readonly isAdmitted: boolean } {
    const { unit, binding } = group;
    const isFree = unit === 'usd' && this.#parts.amounts.kind(intent.call) === 'free';
    const limit = isFree || binding === undefined ? {} : { limit: binding.limit };
    const amount = isFree ? 0 : bound.amounts[unit];
    const exact = bound.isExact(unit);
    const verdict = group.isClock
      ? place.account.elapsed(limit.limit)
      : place.account.reserve({ id: intent.span, amount, exact, ...limit });
    const effective = verdict.limit ?? binding?.limit ?? 0;
    if (binding && verdict.limit !== undefined && verdict.limit > binding.limit) {
      this.#parts.teller.raised(group, { ...place, from: binding.limit, to: verdict.limit }, intent.span);
    }
    return {
      isAdmitted: verdict.admitted,
      spent: verdict.spent,
      held: verdict.held,
      ...(exact && { next: amount }),
      ...(exact && unit !== 'calls' && intent.maxTokens !== undefined && { maxTokens: intent.maxTokens }),
      limit: effective,
      key: place.key,
      ...(place.name !== undefined && { name: place.name }),
    };
  }

  #settle({ group, place }: Hold, intent: Intent, amount: number): void {
    const account = place.account.current;
    const before = account.spent;
    if (!group.isClock) account.settle(intent.span, amount);
    const { spent, held } = group.isClock ? account.elapsed(undefined) : account;
    const limit = group.binding?.limit ?? 0;
    const standing = { spent, held, limit, key: place.key, ...(place.name !== undefined && { name: place.name }) };
    this.#parts.teller.watch(group, { ...place, account }, standing, intent, group.isClock ? 0 : before);
  }

  #late(intent: Intent, call: PriceableCall, usage: Usage | undefined, begun: number, from: number): void {
    if (from >= this.#groups.length) return;
    const { amounts, now } = this.#parts;
    const used = amounts.used(call, usage, now() - begun);
    for (const group of this.#groups.slice(from)) {
      const place = group.placeOf(intent.call, now());
      if (place) this.#settle({ group, place }, intent, used[group.unit]);
    }
  }

  #unpriced(group: Group, { call }: Intent): string | undefined {
    if (group.unit !== 'usd' || group.binding === undefined) return undefined;
    if (this.#parts.amounts.kind(call) !== 'unpriced') return undefined;
    const model = call.requestModel ?? 'this model';
    if (this.#parts.onUnpriced === 'warn') {
      this.#parts.teller.unseen(group, model);
      return undefined;
    }
    this.#parts.teller.unpriced(model);
    return `Budget exceeded: no price is known for ${model}, and unpriced models are blocked (${group.budget.per} budget)`;
  }
}
