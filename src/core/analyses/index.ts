/** The analyses, in the order in which their findings are told. Adding one is one file and one line here. */
import type { Analysis } from './analysis.ts';
import { changingResult } from './changing-result.ts';
import { cycle } from './cycle.ts';
import { promptReplay } from './prompt-replay.ts';
import { retryStorm } from './retry-storm.ts';
import { revisit } from './revisit.ts';
import { runawayLoop } from './runaway-loop.ts';
import { sameError } from './same-error.ts';
import { systemPromptBloat } from './system-prompt-bloat.ts';

export const ANALYSES: readonly Analysis[] = [
  runawayLoop,
  cycle,
  sameError,
  promptReplay,
  revisit,
  changingResult,
  retryStorm,
  systemPromptBloat,
];
