/**
 * What the lines of a budget's ledger add up to. The order of the lines is the order in which calls were admitted: whether
 * a reservation holds follows from the lines before it and its own, so that all who read the file come to the same answer.
 * No lock is needed, and none is held by a process that dies.
 *
 * **The rule.** With `before` = settled + reserved by the admitted calls that are not settled, a call is admitted iff
 * `before + amount ≤ limit` where its amount is an upper bound, `before < limit` where none is known, and always without a limit.
 */
import type { LedgerLine, Reservation } from './ledger-line.ts';

/** How a reservation stands in the order of lines. */
export interface Verdict {
  readonly admitted: boolean;
  readonly spent: number;
  /** what calls in flight may cost */
  readonly held: number;
  /** with all that raised it */
  readonly limit: number | undefined;
}

export class LedgerState {
  /** what settled calls cost */
  spent = 0;
  /** what admitted calls that are not settled may cost */
  held = 0;
  /** the limit is no lower than this */
  raised = 0;
  /** since when there has been this account, Unix milliseconds; 0 where its first line is missing */
  begun = 0;
  readonly open = new Map<string, Reservation>();
  /** who tells of which limit being near: the id of the first that said so */
  readonly alerts = new Map<string, string>();

  /** How a call would stand if its reservation were the next line. */
  judge(amount: number, exact: boolean, limit: number | undefined): Verdict {
    const { spent, held } = this;
    const before = spent + held;
    const effective = limit === undefined ? undefined : Math.max(limit, this.raised);
    const admitted = effective === undefined || (exact ? before + amount <= effective : before < effective);
    return { admitted, spent, held, limit: effective };
  }

  /** Takes in the next line of the file. A reservation gets its verdict. */
  apply(line: LedgerLine): Verdict | undefined {
    switch (line.op) {
      case 'begin':
        if (this.begun === 0) this.begun = line.at;
        return undefined;
      case 'reserve': {
        // A second reservation of a call takes the place of its first.
        this.#release(line.id);
        const verdict = this.judge(line.amount, line.exact, line.limit);
        if (verdict.admitted) this.#hold(line);
        return verdict;
      }
      case 'settle':
        // What was spent was spent, whether or not its reservation is known.
        this.#release(line.id);
        this.spent = sum(this.spent, line.amount);
        return undefined;
      case 'raise':
        this.raised = Math.max(this.raised, line.limit);
        return undefined;
      case 'alert':
        if (!this.alerts.has(line.key) && this.alerts.size < MAX_ALERTS) this.alerts.set(line.key, line.id);
        return undefined;
      case 'sum':
        return undefined;
    }
  }

  /** Begins with what a sum says, in place of the lines it stands for. */
  restore(line: Extract<LedgerLine, { op: 'sum' }>): void {
    this.spent = line.spent;
    this.raised = line.raised;
    this.begun = line.begun;
    for (const key of line.alerts) this.alerts.set(key, '');
    for (const reservation of line.open) this.#hold(reservation);
  }

  /** The sum of all lines up to `offset` bytes; undefined where so much is open that it would be longer than the lines. */
  sumAt(offset: number): LedgerLine | undefined {
    const { spent, raised, begun } = this;
    if (this.open.size > MAX_SUMMED || this.alerts.size > MAX_SUMMED) return undefined;
    return { op: 'sum', offset, begun, spent, raised, alerts: [...this.alerts.keys()], open: [...this.open.values()] };
  }

  #hold({ id, holder, at, amount }: Reservation): void {
    this.open.set(id, { id, holder, at, amount });
    this.held = sum(this.held, amount);
  }

  #release(id: string): void {
    const reservation = this.open.get(id);
    if (reservation === undefined) return;
    this.open.delete(id);
    // Beyond exact integers (9 million dollars) only a hostile line leads: the rest is then added up anew.
    this.held =
      this.held < Number.MAX_SAFE_INTEGER
        ? this.held - reservation.amount
        : [...this.open.values()].reduce((all, { amount }) => sum(all, amount), 0);
  }
}

const MAX_ALERTS = 1000;
const MAX_SUMMED = 100;

function sum(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER);
}
