/** The analyses, in the order in which their findings are told. Adding one is one file and one line here. */
import type { Analysis, Detector } from './analysis.ts';
import { promptReplay } from './prompt-replay.ts';
import { runawayLoop } from './runaway-loop.ts';
import { systemPromptBloat } from './system-prompt-bloat.ts';

const ANALYSES: readonly Analysis[] = [runawayLoop, promptReplay, systemPromptBloat];

/** A detector of each analysis, for one run. */
export function startDetectors(): readonly Detector[] {
  return ANALYSES.map(analysis => analysis.start());
}
