/**
 * **Prompt replay** (`prompt-replay`) — the same prompt is sent again and again, with nothing new in it.
 *
 * Looks at: how many leading blocks of a prompt are identical to the call before it in the same conversation. All of
 * them, and no more than before, is the same prompt. In logs that tell the user's messages but not the prompt, at the
 * reported input tokens: calls in a row with exactly the same number, no message and no tool result between them.
 *
 * Fires: a warning at 3 identical prompts in a row, critical at 5.
 *
 * Stays silent for calls made side by side (sampling), and for a repeat of a call that failed without an answer: that is
 * a retry, and the provider did not bill it.
 *
 * Measured: 184 of 900 runs of an older agent did this ($15.52 after the third repeat); none of 1,020 runs of current ones.
 */

import type { Call } from '../model.ts';
import { add, type NanoUsd, ZERO } from '../money.ts';
import { totalInput } from '../usage/usage.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { PromptReplay } from './finding.ts';
import { Incidents } from './incidents.ts';
import { extent, rate } from './streak.ts';

const WARN_AT = 3;
const CRITICAL_AT = 5;
/** Shorter prompts have the same size by chance. */
const LEAST_TOKENS = 200;

interface Replay {
  readonly key: number;
  readonly first: Call;
  last: Call;
  repeats: number;
  nano: NanoUsd | null;
  bySize: boolean;
}

export const promptReplay: Analysis = { codes: ['prompt-replay'], scope: 'lane', start };

function start(): Detector {
  const incidents = new Incidents<PromptReplay>();
  let before: Call | undefined;
  let replay: Replay | undefined;

  const stop = (): void => {
    if (replay) incidents.stop(replay.key, toFinding(replay), true);
    replay = undefined;
  };
  const again = (known: Call, call: Call, bySize: boolean): void => {
    replay ??= { key: known.number, first: known, last: known, repeats: 1, nano: known.cost.nano, bySize };
    replay.last = call;
    replay.repeats++;
    replay.bySize ||= bySize;
    if (call.cost.nano !== null) replay.nano = add(replay.nano ?? ZERO, call.cost.nano);
  };

  return {
    message() {
      stop();
      before = undefined;
    },
    request(call) {
      if (before === undefined || before.id === call.id) return;
      if (call.prefix === undefined) return;
      if (!isSamePrompt(before, call)) return stop();
      if (!isRetry(before)) again(before, call, false);
    },
    end(call) {
      if (replay?.last.id === call.id) {
        const { nano } = call.cost;
        if (nano !== null && replay.last.cost.nano === null) replay.nano = add(replay.nano ?? ZERO, nano);
        replay.last = call;
      } else if (call.prefix === undefined && before !== undefined) {
        if (!isSameSize(before, call)) stop();
        else if (!isRetry(before)) again(before, call, true);
      }
      before = call;
    },
    findings() {
      return incidents.list(replay?.key, replay && toFinding(replay));
    },
  };
}

function isSamePrompt(before: Call, call: Call): boolean {
  const { prefix } = call;
  if (prefix?.span !== before.id || prefix.of === 0) return false;
  return prefix.same === prefix.of && prefix.of === before.prefix?.of && !areSideBySide(before, call);
}

function isSameSize(before: Call, call: Call): boolean {
  if (before.prefix !== undefined || before.toolCalls.length > 0 || call.toolResults.length > 0) return false;
  const user = call.parts?.user?.hash;
  if (user === undefined || user !== before.parts?.user?.hash) return false;
  const size = call.usage && totalInput(call.usage);
  if (size === undefined || size < LEAST_TOKENS || !before.usage || totalInput(before.usage) !== size) return false;
  return modelOf(before) === modelOf(call) && !areSideBySide(before, call);
}

function areSideBySide(before: Call, call: Call): boolean {
  return before.endedAt === undefined || call.startedAt < before.endedAt;
}

function modelOf(call: Call): string | undefined {
  return call.responseModel ?? call.requestModel;
}

function isRetry(before: Call): boolean {
  return before.usage === undefined && before.state !== 'ok';
}

function toFinding(replay: Replay): PromptReplay | undefined {
  const { first, last, repeats, nano, bySize } = replay;
  if (repeats < WARN_AT) return undefined;
  const where = extent(first, last);
  const severity = repeats >= CRITICAL_AT ? 'critical' : 'warning';
  const nanoPerMinute = rate(nano, where.to - where.from);
  return { ...where, code: 'prompt-replay', severity, nano, repeats, nanoPerMinute, bySize, open: true };
}
