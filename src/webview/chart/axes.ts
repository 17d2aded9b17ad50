/** What both charts have around them: three lines across with their amounts, and the numbers of the turns below. */
import { formatCount } from '../../core/text.ts';
import type { Surface } from './use-canvas.ts';

/** Room around the plot. */
export const MARGIN = { left: 54, right: 4, top: 9, bottom: 18 } as const;

const FONT_SIZE = 11;
const LABEL_GAP = 64;
const TURN_STEPS = [1, 2, 5];

/** The width of the plot in a canvas. */
export function plotWidth(width: number): number {
  return Math.max(0, width - MARGIN.left - MARGIN.right);
}

/** An amount's distance from the top. */
export function heightScale({ height, snap }: Surface, max: number): (amount: number) => number {
  const plot = height - MARGIN.top - MARGIN.bottom;
  return amount => snap(height - MARGIN.bottom - (amount / max) * plot);
}

/** Lines at nothing, the half and the whole. */
export function drawAmounts(surface: Surface, max: number, text: (amount: number) => string): void {
  const { context, width, theme } = surface;
  const y = heightScale(surface, max);
  useFont(surface);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const amount of [0, max / 2, max]) {
    context.globalAlpha = amount === 0 ? 1 : 0.4;
    context.fillStyle = theme.rule;
    context.fillRect(MARGIN.left, y(amount) - 0.5, width - MARGIN.left - MARGIN.right, 1);
    context.globalAlpha = 1;
    context.fillStyle = theme.text;
    context.fillText(text(amount), MARGIN.left - 6, y(amount));
  }
}

/** Where turns stand along the plot. */
export interface TurnScale {
  readonly turns: number;
  /** pixels from one turn to the next */
  readonly perTurn: number;
  /** where the number of a turn is written, by its index */
  readonly x: (turn: number) => number;
}

/** Numbers of turns below the plot, as many as there is room for. */
export function drawTurnNumbers(surface: Surface, { turns, perTurn, x }: TurnScale): void {
  const { context, width, height, theme } = surface;
  useFont(surface);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'center';
  context.fillStyle = theme.text;
  const step = stepFor(LABEL_GAP / perTurn);
  for (let number = 1; number <= turns; number = number === 1 && step > 1 ? step : number + step) {
    const at = x(number - 1);
    const tooNear = number === 1 ? false : at - x(0) < LABEL_GAP / 2;
    if (!tooNear && at < width - 8) context.fillText(formatCount(number), Math.max(at, MARGIN.left + 3), height - 4);
  }
}

/** 1, 2, 5, 10, 20, 50, … turns between two numbers. */
function stepFor(least: number): number {
  for (let decade = 1; ; decade *= 10) {
    const step = TURN_STEPS.find(each => each * decade >= least);
    if (step !== undefined) return step * decade;
  }
}

/** The font of all text in the charts. */
export function useFont({ context, theme }: Surface): void {
  context.font = `${FONT_SIZE}px ${theme.fontFamily}`;
}
