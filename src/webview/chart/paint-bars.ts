/** The stacked bars. One path and one fill for each layer, however many bars there are. */
import { tokens } from '../format.ts';
import { type BarHeights, type BarPlan, roundUp } from '../turns/bars.ts';
import type { Series } from '../turns/series.ts';
import { drawAmounts, drawTurnNumbers, heightScale, MARGIN } from './axes.ts';
import type { Surface } from './use-canvas.ts';

export interface BarScene {
  readonly plan: BarPlan;
  readonly heights: BarHeights;
  readonly series: readonly Series[];
  /** the turn that everything else shows, too */
  readonly selected: number | undefined;
}

const LEAST_MAX = 10;
const GAP = 1;
const GAP_FROM = 3;
// Half of each of these is short to write.
const ROUND_MAX = [1, 2, 4, 6, 8];

/** Draws the chart. */
export function paintBars(surface: Surface, { plan, heights, series, selected }: BarScene): void {
  const max = roundUp(Math.max(LEAST_MAX, heights.max), ROUND_MAX);
  drawAmounts(surface, max, tokens);
  const left = (bar: number) => surface.snap(MARGIN.left + 1 + bar * plan.step);
  const barWidth = (bar: number) => left(bar + 1) - left(bar) - (plan.step >= 8 ? Math.round(plan.step / 6) : GAP);
  if (selected !== undefined) markSelected(surface, left, barWidth, Math.floor(selected / plan.perBar));
  drawTurnNumbers(surface, {
    turns: plan.turns,
    perTurn: plan.step / plan.perBar,
    x: turn => left(Math.floor(turn / plan.perBar)) + barWidth(0) / 2,
  });

  const { context, theme } = surface;
  const y = heightScale(surface, max);
  const below = new Float64Array(plan.count);
  series.forEach(({ column }, layer) => {
    const values = heights.layers[layer] ?? below;
    context.beginPath();
    for (let bar = 0; bar < plan.count; bar++) {
      const from = below[bar] ?? 0;
      const to = from + (values[bar] ?? 0);
      const [bottom, top] = [y(from), y(to)];
      below[bar] = to;
      const gap = bottom - top >= GAP_FROM && layer > 0 ? GAP : 0;
      if (bottom > top) context.rect(left(bar), top, barWidth(bar), bottom - top - gap);
    }
    context.fillStyle = theme.tokens[column];
    context.fill();
  });
  drawUnknown(surface, heights.unknown, left, barWidth);
}

type ByBar = (bar: number) => number;

/** A bar of which nothing is known is an empty box, not nothing: nothing would read as zero. */
function drawUnknown({ context, height, theme }: Surface, bars: readonly number[], left: ByBar, width: ByBar): void {
  context.strokeStyle = theme.text;
  context.lineWidth = 1;
  for (const bar of bars) {
    context.strokeRect(left(bar) + 0.5, height - MARGIN.bottom - 5.5, Math.max(1, width(bar) - 1), 5);
  }
}

/** A band behind the bar and a wedge below it; in high contrast the band has an outline. */
function markSelected({ context, height, theme }: Surface, left: ByBar, width: ByBar, bar: number): void {
  const [x, w, bottom] = [left(bar) - 2, width(bar) + 4, height - MARGIN.bottom];
  context.globalAlpha = 0.16;
  context.fillStyle = theme.strong;
  context.fillRect(x, 0, w, bottom);
  context.globalAlpha = 1;
  context.strokeStyle = theme.outline;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, 0.5, w - 1, bottom - 1);
  context.beginPath();
  context.moveTo(x + w / 2, bottom + 1.5);
  context.lineTo(x + w / 2 - 4, bottom + 6.5);
  context.lineTo(x + w / 2 + 4, bottom + 6.5);
  context.fill();
}
