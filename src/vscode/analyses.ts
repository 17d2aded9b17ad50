/** What the user wants of analyses: `analyses` of each project's and the user's configuration, and what was muted just now. */
import { type AnalysisRules, type Mute, NO_RULES } from '../core/analyses/config.ts';

export class Analyses {
  readonly #configured = new Map<string | undefined, AnalysisRules>();
  #muted: readonly Mute[] = [];

  /** The rules of a log folder; the user's own, where `dir` is undefined. */
  set(dir: string | undefined, rules: AnalysisRules): void {
    this.#configured.set(dir, rules);
  }

  /** Until the window is closed. */
  mute(mute: Mute): void {
    this.#muted = [...this.#muted, mute];
  }

  readonly rules = (dir: string): AnalysisRules => {
    const project = this.#configured.get(dir) ?? NO_RULES;
    const user = this.#configured.get(undefined) ?? NO_RULES;
    const promptRatio = project.promptRatio ?? user.promptRatio;
    return { mute: [...project.mute, ...user.mute, ...this.#muted], ...(promptRatio && { promptRatio }) };
  };
}
