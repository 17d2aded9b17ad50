/** Calls gathered into turns: an explicit turn span with all its calls, or each call by itself. */
import type { Call, Turn } from './model.ts';
import { count, emptyTotals, type TotalsSum } from './totals.ts';

interface OpenTurn {
  readonly id: string;
  readonly name?: string;
  readonly calls: Call[];
  readonly sum: TotalsSum;
  view: Turn | undefined;
}

/** Grows call by call; `view` costs what changed, not what is there. */
export class TurnList {
  readonly #turns: OpenTurn[] = [];
  readonly #places = new Map<string, number>();

  /** Puts a call into the turn `key`, in place of what was known of it before. */
  put(call: Call, before: Call | undefined, key: string, name: string | undefined): void {
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.#turns.length;
      this.#places.set(key, place);
      this.#turns.push({
        id: key,
        ...(name !== undefined && { name }),
        calls: [],
        sum: emptyTotals(),
        view: undefined,
      });
    }
    const turn = this.#turns[place];
    if (turn === undefined) return;
    if (before !== undefined) count(turn.sum, before, -1);
    count(turn.sum, call, 1);
    const at = before === undefined ? -1 : turn.calls.findLastIndex(known => known.id === call.id);
    if (at < 0) turn.calls.push(call);
    else turn.calls[at] = call;
    turn.view = undefined;
  }

  view(): readonly Turn[] {
    return this.#turns.map((turn, place) => {
      turn.view ??= {
        number: place + 1,
        id: turn.id,
        ...(turn.name !== undefined && { name: turn.name }),
        calls: [...turn.calls],
        totals: { ...turn.sum },
      };
      return turn.view;
    });
  }
}
