/**
 * **Text loop** (`text-loop`) — the model says the same again and again: within one answer, or in answer after answer.
 *
 * Looks at: the hash of each answer's text, and its repetition score: the share of 64-byte pieces of the text, code blocks
 * aside, that stood in it before. The recorder makes both; neither says what was said.
 *
 * Fires: a warning where three answers in a row, without tools, are the same; where an answer of 2,000 tokens or more has
 * a score of 0.8 or more; where an answer was cut off by its length limit with a score of 0.6 or more.
 *
 * Stays silent in logs without these hashes, for answers under 200 tokens that were cut off, and for empty answers. A new
 * user message begins anew: the same answer to two questions ("Done.") is no loop.
 */

import type { Call } from '../model.ts';
import { add, type NanoUsd, ZERO } from '../money.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { TextLoop } from './finding.ts';
import { Incidents } from './incidents.ts';
import { hashText } from './rounds.ts';
import { extent, rate } from './streak.ts';

const SAME_ANSWERS = 3;
const LONG = 2000;
const LONG_SCORE = 0.8;
const CUT = 200;
const CUT_SCORE = 0.6;
const MAX_KEPT = 20;
const CUT_OFF = new Set(['length', 'max_tokens', 'max_output_tokens', 'MAX_TOKENS']);

/** Answer after answer. */
export const sameAnswers: Analysis = { codes: ['text-loop'], scope: 'lane', start: startAnswers };

/** Within one answer. */
export const repeatedText: Analysis = { codes: ['text-loop'], scope: 'run', start: startText };

function startAnswers(): Detector {
  const incidents = new Incidents<TextLoop>();
  let streak:
    | { readonly hash: string; readonly first: Call; last: Call; repeats: number; nano: NanoUsd | null }
    | undefined;

  const toFinding = (): TextLoop | undefined => {
    if (streak === undefined || streak.repeats < SAME_ANSWERS) return undefined;
    const { first, last, repeats, nano } = streak;
    const where = extent(first, last);
    const severity = repeats >= 5 ? 'critical' : 'warning';
    return {
      ...where,
      code: 'text-loop',
      severity,
      nano,
      nanoPerMinute: rate(nano, where.to - where.from),
      repeats,
      open: true,
    };
  };
  const stop = (): void => {
    if (streak) incidents.stop(hashText(streak.hash, 0), toFinding(), true);
    streak = undefined;
  };

  return {
    message: stop,
    end(call) {
      const { outputHash } = call;
      if (call.toolCalls.length > 0 || outputHash === undefined || call.usage?.output === 0) return stop();
      if (streak?.hash === outputHash && call.startedAt >= (streak.last.endedAt ?? 0)) {
        streak.last = call;
        streak.repeats++;
        if (call.cost.nano !== null) streak.nano = add(streak.nano ?? ZERO, call.cost.nano);
      } else {
        stop();
        streak = { hash: outputHash, first: call, last: call, repeats: 1, nano: call.cost.nano };
      }
    },
    findings: () => incidents.list(streak && hashText(streak.hash, 0), toFinding()),
  };
}

function startText(): Detector {
  const told: TextLoop[] = [];
  return {
    end(call) {
      const { repetition, usage, finishReasons } = call;
      const tokens = usage?.output;
      if (repetition === undefined || tokens === undefined || told.length >= MAX_KEPT) return;
      const cut = finishReasons.some(reason => CUT_OFF.has(reason));
      const long = tokens >= LONG && repetition >= LONG_SCORE;
      if (!long && !(cut && tokens >= CUT && repetition >= CUT_SCORE)) return;
      const { nano } = call.cost;
      told.push({
        ...extent(call, call),
        code: 'text-loop',
        severity: 'warning',
        nano,
        nanoPerMinute: null,
        repeats: 1,
        open: false,
        repetition,
        outputTokens: tokens,
      });
    },
    findings: () => told,
  };
}
