/**
 * What keeps numbers from being complete or fresh, in one place: an unreadable folder, a watch that fell back to polling,
 * lines that could not be read, a broken configuration, an untrusted workspace.
 */
import * as vscode from 'vscode';
import { Observable } from '../core/event.ts';
import type { PriceTable } from '../core/pricing/table.ts';
import { count } from '../core/text.ts';
import { priceWords } from '../core/views/price-age.ts';
import type { LiveLog } from '../log/live.ts';

export interface HealthView {
  /** nothing can be read at all: shown in the status bar */
  readonly trouble?: string;
  /** one sentence each, shown in the dashboard and the log */
  readonly notes: readonly string[];
  /** where prices come from, of what day they are, and how old where that is worth a word */
  readonly priceNote: string;
  /** prices so old that amounts are likely to be wrong */
  readonly priceWarning?: string;
}

// Prices age while a window stays open.
const LOOK_AGAIN_MS = 6 * 3_600_000;

export class Health extends Observable<HealthView> {
  readonly #log: LiveLog;
  readonly #output: vscode.LogOutputChannel;
  readonly #own = new Map<string, string>();
  #prices: Pick<PriceTable, 'source' | 'asOf'> | undefined;
  #rejected = 0;

  constructor(log: LiveLog, output: vscode.LogOutputChannel) {
    super({ notes: [], priceNote: '' });
    this.#log = log;
    this.#output = output;
  }

  /** Begins to follow the log's state; ends with the returned Disposable. */
  start(): vscode.Disposable {
    const clock = setInterval(() => this.#update(), LOOK_AGAIN_MS);
    return vscode.Disposable.from(
      { dispose: () => clearInterval(clock) },
      this.#log.folders.watch(() => this.#update()),
      this.#log.watch(snapshot => {
        const total = snapshot.rejected.reduce((sum, entry) => sum + entry.count, 0);
        if (total === this.#rejected) return;
        this.#rejected = total;
        for (const { reason, count: times, example } of snapshot.rejected) {
          this.#output.warn(`${count(times, 'line')} passed over (${reason}); the first: ${example}`);
        }
        this.#update();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#update()),
    );
  }

  /** Where prices come from and of what day they are; old ones are worth a word, very old ones a warning. */
  setPrices(prices: Pick<PriceTable, 'source' | 'asOf'>): void {
    this.#prices = prices;
    this.#update();
  }

  /** A sentence about one subject; undefined takes it back. */
  note(subject: string, sentence: string | undefined): void {
    if (this.#own.get(subject) === sentence) return;
    if (sentence === undefined) this.#own.delete(subject);
    else {
      this.#own.set(subject, sentence);
      this.#output.warn(sentence);
    }
    this.#update();
  }

  #update(): void {
    const prices = priceWords(this.#prices, Date.now());
    const old = prices.priceWarning === undefined ? [] : [prices.priceWarning];
    const states = [...this.#log.folders.value.values()];
    const unreadable = states.flatMap(state => (state.kind === 'unreadable' ? [`Can't read ${state.why}.`] : []));
    const polling = states.flatMap(state =>
      state.kind === 'polling'
        ? [`Watching files is not possible here (${state.why}); they are looked at twice a second.`]
        : [],
    );
    const trouble = states.length > 0 && unreadable.length === states.length ? unreadable[0] : undefined;
    const rejected =
      this.#rejected > 0 ? [`${count(this.#rejected, 'line')} of the log could not be read: see Show Log.`] : [];
    const untrusted = vscode.workspace.isTrusted
      ? []
      : [
          'This workspace is not trusted: costs are shown, but recording, budgets and stopping are off until you trust it.',
        ];
    const next: HealthView = {
      ...(trouble !== undefined && { trouble }),
      notes: [...unreadable, ...polling, ...untrusted, ...old, ...this.#own.values(), ...rejected],
      ...prices,
    };
    for (const note of [...unreadable, ...polling, ...old])
      if (!this.value.notes.includes(note)) this.#output.warn(note);
    this.set(next);
  }
}
