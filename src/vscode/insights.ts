/** Answers to what the dashboard asks for only now and then: how an amount came about, what else it might have been. */
import type { Pricer } from '../core/calls.ts';
import type { Run } from '../core/model.ts';
import { AgentsModels } from '../core/views/agents-models.ts';
import { alternatives, alternativesOfRuns } from '../core/views/alternatives.ts';
import type { SiteRef } from '../core/views/dashboard.ts';
import type { ModelsView } from '../core/views/insight.ts';
import type { FromWebview, ToWebview } from '../core/views/messages.ts';
import { openRun } from '../core/views/open-run.ts';
import { openTurn } from '../core/views/open-turn.ts';

type Question = Extract<FromWebview, { readonly type: 'explain' | 'whatIf' | 'whatIfRuns' }>;

export class Insights {
  readonly #price: Pricer;
  readonly #models = new AgentsModels();
  #shown: ModelsView | undefined;

  constructor(price: Pricer) {
    this.#price = price;
  }

  /** The tab "Agents & models". */
  models(runs: readonly Run[]): ModelsView {
    this.#shown = this.#models.view(runs);
    return this.#shown;
  }

  /** A place in the source that the tab has shown. */
  place(key: string): SiteRef | undefined {
    return this.#shown?.groups.site.find(row => row.key === key)?.site;
  }

  /** Undefined where the run or the turn is not known (any more). */
  answer(question: Question, runs: readonly Run[]): ToWebview | undefined {
    if (question.type === 'whatIfRuns') {
      const asked = question.runs && new Set(question.runs);
      const listed = asked ? runs.filter(({ id }) => asked.has(id)) : runs;
      const view = alternativesOfRuns(listed, this.#models.modelsInUse(runs), this.#price);
      return { type: 'whatIfRuns', view };
    }
    const run = runs.find(known => known.id === question.run);
    if (run === undefined) return undefined;
    if (question.type === 'whatIf') {
      const used = this.#models.modelsInUse(runs);
      return { type: 'whatIf', run: run.id, view: alternatives(run, used, this.#price) };
    }
    const { turn } = question;
    if (turn === undefined) return { type: 'explanation', run: run.id, view: openRun(run) };
    const view = openTurn(run, turn);
    return view && { type: 'explanation', run: run.id, turn, view };
  }
}
