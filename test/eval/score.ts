/** What the alarms of a replayed session are worth: found in time, found late, missed, or false. */
import type { Finding } from '../../src/core/analyses/finding.ts';
import type { Alarm, Replayed } from './replay.ts';

/** The detector behind a finding, as docs/detection.md lists them. */
export const DETECTOR: Readonly<Record<string, string>> = {
  'runaway-loop': 'L1 repeat',
  'changing-result': 'L1b changing result',
  cycle: 'L2 cycle',
  revisit: 'L3 revisit',
  'same-error': 'L4 same error',
  'prompt-replay': 'L5 prompt replay',
  'retry-storm': 'L5 retry storm',
  'text-loop': 'L6 text loop',
  'expensive-turn': 'L7 expensive turn',
  'burn-rate': 'L8 burn rate',
  'compaction-thrash': 'L9 compaction',
  'fan-out': 'L10 fan-out',
  'tool-flood': 'L11 tool flood',
  waiting: 'waiting',
};

export const isAlarm = ({ severity }: Finding): boolean => severity !== 'information';

export interface Hit {
  /** calls made after it could have been known, before it was told */
  readonly late: number;
  readonly seconds: number;
  /** dollars from the onset to the alarm, and in the whole episode; null without a price */
  readonly spent: number | null;
  readonly whole: number | null;
  /** the share of the episode's calls, or dollars where known, that came after the alarm */
  readonly avoidable: number;
}

/** Whether one of the codes was told about steps `from` to `to`. `decidable` is the step at which it could be known. */
export function hitOf(
  { alarms, calls }: Replayed,
  codes: readonly string[],
  from: number,
  to: number,
  decidable: number,
): Hit | undefined {
  const inTime = (alarm: Alarm): boolean =>
    codes.includes(alarm.finding.code) && isAlarm(alarm.finding) && alarm.step >= from && alarm.step <= to + 1;
  // An incident that came back is one incident: told before, it is told.
  const earlier = (alarm: Alarm): boolean =>
    codes.includes(alarm.finding.code) &&
    isAlarm(alarm.finding) &&
    alarm.finding.lastCall - 1 >= from &&
    alarm.step <= to + 1;
  const alarm = alarms.find(inTime) ?? alarms.find(earlier);
  if (alarm === undefined) return undefined;
  const episode = calls.filter(({ number }) => number - 1 >= from && number - 1 <= to);
  const told = episode.filter(
    ({ number }) =>
      number - 1 < Math.max(alarm.step, from) || (number - 1 === alarm.step && alarm.finding.code === 'prompt-replay'),
  );
  const sum = (list: typeof episode): number | null =>
    list.some(({ cost }) => cost.nano !== null)
      ? list.reduce((all, { cost }) => all + (cost.nano ?? 0), 0) / 1e9
      : null;
  const spent = sum(told) ?? 0;
  const whole = sum(episode);
  const avoidable = whole ? 1 - spent / whole : 1 - told.length / Math.max(1, episode.length);
  const first = episode[0];
  return {
    late: Math.max(0, alarm.step - decidable),
    seconds: first ? Math.max(0, alarm.at - first.startedAt) / 1000 : 0,
    spent: whole === null ? null : spent,
    whole,
    avoidable,
  };
}
