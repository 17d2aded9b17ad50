/** Findings in words: the only place where they are worded. */
import type { CacheBreak, CacheBreakCause, Finding, LoopFinding } from './analyses/finding.ts';
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
  const words = wordsOf(finding);
  const also = (finding.also ?? []).map(other => `Also: ${wordsOf(other).title}`);
  const more = 'open' in finding ? incidentEvidence(finding) : [];
  return { ...words, evidence: [...words.evidence, ...more, ...also] };
}

function wordsOf(finding: Finding): Description {
  switch (finding.code) {
    case 'runaway-loop': {
      const { tool, repeats } = finding;
      return {
        title: `Loop: ${tool} called ${repeats}× with the same arguments and the same result (${facts(finding)}).`,
        evidence: [
          `${calls(finding)} asked for ${tool} with identical arguments, and each got the same result.`,
          'Counted once per LLM call; a different call, a changed result or a new user message would have ended it.',
          spent('Spent since the first of them', finding.nano),
        ],
        remedy: 'Stop the run, or give the model a way out: a turn limit, or an error it can act on.',
      };
    }
    case 'changing-result': {
      const { tool, repeats, results } = finding;
      return {
        title: `${tool} called ${repeats}× with the same arguments, each time with another result (${facts(finding)}).`,
        evidence: [
          `${calls(finding)} asked for ${tool} with identical arguments; ${count(results, 'different result')} came.`,
          'Where a result holds a clock or a random number, a loop looks like this; where a tool turns pages, so does good work.',
          spent('Spent since the first of them', finding.nano),
        ],
        remedy: 'See what differs in the results. If nothing that matters does, stop the run.',
      };
    }
    case 'cycle': {
      const { period, tools, repeats } = finding;
      return {
        title: `Loop: the same ${period} steps ${repeats} times round (${tools.join(' → ')}; ${facts(finding)}).`,
        evidence: [
          `${calls(finding)} went through ${period} rounds in the same order, with identical arguments and results.`,
          spent('Spent since the first of them', finding.nano),
        ],
        remedy: 'Stop the run, or tell the model what it keeps missing: each step undoes or repeats the one before.',
      };
    }
    case 'revisit': {
      const { tool, repeats, window } = finding;
      return {
        title: `${tool} with the same arguments and result ${repeats} times in ${window} steps (${facts(finding)}).`,
        evidence: [
          `${calls(finding)} came back to the same call of ${tool} ${repeats} times, with other steps in between.`,
          spent('Spent on these calls', finding.nano),
        ],
        remedy: 'The agent may have lost its way: steer it, or let it note what it has tried.',
      };
    }
    case 'same-error': {
      const { tool, repeats, window } = finding;
      if (window !== undefined) {
        return {
          title: `${repeats} of the last ${window} rounds ended in an error of a tool.`,
          evidence: [`${calls(finding)} asked for tools that failed in one way or another.`],
          remedy: 'Look at what fails: a missing program, a wrong path, a permission.',
        };
      }
      return {
        title: `Loop: ${tool ?? 'a tool'} failed ${repeats}× in the same way (${facts(finding)}).`,
        evidence: [
          `${calls(finding)} asked for ${tool ?? 'a tool'} and got the same error each time, numbers aside, whatever the arguments.`,
          'Counted once per LLM call; a success or another error would have ended it.',
          spent('Spent since the first of them', finding.nano),
        ],
        remedy: 'Make the error say what would work, or repair what it is about: the model cannot.',
      };
    }
    case 'prompt-replay': {
      const { repeats, bySize } = finding;
      return {
        title: `Loop: the same prompt sent ${repeats}× in a row, with nothing new in it (${facts(finding)}).`,
        evidence: [
          bySize
            ? `${calls(finding)} sent exactly as many tokens as one another, with no message and no result in between; the log has no hashes to compare.`
            : `${calls(finding)} sent an identical prompt, each after the answer to the one before.`,
          spent('Spent since the first of them', finding.nano),
        ],
        remedy:
          'Stop the run, or put what went wrong into the next prompt; an unreadable answer will be unreadable again.',
      };
    }
    case 'retry-storm': {
      const { repeats, httpStatus, from, to } = finding;
      const why = httpStatus === undefined ? '' : ` (status ${httpStatus})`;
      return {
        title: `Retry storm: ${repeats} calls in a row turned away${why} within ${formatDuration(to - from)}.`,
        evidence: [`${calls(finding)} failed without an answer, so nothing of them was billed as far as is known.`],
        remedy: 'Wait longer between attempts (exponential back-off), and give up after a few.',
      };
    }
    case 'text-loop': {
      const { repetition, outputTokens, repeats } = finding;
      if (repetition === undefined) {
        return {
          title: `Loop: the same answer ${repeats}× in a row (${facts(finding)}).`,
          evidence: [
            `${calls(finding)} gave the same text, and asked for no tool.`,
            spent('Spent on them', finding.nano),
          ],
          remedy: 'Stop the run, or end the conversation when an answer repeats.',
        };
      }
      return {
        title: `An answer of ${formatTokens(outputTokens ?? 0)} tokens repeats itself: ${formatPercent(repetition)} of it stood in it before.`,
        evidence: [`Call ${finding.firstCall}; code blocks are not counted.`, spent('It cost', finding.nano)],
        remedy: 'Set a lower limit of output tokens, or a frequency penalty.',
      };
    }
    case 'compaction-thrash': {
      const { repeats, beforeTokens, afterTokens } = finding;
      return {
        title: `The context was compacted ${repeats}× from call ${finding.firstCall} to ${finding.lastCall} (${facts(finding)}).`,
        evidence: [
          `Last from ${formatTokens(beforeTokens)} to ${formatTokens(afterTokens)} tokens, and it fills up again at once.`,
        ],
        remedy: 'Something large comes back each time: a file, a tool result, too many tools. Leave that out.',
      };
    }
    case 'fan-out': {
      const { kind, repeats, tool } = finding;
      const remedy = 'Limit how deep and how often agents may start agents.';
      if (kind === 'same') {
        return {
          title: `${tool ?? 'An agent'} started ${repeats}× with the same task since the last user message.`,
          evidence: [`${calls(finding)} asked for the same agent with identical arguments.`],
          remedy,
        };
      }
      const title =
        kind === 'deep'
          ? `Agents within agents, ${repeats} deep.`
          : `${repeats} agents started within ten minutes, from call ${finding.firstCall} on.`;
      return { title, evidence: ['Counted by the agent spans that calls were made in.'], remedy };
    }
    case 'tool-flood': {
      const { tool, repeats, nano } = finding;
      return {
        title: `One answer asks for ${tool} ${repeats}× with the same arguments.`,
        evidence: [`Call ${finding.firstCall}. Other findings count these as one.`, spent('The answer cost', nano)],
        remedy: 'Run equal calls once, and give each the same result.',
      };
    }
    case 'waiting': {
      const { tool, repeats, gapMs, nano } = finding;
      return {
        title: `Polling: ${tool} called ${repeats}× with no change, every ${formatDuration(gapMs)} (${money(nano)}).`,
        evidence: [
          `${calls(finding)} waited for something: the same call and result, with long pauses between.`,
          spent('Spent on asking', nano),
        ],
        remedy: 'A longer wait per poll costs less: each poll sends the whole conversation again.',
      };
    }
    case 'expensive-turn': {
      const { calls: n, limitNano, usualNano, nano } = finding;
      return {
        title: `${money(nano)} since the last user message, in ${count(n, 'call')}: far more than usual.`,
        evidence: [
          usualNano === null
            ? `Above ${formatUsd(limitNano)}; too few turns are known to say what is usual.`
            : `95 of 100 turns cost at most ${formatUsd(usualNano)}; this is told above ${formatUsd(limitNano)}.`,
        ],
        remedy: 'See which calls made it: a long context, a dear model, or many small steps.',
      };
    }
    case 'burn-rate': {
      const { windowMs, limitNano, nano } = finding;
      return {
        title: `${money(nano)} within ${formatDuration(windowMs)}: faster than this run ever spends.`,
        evidence: [`Told above ${formatUsd(limitNano)} in that time.`],
        remedy: 'Set a budget per hour, or stop what runs side by side.',
      };
    }
    case 'system-prompt-bloat': {
      const { prefixTokens, toolTokens, calls: n, uncached, prefixNano, savingNano, runNano } = finding;
      const what = toolTokens > prefixTokens / 2 ? 'tool declarations' : 'system prompt';
      const { shares, promptToCompletion } = finding;
      return {
        title: `${formatTokens(prefixTokens)}-token ${what} paid in full in ${uncached} of ${n} calls; caching would have saved ${formatUsd(savingNano)} of ${formatUsd(runNano)}.`,
        evidence: [
          'It stays the same from call to call, but little of it is read from a cache.',
          `The fixed start cost ${formatUsd(prefixNano)} in ${count(n, 'call')}: ${formatCount(prefixTokens)} tokens each, ${formatCount(toolTokens)} of them tool declarations.`,
          `Of all input ${formatPercent(shares.prefix)} is this start, ${formatPercent(shares.history)} conversation, ${formatPercent(shares.toolResults)} tool results.${
            promptToCompletion === null ? '' : ` Prompt to completion ${formatCount(promptToCompletion)} : 1.`
          }`,
          ASSUMED,
        ],
        remedy: 'Switch prompt caching on for it (Anthropic: cache_control at its end), or shorten it.',
      };
    }
    case 'cache-buster': {
      const {
        part,
        tools,
        reordered,
        changes,
        calls: n,
        prefixTokens,
        savingNano,
        runNano,
        promptToCompletion,
      } = finding;
      const what = { system: 'system prompt', tools: 'tool declarations', both: 'system prompt and tools' }[part];
      return {
        title: `${formatTokens(prefixTokens)}-token ${what} changed ${changes}× in ${n} calls, so no cache holds it; caching would have saved ${formatUsd(savingNano)} of ${formatUsd(runNano)}.`,
        evidence: [
          'Its size stays the same while its content changes: a clock, a counter, an order.',
          ...(tools.length > 0 ? [`Tools whose declarations changed: ${tools.join(', ')}.`] : []),
          ...(reordered ? ['The tools came in another order, with the same sizes.'] : []),
          ...(promptToCompletion === null ? [] : [`Prompt to completion ${formatCount(promptToCompletion)} : 1.`]),
          ASSUMED,
        ],
        remedy: 'Move what changes (time, ids, counters) behind the fixed text, and keep the tools in one order.',
      };
    }
    case 'heavy-prefix': {
      const { prefixTokens, prefixNano, runNano, avoidable, savingNano, tools, unused, toolTokens } = finding;
      const share = formatPercent(prefixNano / Math.max(1, runNano));
      const tail =
        avoidable === 'none'
          ? 'although cached.'
          : `${unused} of ${tools} tools never used = ${formatUsd(savingNano)}.`;
      return {
        title: `Fixed start of ${formatTokens(prefixTokens)} tokens = ${share} of the cost (${formatUsd(prefixNano)}), ${tail}`,
        evidence: [
          `${formatCount(toolTokens)} tokens of it are tool declarations. It is mostly read from a cache, and still sent with each call.`,
        ],
        remedy: 'Declare only the tools this agent needs; move rare instructions into files it can read.',
      };
    }
    case 'unused-tools': {
      const { names, unused, tools, tokens, calls: n, savingNano } = finding;
      return {
        title: `${unused} of ${tools} tools never called: ${formatTokens(tokens)} tokens in each of ${n} calls, ${formatUsd(savingNano)}.`,
        evidence: [
          `The largest: ${names.join(', ')}${unused > names.length ? ', …' : ''}.`,
          'Their share of what the tool declarations cost, by size. Another run may need them.',
        ],
        remedy: 'Leave them out of this agent’s tools, or load them on demand.',
      };
    }
    case 'cache-breaks': {
      const { count: n, nano, causes, breaks } = finding;
      const [most] = causes;
      return {
        title: `The prompt cache was lost ${times(n)}, which cost ${money(nano)}${most ? `; mostly ${CAUSES[most.cause]}` : ''}.`,
        evidence: [
          ...causes.map(
            ({ cause, count: many, nano: cost }) => `${CAUSES[cause]}: ${times(many)}, ${formatUsd(cost)}.`,
          ),
          ...breaks.slice(0, 3).map(one => `Call ${one.call}: ${breakWords(one)}.`),
        ],
        remedy: (most && CAUSE_REMEDIES[most.cause]) ?? 'Keep the start of the prompt as it was.',
      };
    }
    case 'idle-rewrite': {
      const { rewrites, tokens, savingNano, longestMs, nano } = finding;
      return {
        title: `The prompt was written into the cache again ${times(rewrites)} after pauses: ${formatUsd(savingNano)} more than reading it.`,
        evidence: [
          `${formatCount(tokens)} tokens for ${money(nano)}; the longest pause was ${formatDuration(longestMs)}.`,
        ],
        remedy: 'Use the one-hour cache where people think between turns, or compact before a pause.',
      };
    }
    case 'long-history': {
      const { tokens, share, growth, savingNano, nano } = finding;
      return {
        title: `${formatPercent(share)} of what is sent is conversation (${formatTokens(tokens)} tokens by now), not system prompt: ${money(nano)}.`,
        evidence: [
          `It grows by ${formatCount(growth)} tokens a call.`,
          `Compacting it once, half way, to a fifth would have saved about ${formatUsd(savingNano)}, had the same calls followed.`,
        ],
        remedy: 'Compact or start anew when a task is done.',
      };
    }
    case 'big-tool-output': {
      const { tool, results, tokens, share, nano } = finding;
      return {
        title: `Results of ${tool} are ${formatPercent(share)} of all new input: ${formatTokens(tokens)} tokens, ${money(nano)}.`,
        evidence: [`${count(results, 'result')}, by their size in bytes at four bytes a token.`],
        remedy: 'Let the tool answer shorter: a range of lines, a filter, a summary.',
      };
    }
    case 'prompt-ratio': {
      const { ratio, above, shares, nano } = finding;
      const other = shares.other >= 0.01 ? `, ${formatPercent(shares.other)} not measured` : '';
      return {
        title: `Prompt to completion ${formatCount(ratio)} : 1, above your limit of ${above} : 1 (${money(nano)}).`,
        evidence: [
          `Of the input ${formatPercent(shares.prefix)} is system prompt and tools, ${formatPercent(shares.history)} conversation, ${formatPercent(shares.toolResults)} tool results${other}.`,
          'Agents send their conversation with each call, so all of them have a high ratio; what the prompt is made of says more.',
        ],
        remedy: 'Change the limit in spanmeter.json (analyses.promptRatio), or see which part to shorten.',
      };
    }
    default:
      return unreachable(finding);
  }
}

const ASSUMED = '“Would have saved” assumes the same calls, re-sent within five minutes at the cache-read rate.';

const CAUSES: Readonly<Record<CacheBreakCause, string>> = {
  'model-switch': 'another model',
  'system-changed': 'a changed system prompt',
  'tools-changed': 'changed tools',
  'message-edited': 'an edited earlier message',
  compaction: 'compaction',
  'sub-agent': 'a sub-agent’s own start',
  retry: 'a retry',
  expired: 'a pause longer than the cache lives',
  evicted: 'an eviction by the provider',
};

const CAUSE_REMEDIES: Readonly<Record<CacheBreakCause, string>> = {
  'model-switch': 'Each model has a cache of its own: switch between conversations, not within one.',
  'system-changed': 'Keep the system prompt as it was; put what changes into the newest message.',
  'tools-changed': 'Declare all tools from the start and in one order.',
  'message-edited': 'Append to the conversation; do not change earlier messages.',
  compaction: 'Compacting pays once: do it seldom, and not to a little less than before.',
  'sub-agent': 'Give sub-agents the same start as their parent, or a short one.',
  retry: 'Retry with the same prompt, soon.',
  expired: 'Use the one-hour cache where pauses are long.',
  evicted: 'Nothing of yours changed; providers give no promise.',
};

/** Why one call lost the cache, in a sentence. */
export function breakWords({ cause, tokens, nano, at, tools = [] }: CacheBreak): string {
  const what = at !== undefined ? ` (block ${at})` : tools.length > 0 ? ` (${tools.slice(0, 3).join(', ')})` : '';
  return `${CAUSES[cause]}${what}, ${formatTokens(tokens)} tokens paid again, ${formatUsd(nano)}`;
}

/** Whether a finding says that money is being spent without progress, now. */
export function isOpenLoop(finding: Finding): boolean {
  return 'open' in finding && finding.open && finding.severity !== 'information';
}

function incidentEvidence({ reopened, duplicates }: LoopFinding): readonly string[] {
  return [
    ...(duplicates ? [`Not counted: ${count(duplicates, 'identical call')} in the same answers.`] : []),
    ...(reopened ? [`It came back ${times(reopened)} within ten minutes; all of it is counted.`] : []),
  ];
}

function unreachable(finding: never): never {
  throw new Error(`a finding without words: ${JSON.stringify(finding)}`);
}

function calls({ firstCall, lastCall }: Finding): string {
  return `Calls ${firstCall} to ${lastCall}`;
}

function times(n: number): string {
  return n === 1 ? 'once' : n === 2 ? 'twice' : `${formatCount(n)} times`;
}

/** How long, how much, how fast. */
function facts({ from, to, nano, nanoPerMinute }: LoopFinding): string {
  const rate = nanoPerMinute === null ? [] : [`~${formatUsd(nanoPerMinute)}/min`];
  return [formatDuration(to - from), money(nano), ...rate].join(', ');
}

function money(nano: NanoUsd | null): string {
  return nano === null ? 'no price known' : formatUsd(nano);
}

function spent(what: string, nano: NanoUsd | null): string {
  return nano === null ? `${what}: not known, the model has no price.` : `${what}: ${formatUsd(nano)}.`;
}
