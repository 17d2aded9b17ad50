/** What turns cost in a project, learnt from its finished runs. */
import type { Run } from '../model.ts';
import type { AnalysisRules } from './config.ts';
import { TURNS_KNOWN_FROM, TURNS_REMEMBERED, turnCosts } from './expensive-turn.ts';
import { RecentQuantiles } from './quantiles.ts';

export class UsualTurns {
  readonly #costs = new Map<string, RecentQuantiles>();
  readonly #learnt = new Set<string>();

  /** Takes in a run that has ended, once. */
  learn(run: Run): void {
    if (run.state === 'live' || this.#learnt.has(run.id)) return;
    this.#learnt.add(run.id);
    this.learnCosts(run.dir, turnCosts(run.calls));
  }

  learnCosts(dir: string, costs: readonly number[]): void {
    if (costs.length === 0) return;
    const known = this.#costs.get(dir) ?? new RecentQuantiles(TURNS_REMEMBERED);
    for (const cost of costs) known.add(cost);
    this.#costs.set(dir, known);
  }

  /** The rules of a project, with what is usual there. */
  with(rules: AnalysisRules, dir: string): AnalysisRules {
    const known = this.#costs.get(dir);
    const p95 = known === undefined || known.count < TURNS_KNOWN_FROM ? undefined : known.quantile(0.95);
    return p95 === undefined ? rules : { ...rules, usualTurnNano: p95 };
  }
}
