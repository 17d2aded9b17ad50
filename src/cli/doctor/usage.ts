/** Which calls told no usage, and what would make them? Which told counts that can't be right? */
import type { Call, Run } from '../../core/model.ts';
import { siteKey } from '../../core/sites.ts';
import { clean, count, formatCount } from '../../core/text.ts';
import { usageProblems, usageProblemText } from '../../core/views/usage-problems.ts';
import type { Check } from './check.ts';

const MAX_PLACES = 10;
/** APIs whose streams always end with their usage: there is no option to ask for it. */
const TELLS_ALWAYS = /anthropic|gemini|google|vertex|bedrock|ollama|cohere/i;

interface Place {
  readonly label: string;
  readonly streams: boolean;
  calls: number;
}

/** `streams`: ids of the calls that asked for a stream. `nameOf` names a file to people. */
export function usageChecks(
  calls: readonly Call[],
  streams: ReadonlySet<string>,
  nameOf: (file: string) => string,
): readonly Check[] {
  const places = new Map<string, Place>();
  for (const call of calls) {
    if (call.state !== 'ok' || (call.usageState !== 'missing' && call.usageState !== 'estimated')) continue;
    const stream = streams.has(call.id) && !TELLS_ALWAYS.test(call.provider ?? '');
    const label = call.site === undefined ? 'a place not known' : `${nameOf(call.site.file)}:${call.site.line}`;
    const key = `${stream} ${call.site === undefined ? '' : siteKey(call.site)}`;
    const place = places.get(key) ?? { label, streams: stream, calls: 0 };
    place.calls++;
    places.set(key, place);
  }
  return [...places.values()]
    .sort((a, b) => b.calls - a.calls)
    .slice(0, MAX_PLACES)
    .map(toCheck);
}

function toCheck({ label, streams, calls }: Place): Check {
  if (!streams) {
    return {
      code: 'no-usage',
      level: 'warning',
      text: `${count(calls, 'call')} from ${label} answered without token counts: estimated from sizes, or not counted.`,
    };
  }
  return {
    code: 'stream-usage',
    level: 'warning',
    text: `${count(calls, 'streamed call')} from ${label} answered without token counts: estimated from sizes, or not counted.`,
    remedy: `Add stream_options.include_usage at ${label}.`,
    paste: 'stream_options: { include_usage: true }',
  };
}

interface Wrong {
  readonly provider: string;
  /** the first of them, and what was wrong with it */
  readonly text: string;
  calls: number;
}

/** Counts that contradict themselves, by what is wrong and with whose answers; each with the first call it came with. */
export function contradictionChecks(runs: readonly Run[], nameOf: (file: string) => string): readonly Check[] {
  const found = new Map<string, Wrong>();
  for (const run of runs) {
    for (const call of run.calls) {
      for (const problem of usageProblems(call)) {
        const provider = call.provider ?? 'a provider not known';
        const key = `${problem.code} ${problem.field} ${provider}`;
        const place = call.site === undefined ? '' : ` from ${nameOf(call.site.file)}:${call.site.line}`;
        const first = `Call ${formatCount(call.number)} of ${run.name} (${run.id.slice(0, 8)})${place}`;
        const known = found.get(key) ?? { provider, text: `${first}: ${usageProblemText(problem)}`, calls: 0 };
        known.calls++;
        found.set(key, known);
      }
    }
  }
  return [...found.values()]
    .sort((a, b) => b.calls - a.calls)
    .slice(0, MAX_PLACES)
    .map(({ provider, text, calls }) => ({
      code: 'usage-contradicts',
      level: 'warning',
      text: `${text}.${calls > 1 ? ` The same in ${count(calls - 1, 'more call')} of ${clean(provider)}.` : ''}`,
      remedy: 'Everything else of the call stands. Please report the provider’s answer, numbers only.',
    }));
}
