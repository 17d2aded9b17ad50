/** Turns → bars: how many turns a bar stands for, where it stands, how high it is. */
import type { Series } from './series.ts';
import type { TurnTable } from './turn-table.ts';

/** Where the bars of a chart stand. Lengths in CSS pixels. */
export interface BarPlan {
  readonly turns: number;
  /** turns that one bar stands for */
  readonly perBar: number;
  readonly count: number;
  /** from the left edge of a bar to that of the next */
  readonly step: number;
}

const NARROWEST = 4;
const WIDEST = 32;
const ROUND = [1, 2, 3, 4, 5, 6, 8];
const FIRST_ROOM = 16;

/** A live chart keeps room to its right and widens it in steps, so that a new turn doesn't move the ones before. */
export function roomFor(turns: number, live: boolean): number {
  let room = FIRST_ROOM;
  while (room < turns + 1) room = Math.ceil(room * 1.5);
  return live ? room : Math.max(1, turns);
}

/** The smallest of 1, 2, 3, 4, 5, 6, 8, 10, 20, … that is not less than `least`; at least 1. */
export function roundUp(least: number, steps: readonly number[] = ROUND): number {
  if (!(least > 1)) return 1;
  const decade = 10 ** Math.floor(Math.log10(least));
  return decade * (steps.find(step => step * decade >= least) ?? 10);
}

/** Fits the turns into a width: one bar a turn while that is wide enough to see, else a round number of turns a bar. */
export function planBars(turns: number, width: number, live: boolean): BarPlan {
  const most = Math.max(1, Math.floor(width / NARROWEST));
  const room = roomFor(turns, live);
  const perBar = room <= most ? 1 : roundUp(turns / most);
  const slots = perBar === 1 ? Math.min(room, most) : most;
  const wide = perBar === 1 ? width / slots : width / (live ? most : Math.ceil(turns / perBar));
  return { turns, perBar, count: Math.ceil(turns / perBar), step: Math.min(WIDEST, wide) };
}

/** The turn at a distance from the left edge; undefined beyond the last one. */
export function turnAt({ turns, perBar, step }: BarPlan, x: number): number | undefined {
  const turn = Math.floor((x / step) * perBar);
  return x >= 0 && turn < turns ? turn : undefined;
}

/** The mean tokens a turn of each bar, layer by layer, and the highest bar. */
export interface BarHeights {
  /** `layers[series][bar]` */
  readonly layers: readonly Float64Array[];
  /** bars of whose turns nothing is known */
  readonly unknown: readonly number[];
  readonly max: number;
}

/** Two look-ups for each bar and layer, however many turns there are. A mean is over the turns that are known. */
export function barHeights(table: TurnTable, plan: BarPlan, series: readonly Series[]): BarHeights {
  const layers = series.map(() => new Float64Array(plan.count));
  const unknown: number[] = [];
  let max = 0;
  for (let bar = 0; bar < plan.count; bar++) {
    const from = bar * plan.perBar;
    const to = Math.min(plan.turns, from + plan.perBar);
    const known = table.known(from, to);
    if (known === 0) unknown.push(bar);
    let height = 0;
    series.forEach(({ column }, layer) => {
      const mean = known === 0 ? 0 : table.sum(column, from, to) / known;
      const values = layers[layer];
      if (values) values[bar] = mean;
      height += mean;
    });
    max = Math.max(max, height);
  }
  return { layers, unknown, max };
}
