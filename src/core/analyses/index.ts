/** The analyses, in the order in which their findings are told. Adding one is one file and one line here. */
import type { Analysis } from './analysis.ts';
import { bigToolOutput } from './big-tool-output.ts';
import { burnRate } from './burn-rate.ts';
import { cacheBreaks } from './cache-breaks.ts';
import { changingResult } from './changing-result.ts';
import { compactionThrash } from './compaction-thrash.ts';
import { cycle } from './cycle.ts';
import { expensiveTurn } from './expensive-turn.ts';
import { fanOut, sameSpawn } from './fan-out.ts';
import { fixedStart } from './fixed-start.ts';
import { idleRewrite } from './idle-rewrite.ts';
import { longHistory } from './long-history.ts';
import { promptRatio } from './prompt-ratio.ts';
import { promptReplay } from './prompt-replay.ts';
import { retryStorm } from './retry-storm.ts';
import { revisit } from './revisit.ts';
import { runawayLoop } from './runaway-loop.ts';
import { sameError } from './same-error.ts';
import { repeatedText, sameAnswers } from './text-loop.ts';
import { toolFlood } from './tool-flood.ts';

export const ANALYSES: readonly Analysis[] = [
  runawayLoop,
  cycle,
  sameError,
  promptReplay,
  revisit,
  changingResult,
  sameAnswers,
  repeatedText,
  toolFlood,
  sameSpawn,
  fanOut,
  compactionThrash,
  retryStorm,
  expensiveTurn,
  burnRate,
  fixedStart,
  cacheBreaks,
  idleRewrite,
  longHistory,
  bigToolOutput,
  promptRatio,
];
