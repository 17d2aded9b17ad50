/**
 * One budget's account: what was spent of it, and what calls in flight may spend. Kept in a ledger that all processes of the
 * machine share, or in memory where nobody else can spend of it (and where the ledger can't be written).
 */
import { LedgerState, type Verdict } from '../../../../core/budgets/ledger.ts';
import type { LedgerLine } from '../../../../core/budgets/ledger-line.ts';
import type { LedgerFile } from './ledger-file.ts';
import type { Processes } from './processes.ts';

interface AccountOptions {
  /** none for an account in memory */
  readonly file?: LedgerFile;
  readonly now: () => number;
  readonly processes: Processes;
  /** when it began, where this process begins it, Unix milliseconds */
  readonly begun: number;
  /** told once, when the ledger can't be kept any more and the account goes on without the others */
  readonly onLost: (error: unknown) => void;
}

interface Booking {
  /** the call's span */
  readonly id: string;
  readonly amount: number;
  /** the amount is an upper bound */
  readonly exact: boolean;
  /** without one the call is let go in any case */
  readonly limit?: number;
}

export class Account {
  readonly #options: AccountOptions;
  #file: LedgerFile | undefined;
  #next: Account | undefined;
  #state = new LedgerState();
  /** calls of this process that are under way */
  readonly #own = new Set<string>();
  readonly #looked = new Set<string>();
  #verdict: { readonly id: string; verdict: Verdict | undefined } | undefined;

  constructor(options: AccountOptions) {
    this.#options = options;
    this.#file = options.file;
    if (this.#file === undefined) this.#state.begun = options.begun;
  }

  /** nobody waits for anything of it: it may be forgotten, and read again */
  get idle(): boolean {
    return this.#own.size === 0 && this.#file !== undefined;
  }

  get spent(): number {
    return this.#state.spent;
  }

  get held(): number {
    return this.#state.held;
  }

  /** the limit is no lower than this */
  get raised(): number {
    return this.#state.raised;
  }

  /** Reserves what a call may cost, if that fits. */
  reserve(booking: Booking): Verdict {
    const known = this.#known(booking);
    if (!known.admitted) return known;
    const verdict = this.#append(booking);
    // Someone was faster: what is left may still be held by a process that is gone.
    if (verdict.admitted || !this.#reclaim()) return this.#kept(booking.id, verdict);
    return this.#kept(booking.id, this.#append(booking));
  }

  /** Puts what a call did cost in place of what was reserved; 0 where there was no call. */
  settle(id: string, amount: number): void {
    this.#own.delete(id);
    this.#put({ op: 'settle', id, amount });
  }

  /** the account itself, or the one it has become */
  get current(): Account {
    return this.#next ?? this;
  }

  /** Becomes one that others spend of too: with all that was spent, is held and has been told. */
  moveTo(next: Account): void {
    for (const { id, amount } of this.#state.open.values()) next.reserve({ id, amount, exact: false });
    if (this.spent > 0) next.settle(`moved-${this.#options.processes.self.pid}`, this.spent);
    for (const [key, id] of this.#state.alerts) next.isFirst(key, id, true);
    this.#next = next;
  }

  /** What was spent and is held by now, by everyone. */
  now(): { readonly spent: number; readonly held: number } {
    this.#sync();
    return this.#state;
  }

  /** How long it has been there, against a limit in milliseconds. */
  elapsed(limit: number | undefined): Verdict {
    const { now } = this.#options;
    this.#sync();
    const spent = Math.max(0, now() - (this.#state.begun || this.#options.begun));
    const effective = limit === undefined ? undefined : Math.max(limit, this.raised);
    return { admitted: effective === undefined || spent < effective, spent, held: 0, limit: effective };
  }

  /**
   * Whether it is this process that tells of a limit being near: exactly one does. `isCrossing` says that this call made it
   * so; what others' calls cross is theirs to tell, but what was crossed before we first looked may have been left untold.
   */
  isFirst(key: string, id: string, isCrossing: boolean): boolean {
    const isFirstLook = !this.#looked.has(key);
    this.#looked.add(key);
    if (this.#state.alerts.has(key) || !(isCrossing || isFirstLook)) return false;
    this.#put({ op: 'alert', key, id });
    return this.#state.alerts.get(key) === id;
  }

  close(): void {
    this.#file?.close();
  }

  /** As far as is known without writing: a call that can't be let go leaves no line, however often it is tried. */
  #known(booking: Booking): Verdict {
    const { amount, exact, limit } = booking;
    if (this.#state.begun > 0) {
      const guess = this.#state.judge(amount, exact, limit);
      if (guess.admitted) return guess;
    }
    this.#sync();
    const verdict = this.#state.judge(amount, exact, limit);
    if (verdict.admitted || !this.#reclaim()) return verdict;
    return this.#state.judge(amount, exact, limit);
  }

  #append({ id, amount, exact, limit }: Booking): Verdict {
    const { now, processes } = this.#options;
    const mine: { readonly id: string; verdict: Verdict | undefined } = { id, verdict: undefined };
    this.#verdict = mine;
    const line: LedgerLine = {
      op: 'reserve',
      id,
      holder: processes.self,
      at: Math.floor(now()),
      amount,
      exact,
      ...(limit !== undefined && { limit }),
    };
    this.#put(line);
    this.#verdict = undefined;
    if (mine.verdict !== undefined) return mine.verdict;
    // What was written can't be read back: no file to share a budget in.
    this.#lose(new Error('a line that was written is not there'));
    return this.#state.apply(line) ?? this.#state.judge(amount, exact, limit);
  }

  #kept(id: string, verdict: Verdict): Verdict {
    if (verdict.admitted) this.#own.add(id);
    return verdict;
  }

  /** Gives back what processes that are gone had reserved. Returns whether there was any. */
  #reclaim(): boolean {
    const { processes } = this.#options;
    const gone = [...this.#state.open.values()].filter(({ holder, at }) => processes.isGone(holder, at));
    for (const { id } of gone) this.#put({ op: 'settle', id, amount: 0 });
    return gone.length > 0;
  }

  #put(line: LedgerLine): void {
    this.#ready();
    this.#attempt(file => file.append(line));
    // From the very file it went to: another may have come in its place by now.
    this.#read();
    // Also where the file was lost just now: then the line has to hold here.
    if (this.#file === undefined) this.#take(line);
  }

  #sync(): void {
    this.#ready();
    this.#read();
  }

  #read(): void {
    this.#attempt(file => file.read(line => this.#take(line)));
    this.#file?.sumUp(this.#state);
  }

  #ready(): void {
    this.#attempt(file => {
      if (!file.ready()) return;
      this.#state = new LedgerState();
      file.skipToSum(this.#state);
    });
  }

  #take(line: LedgerLine): void {
    const verdict = this.#state.apply(line);
    if (verdict && line.op === 'reserve' && line.id === this.#verdict?.id) this.#verdict.verdict = verdict;
  }

  #attempt(step: (file: LedgerFile) => void): void {
    if (this.#file === undefined) return;
    try {
      step(this.#file);
    } catch (error) {
      this.#lose(error);
    }
  }

  #lose(error: unknown): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    this.#options.onLost(error);
    file.close();
  }
}
