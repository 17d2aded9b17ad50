/** The cost so far, turn by turn, under the line of the budget. */
import { usd } from '../format.ts';
import { roomFor, roundUp } from '../turns/bars.ts';
import type { TurnTable } from '../turns/turn-table.ts';
import { drawAmounts, drawTurnNumbers, heightScale, MARGIN, plotWidth, useFont } from './axes.ts';
import type { Surface } from './use-canvas.ts';

export interface CurveScene {
  readonly table: TurnTable;
  readonly turns: number;
  readonly live: boolean;
  readonly limit: { readonly nano: number; readonly label: string } | undefined;
  readonly selected: number | undefined;
}

const ROUND_MAX = [1, 2, 4, 6, 8];
const LEAST_MAX = 1_000_000;
// A limit far above what is spent would press the curve flat.
const LIMIT_SHOWS_FROM = 0.1;
const LABEL_ROOM = 10;

/** Whether the limit is near enough to be drawn. */
export function limitShows(spent: number, limit: number): boolean {
  return spent >= limit * LIMIT_SHOWS_FROM;
}

/** Draws the chart. */
export function paintCurve(surface: Surface, scene: CurveScene): void {
  const { table, turns, live } = scene;
  const spent = table.sum('nano', 0, turns);
  const limit = scene.limit && limitShows(spent, scene.limit.nano) ? scene.limit : undefined;
  // A little room above a limit, so that its name doesn't leave the chart.
  const max = roundUp(Math.max(LEAST_MAX, spent, (limit?.nano ?? 0) * 1.05), ROUND_MAX);
  const priced = table.priced(0, turns) > 0;
  drawAmounts(surface, max, amount => (priced && usd(Math.round(amount))) || '');

  const y = heightScale(surface, max);
  const perTurn = plotWidth(surface.width) / roomFor(turns, live);
  const x = (done: number) => MARGIN.left + done * perTurn;
  drawTurnNumbers(surface, { turns, perTurn, x: turn => x(turn + 1) });
  // Without any price there is no curve: one along the bottom would say that it was free.
  if (!priced) return;
  const line = curve(table, turns, perTurn, x, y);
  fillUnder(surface, line, x(turns), y(0));
  if (limit) drawLimit(surface, y(limit.nano), limit.label);
  if (scene.selected !== undefined) {
    mark(surface, x(scene.selected + 1), y(table.sum('nano', 0, scene.selected + 1)));
  }
}

/** A point a turn, or a point a pixel where there are more turns than pixels. */
function curve(table: TurnTable, turns: number, perTurn: number, x: (n: number) => number, y: (n: number) => number) {
  const line = new Path2D();
  line.moveTo(x(0), y(0));
  const step = Math.max(1, 1 / Math.max(perTurn, 1e-9));
  for (let done = step; done < turns; done += step) {
    const whole = Math.round(done);
    line.lineTo(x(whole), y(table.sum('nano', 0, whole)));
  }
  line.lineTo(x(turns), y(table.sum('nano', 0, turns)));
  return line;
}

function fillUnder({ context, theme }: Surface, line: Path2D, right: number, bottom: number): void {
  const area = new Path2D(line);
  area.lineTo(right, bottom);
  area.lineTo(MARGIN.left, bottom);
  context.globalAlpha = 0.18;
  context.fillStyle = theme.cost;
  context.fill(area);
  context.globalAlpha = 1;
  context.strokeStyle = theme.cost;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.stroke(line);
}

function drawLimit(surface: Surface, y: number, label: string): void {
  const { context, width, theme } = surface;
  context.strokeStyle = theme.limit;
  context.lineWidth = 1;
  context.setLineDash([5, 4]);
  context.beginPath();
  context.moveTo(MARGIN.left, y + 0.5);
  context.lineTo(width - MARGIN.right, y + 0.5);
  context.stroke();
  context.setLineDash([]);
  useFont(surface);
  context.fillStyle = theme.strong;
  context.textAlign = 'left';
  // Above the line is where the curve isn't yet.
  const above = y > MARGIN.top + LABEL_ROOM;
  context.textBaseline = above ? 'bottom' : 'top';
  context.fillText(label, MARGIN.left + 6, above ? y - 2 : y + 5);
}

function mark({ context, theme }: Surface, x: number, y: number): void {
  context.beginPath();
  context.arc(x, y, 3.5, 0, 2 * Math.PI);
  context.fillStyle = theme.strong;
  context.fill();
}
