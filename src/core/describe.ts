/** Findings in words: the only place where they are worded. */
import type { Finding } from './analyses/finding.ts';
import { formatUsd, type NanoUsd } from './money.ts';
import { count, formatCount, formatDuration, formatPercent, formatTokens } from './text.ts';

export interface Description {
  /** one sentence, at most 120 characters where names allow: it stands inline in the source */
  readonly title: string;
  /** what it rests on, a line each */
  readonly evidence: readonly string[];
  /** what a person can do about it */
  readonly remedy: string;
}

export function describe(finding: Finding): Description {
  switch (finding.code) {
    case 'runaway-loop': {
      const { tool, repeats, from, to, nano, nanoPerMinute, firstCall, lastCall } = finding;
      const facts = [formatDuration(to - from), money(nano), nanoPerMinute && `~${formatUsd(nanoPerMinute)}/min`];
      return {
        title: `Loop: ${tool} called ${repeats}× with the same arguments and the same result (${join(facts)}).`,
        evidence: [
          `Calls ${firstCall} to ${lastCall} asked for ${tool} with identical arguments, and each got the same result.`,
          `Counted once per LLM call; a different call, a changed result or a new user message would have ended it.`,
          spent('Spent since the first of them', nano),
        ],
        remedy: 'Stop the run, or give the model a way out: a turn limit, or an error it can act on.',
      };
    }
    case 'waiting': {
      const { tool, repeats, gapMs, nano, firstCall, lastCall } = finding;
      return {
        title: `Polling: ${tool} called ${repeats}× with no change, every ${formatDuration(gapMs)} (${money(nano)}).`,
        evidence: [
          `Calls ${firstCall} to ${lastCall} waited for something: the same call and result, with long pauses between.`,
          spent('Spent on asking', nano),
        ],
        remedy: 'A longer wait per poll costs less: each poll sends the whole conversation again.',
      };
    }
    case 'prompt-replay': {
      const { repeats, from, to, nano, nanoPerMinute, firstCall, lastCall } = finding;
      const facts = [formatDuration(to - from), money(nano), nanoPerMinute && `~${formatUsd(nanoPerMinute)}/min`];
      return {
        title: `Loop: the same prompt sent ${repeats}× in a row, with nothing new in it (${join(facts)}).`,
        evidence: [
          `Calls ${firstCall} to ${lastCall} sent an identical prompt, each after the answer to the one before.`,
          spent('Spent since the first of them', nano),
        ],
        remedy:
          'Stop the run, or put what went wrong into the next prompt; an unreadable answer will be unreadable again.',
      };
    }
    case 'system-prompt-bloat': {
      const { prefixTokens, toolTokens, calls, uncached, cause, prefixNano, savingNano, runNano } = finding;
      const what = toolTokens > prefixTokens / 2 ? 'tool declarations' : 'system prompt';
      const { shares, promptToCompletion } = finding;
      return {
        title: `${formatTokens(prefixTokens)}-token ${what} paid in full in ${uncached} of ${calls} calls; caching would have saved ${formatUsd(savingNano)} of ${formatUsd(runNano)}.`,
        evidence: [
          cause === 'changing'
            ? 'It changes from call to call while its size stays the same (a clock, a counter, an order), so no cache can hold it.'
            : 'It stays the same from call to call, but little of it is read from a cache.',
          `The fixed start cost ${formatUsd(prefixNano)} in ${count(calls, 'call')}: ${formatCount(prefixTokens)} tokens each, ${formatCount(toolTokens)} of them tool declarations.`,
          `Of all input ${formatPercent(shares.prefix)} is this start, ${formatPercent(shares.history)} conversation, ${formatPercent(shares.toolResults)} tool results.${
            promptToCompletion === null ? '' : ` Prompt to completion ${formatCount(promptToCompletion)} : 1.`
          }`,
          '“Would have saved” assumes the same calls, re-sent within five minutes at the cache-read rate.',
        ],
        remedy:
          cause === 'changing'
            ? 'Move what changes (time, ids, counters) behind the fixed text, so that the start stays identical.'
            : 'Switch prompt caching on for it (Anthropic: cache_control), or shorten it.',
      };
    }
    default:
      return unreachable(finding);
  }
}

/** Whether a finding says that money is being spent without progress, now. */
export function isOpenLoop(finding: Finding): boolean {
  return (finding.code === 'runaway-loop' || finding.code === 'prompt-replay') && finding.open;
}

function unreachable(finding: never): never {
  throw new Error(`a finding without words: ${JSON.stringify(finding)}`);
}

function money(nano: NanoUsd | null): string {
  return nano === null ? 'no price known' : formatUsd(nano);
}

function spent(what: string, nano: NanoUsd | null): string {
  return nano === null ? `${what}: not known, the model has no price.` : `${what}: ${formatUsd(nano)}.`;
}

function join(facts: readonly (string | null | 0)[]): string {
  return facts.filter(fact => typeof fact === 'string').join(', ');
}
