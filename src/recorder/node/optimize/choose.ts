/** The cheapest model that will do. */

/** A model a program may choose, with what the program knows of it. */
export interface ModelCandidate {
  readonly model: string;
  /** how hard a task it can do, 0 to 1: your own judgement, best from your own comparisons */
  readonly ability: number;
  /** what a call like the next one costs, in dollars */
  readonly usd: number;
}

export interface ChooseOptions<C extends ModelCandidate> {
  /** how hard the task is, 0 to 1 */
  readonly difficulty: number;
  /** what is left to spend, in dollars; no limit where absent */
  readonly remainingUsd?: number;
  readonly candidates: readonly C[];
}

/**
 * The cheapest candidate that can do the task and that what is left can pay; where none of those can, the ablest that it can
 * pay. Undefined where it can pay none.
 */
export function chooseModel<C extends ModelCandidate>(options: ChooseOptions<C>): C | undefined {
  const { difficulty, remainingUsd = Number.POSITIVE_INFINITY, candidates } = options;
  const payable = candidates.filter(({ usd }) => usd <= remainingUsd);
  const able = payable.filter(({ ability }) => ability >= difficulty);
  if (able.length > 0) return able.reduce((best, one) => (one.usd < best.usd ? one : best));
  return payable.reduce<C | undefined>(
    (best, one) => (best === undefined || isAbler(one, best) ? one : best),
    undefined,
  );
}

function isAbler(a: ModelCandidate, b: ModelCandidate): boolean {
  return a.ability > b.ability || (a.ability === b.ability && a.usd < b.usd);
}
