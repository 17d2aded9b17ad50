/** What a call may cost, and what it did: whole amounts in every unit a limit may have. */
import type { BudgetUnit } from '../../../../core/budgets/accounts.ts';
import type { PriceableCall } from '../../../../core/pricing/cost.ts';
import type { Usage } from '../../../../core/usage/usage.ts';
import { type Intent, isBound, KnownInputs, tokensOf, usageBound } from '../bound.ts';
import type { Meter, PriceOf } from '../meter.ts';

type Amounts = Readonly<Record<BudgetUnit, number>>;

/** A call before it is sent. */
export interface Bound {
  readonly amounts: Amounts;
  /** whether the amount in this unit is an upper bound */
  readonly isExact: (unit: BudgetUnit) => boolean;
}

/** `free`: its price is nothing, whatever it uses. `unpriced`: nobody knows. */
type PriceKind = 'priced' | 'free' | 'unpriced';

export interface AmountsParts {
  readonly price: PriceOf;
  /** what this process has spent in the run */
  readonly meter: Meter;
  /** whether anyone asks for dollars: prices are not loaded before */
  readonly inDollars: () => boolean;
}

const SAMPLE: Usage = { input: 1000, output: 1000 };

export class CallAmounts {
  readonly #parts: AmountsParts;
  readonly #inputs = new KnownInputs();
  readonly #kinds = new Map<string, PriceKind>();

  constructor(parts: AmountsParts) {
    this.#parts = parts;
  }

  bound(intent: Intent): Bound {
    const usage = usageBound(intent, this.#parts.meter.largestOutput, this.#inputs.of(intent));
    const stated = isBound(intent);
    return {
      amounts: { usd: this.#dollars(intent.call, usage), tokens: tokensOf(usage), calls: 1, minutes: 0 },
      isExact: unit => {
        if (unit === 'calls' || unit === 'minutes') return unit === 'calls';
        return stated && (unit === 'tokens' || this.kind(intent.call) !== 'unpriced');
      },
    };
  }

  /** What a call has used that took so many milliseconds. */
  used(call: PriceableCall, usage: Usage | undefined, took: number): Amounts {
    return {
      usd: usage ? this.#dollars(call, usage) : 0,
      tokens: usage ? tokensOf(usage) : 0,
      calls: 1,
      minutes: Math.max(0, Math.round(took)),
    };
  }

  /** What the run has used in this process before someone asked. */
  before(unit: BudgetUnit): number {
    const { meter, price } = this.#parts;
    if (unit === 'usd') return meter.dollars(price);
    return unit === 'minutes' ? 0 : meter[unit];
  }

  learn(intent: Intent, usage: Usage | undefined): void {
    this.#inputs.learn(intent, usage);
  }

  kind(call: PriceableCall): PriceKind {
    const key = `${call.provider}\n${call.host}\n${call.requestModel}`;
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    const price = this.#parts.price(call, SAMPLE);
    const kind = price === null ? 'unpriced' : price === 0 ? 'free' : 'priced';
    if (this.#kinds.size < MAX_KINDS) this.#kinds.set(key, kind);
    return kind;
  }

  #dollars(call: PriceableCall, usage: Usage): number {
    return this.#parts.inDollars() ? Math.ceil(this.#parts.price(call, usage) ?? 0) : 0;
  }
}

const MAX_KINDS = 1000;
