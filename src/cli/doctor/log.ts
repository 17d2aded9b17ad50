/** What is in the log folder, and what could not be read or was never seen? */
import type { Snapshot } from '../../core/model.ts';
import { count, formatCount } from '../../core/text.ts';
import type { LogReading } from '../../log/read-once.ts';
import type { LogFacts, ProcessFacts } from '../facts.ts';
import type { Check } from './check.ts';

const MAX_NAMED = 5;

export function logChecks(dir: string, reading: LogReading, facts: LogFacts): readonly Check[] {
  return [
    folder(dir, reading),
    ...silentPrograms(facts),
    ...missedCalls(facts),
    ...reading.snapshot.rejected.map(({ reason, count: times, example }) => ({
      code: 'rejected',
      level: 'warning' as const,
      text: `${count(times, 'line')} passed over (${reason}). The first: ${example}`,
    })),
    ...recorderErrors(reading.snapshot),
  ];
}

function folder(dir: string, { state, snapshot, files, live }: LogReading): Check {
  const code = 'log';
  if (state.kind === 'unreadable') {
    return {
      code,
      level: 'error',
      text: `${dir} can't be read: ${state.why}`,
      remedy: 'Give yourself the right to read it.',
    };
  }
  if (files === 0) {
    return {
      code,
      level: 'warning',
      text: `Nothing was ever recorded in ${dir}.`,
      remedy:
        'Run an agent from a terminal that loads the recorder, in this folder or below it; or name another with --dir.',
    };
  }
  const calls = snapshot.runs.reduce((sum, run) => sum + run.calls.length, 0);
  const said = `${count(snapshot.runs.length, 'run')}, ${count(calls, 'call')} in ${count(files, 'file')} of ${dir}`;
  if (calls === 0) {
    return { code, level: 'warning', text: `${said}: programs ran, but no call to a model was seen.` };
  }
  return { code, level: 'ok', text: `${said}${live > 0 ? `, ${formatCount(live)} still written` : ''}.` };
}

/** Programs that loaded an SDK and made no call that was seen: a transport nobody hooked, or none was made. */
function silentPrograms({ processes }: LogFacts): readonly Check[] {
  const silent = [...processes.values()].filter(isSilent);
  const named = new Map<string, number>();
  for (const facts of silent) {
    const words = silence(facts);
    named.set(words, (named.get(words) ?? 0) + 1);
  }
  return [...named].slice(0, MAX_NAMED).map(([words, times]) => ({
    code: 'coverage',
    level: 'warning',
    text: `${words}${times > 1 ? ` (${count(times, 'process', 'processes')})` : ''}.`,
    remedy:
      'Either it made no call, or it calls through something the recorder does not see: tell us which, with this line.',
  }));
}

/** Programs that called a model in a way that can't be recorded. */
function missedCalls({ processes }: LogFacts): readonly Check[] {
  return [...processes.values()]
    .filter(({ coverage }) => coverage?.missed !== undefined)
    .slice(0, MAX_NAMED)
    .map(({ process, coverage }) => {
      const ways = Object.entries(coverage?.missed ?? {}).map(([way, times]) => `${way} (${String(times)})`);
      return {
        code: 'coverage',
        level: 'warning',
        text: `${process?.argv?.script ?? 'a program'}: not recorded, and not guarded: ${ways.join('; ')}.`,
        remedy: 'Wrap these calls in llm(): it records and guards what the recorder does not see by itself.',
      };
    });
}

function isSilent({ coverage }: ProcessFacts): boolean {
  if (coverage === undefined || Object.keys(coverage.sdks).length === 0) return false;
  return Object.values(coverage.transports).every(calls => calls === 0);
}

/** `agent.mjs: openai 7.57.0 loaded, fetch hooked, 0 calls`. */
function silence({ process, coverage }: ProcessFacts): string {
  const sdks = Object.entries(coverage?.sdks ?? {}).map(([name, version]) => `${name} ${String(version)}`);
  const transports = Object.keys(coverage?.transports ?? {});
  const hooked = transports.length === 0 ? 'nothing hooked' : `${transports.join(', ')} hooked`;
  return `${process?.argv?.script ?? 'a program'}: ${sdks.join(', ')} loaded, ${hooked}, 0 calls`;
}

function recorderErrors({ runs }: Snapshot): readonly Check[] {
  const hit = runs.filter(run => run.events.some(event => event.type === 'recorder_error'));
  if (hit.length === 0) return [];
  const names = [...new Set(hit.map(run => run.name))].slice(0, MAX_NAMED).join(', ');
  return [
    {
      code: 'recorder-error',
      level: 'warning',
      text: `The recorder fell silent by a mistake of its own in ${count(hit.length, 'run')} (${names}).`,
      remedy: 'What was recorded before stands. Please report it with the run’s recorder_error line.',
    },
  ];
}
