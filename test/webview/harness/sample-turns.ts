/** Made-up turns, as columns. */
import { ABSENT, type FindingView, FLAG, NONE, type TurnColumns } from '../../../src/core/views/dashboard.ts';
import { COLUMN_KINDS, COLUMN_NAMES } from '../../../src/webview/turns/turn-table.ts';

/** When they begin. */
export const START = Date.UTC(2026, 10, 22, 14, 3, 22);

/** What a made-up run is like. */
export interface Recipe {
  readonly name: string;
  readonly turns: number;
  readonly live?: boolean;
  readonly stopped?: boolean;
  readonly unpriced?: boolean;
  readonly flags?: boolean;
  readonly budget?: number;
  readonly agents?: readonly string[];
  readonly models?: readonly string[];
  readonly findings?: readonly FindingView[];
}

/** Turns that grow by their history until it is cut, as an agent's do. */
export function turnColumns(recipe: Recipe, from: number, to: number): TurnColumns {
  const columns = Object.fromEntries(COLUMN_NAMES.map(name => [name, new COLUMN_KINDS[name](to - from)]));
  for (let i = from; i < to; i++) {
    for (const [name, value] of Object.entries(turnAt(recipe, i))) {
      const column = columns[name];
      if (column) column[i - from] = value;
    }
  }
  return columns as unknown as TurnColumns;
}

function turnAt(recipe: Recipe, i: number): Record<keyof TurnColumns, number> {
  const step = i % 40;
  const [system, tools, user] = [480, 1240, i % 9 === 0 ? 320 : 0];
  const history = step * 620 + Math.round(noise(i) * 200);
  const toolResults = i % 3 === 0 ? Math.round(noise(i + 7) * 9000) : Math.round(noise(i + 7) * 900);
  const other = Math.round(noise(i + 9) * 60);
  const input = system + tools + history + toolResults + user + other;
  const cacheRead = i % 40 === 0 ? 0 : Math.round(0.8 * (input - toolResults - user));
  const cacheWrite = Math.round(0.12 * input);
  const reasoning = i % 4 === 0 ? Math.round(noise(i + 3) * 900) : 0;
  const output = 120 + Math.round(noise(i + 5) * 600);
  const nano = (input - cacheRead - cacheWrite) * 250 + cacheRead * 25 + cacheWrite * 312 + (output + reasoning) * 2000;
  const turn = {
    ...{ startedAt: START + i * 6100, nano: recipe.unpriced ? Number.NaN : nano },
    ...{ system, tools, history, toolResults, user, other },
    ...{ fresh: input - cacheRead - cacheWrite, cacheRead, cacheWrite, output, reasoning },
    ...{ calls: 1 + (i % 3), model: i % (recipe.models?.length ?? 2), site: i % 5 === 4 ? NONE : i % 3 },
    agent: recipe.agents ? i % recipe.agents.length : NONE,
    flags: recipe.unpriced ? FLAG.unpriced : 0,
  };
  return recipe.flags ? { ...turn, ...withFlags(i, recipe.turns) } : turn;
}

const UNKNOWN = Object.fromEntries(
  COLUMN_NAMES.filter(name => COLUMN_KINDS[name] === Uint32Array).map(name => [name, ABSENT]),
);

function withFlags(i: number, turns: number): Partial<Record<keyof TurnColumns, number>> {
  if (i === turns - 1) return { ...UNKNOWN, nano: Number.NaN, flags: FLAG.running | FLAG.noUsage };
  switch (i % 8) {
    case 1:
      return { flags: FLAG.failed };
    case 3:
      return { flags: FLAG.partial | FLAG.failed };
    case 4:
      return { ...UNKNOWN, nano: Number.NaN, flags: FLAG.noUsage | FLAG.failed };
    case 5:
      return { nano: Number.NaN, flags: FLAG.unpriced };
    case 6:
      return { flags: FLAG.estimated };
    case 7:
      return { ...UNKNOWN, nano: Number.NaN, flags: FLAG.blocked | FLAG.noUsage };
    default:
      return {};
  }
}

/** Looks random, is the same each time. */
export function noise(n: number): number {
  const x = Math.sin(n * 12.9898 + 4.1414) * 43758.5453;
  return x - Math.floor(x);
}
