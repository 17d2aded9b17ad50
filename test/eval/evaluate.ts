/** All measurements on a set of sessions: real ones as they are, labelled episodes, and grafted ones. */
import { NO_RULES } from '../../src/core/analyses/config.ts';
import { turnCosts } from '../../src/core/analyses/expensive-turn.ts';
import { UsualTurns } from '../../src/core/analyses/usual-turns.ts';
import type { Pricer } from '../../src/core/calls.ts';
import { EXPECTED, GRAFTS, type GraftKind, graft } from './graft.ts';
import { type Replayed, replay, type Step, stepsOf } from './replay.ts';
import { DETECTOR, type Hit, hitOf, isAlarm } from './score.ts';
import { keyOf, type Label, type Session } from './sessions.ts';
import { type Bounds, bounds, median, randomFrom, rateBounds } from './stats.ts';

/** Agents whose sessions were good enough to be kept: what is told of them as a warning is taken for false. */
const FRONTIER = new Set(['claude-code', 'codex', 'opencode', 'copilot-cli', 'gemini-cli', 'pi', 'gjc']);
/** A pause longer than this is no activity. */
const ACTIVE_GAP_MS = 5 * 60_000;
const SEED = 20261126;
/** What must not be told of polling, paging and parallel calls. */
const REPEATS = new Set(['runaway-loop', 'changing-result', 'cycle', 'revisit', 'same-error', 'prompt-replay']);

export interface Rate {
  readonly hits: number;
  readonly of: number;
  readonly bounds: Bounds;
}

/** How a detector did on episodes that are known to be there. */
export interface Recall {
  readonly what: string;
  readonly detector: string;
  readonly recall: Rate;
  readonly lateMedian: number | null;
  readonly lateMost: number | null;
  readonly secondsMedian: number | null;
  /** dollars from the onset to the alarm, median and sum; null where none had a price */
  readonly usdMedian: number | null;
  readonly usd: number | null;
  /** of all money (or calls) of the episodes found, what came after the alarm */
  readonly avoidable: number | null;
}

/** What a detector told of sessions in which nothing is known to be wrong. */
interface FalseAlarms {
  readonly detector: string;
  readonly runs: number;
  readonly alarms: number;
  readonly per1000Runs: Bounds & { readonly value: number };
  readonly per100Hours: Bounds & { readonly value: number };
}

export interface Report {
  readonly sessions: number;
  readonly frontier: { readonly runs: number; readonly toolCalls: number; readonly activeHours: number };
  readonly labelled: readonly Recall[];
  readonly grafted: readonly Recall[];
  readonly precision: readonly { readonly detector: string; readonly precision: Rate }[];
  readonly falseAlarms: readonly FalseAlarms[];
  readonly negatives: readonly { readonly what: string; readonly alarms: number; readonly of: number }[];
}

export function evaluate(sessions: readonly Session[], labels: readonly Label[], price: Pricer): Report {
  const all = replayInOrder(sessions, price);
  const replayed = new Map(all.map(one => [keyOf(one.session), one]));
  const frontier = all.filter(({ session }) => FRONTIER.has(session.agent));
  const grafts = graftAll(
    frontier.map(({ session }) => session),
    price,
  );
  return {
    sessions: all.length,
    frontier: {
      runs: frontier.length,
      toolCalls: frontier.reduce((sum, { steps }) => sum + steps.reduce((n, { tools }) => n + tools.length, 0), 0),
      activeHours: hoursOf(frontier),
    },
    labelled: labelledRecall(replayed, labels),
    grafted: grafts.recall,
    precision: precisionOf(replayed, labels),
    falseAlarms: falseAlarmsOf(frontier),
    negatives: [...labelledNegatives(replayed, labels), ...grafts.negatives],
  };
}

/** Each session knows what turns cost in those of its project before it, as it would have. */
function replayInOrder(
  sessions: readonly Session[],
  price: Pricer,
): readonly (Replayed & { readonly session: Session })[] {
  const usual = new UsualTurns();
  const begin = ({ ev }: Session): number => ev.find(([, t]) => typeof t === 'number')?.[1] ?? 0;
  return [...sessions]
    .sort((a, b) => begin(a) - begin(b))
    .map(session => {
      const replayed = replay(session, price, usual.with(NO_RULES, session.src));
      usual.learnCosts(session.src, turnCosts(replayed.calls));
      return { session, ...replayed };
    });
}

function hoursOf(runs: readonly Replayed[]): number {
  let ms = 0;
  for (const { steps } of runs) {
    steps.forEach((step, i) => {
      const next = steps[i + 1]?.start ?? step.end;
      ms += Math.max(0, Math.min(step.end - step.start, ACTIVE_GAP_MS));
      if (next - step.end < ACTIVE_GAP_MS) ms += Math.max(0, next - step.end);
    });
  }
  return ms / 3_600_000;
}

function falseAlarmsOf(runs: readonly Replayed[]): readonly FalseAlarms[] {
  const hours = hoursOf(runs);
  const names = [...new Set(Object.values(DETECTOR))];
  const count = (detector: string, wanted: (name: string) => boolean): FalseAlarms => {
    const told = runs.map(
      ({ alarms }) =>
        new Set(
          alarms
            .filter(({ finding }) => isAlarm(finding) && wanted(DETECTOR[finding.code] ?? ''))
            .map(({ finding }) => `${finding.code} ${finding.firstCall}`),
        ).size,
    );
    const hit = told.filter(n => n > 0).length;
    const alarms = told.reduce((a, b) => a + b, 0);
    const { low, high } = bounds(hit, runs.length);
    const perHour = rateBounds(alarms, hours);
    return {
      detector,
      runs: hit,
      alarms,
      per1000Runs: { value: (1000 * hit) / Math.max(1, runs.length), low: 1000 * low, high: 1000 * high },
      per100Hours: {
        value: hours === 0 ? 0 : (100 * alarms) / hours,
        low: 100 * perHour.low,
        high: 100 * perHour.high,
      },
    };
  };
  return [...names.map(name => count(name, known => known === name)), count('all loops', name => name !== '')];
}

type Known = ReadonlyMap<string, Replayed & { readonly session: Session }>;

const LABELLED = [
  { what: 'identical call and result ≥ 4', kind: 'loop-identical', codes: ['runaway-loop'], detector: 'L1 repeat' },
  { what: 'identical call and result, 3', kind: 'repeat-3-identical', codes: ['runaway-loop'], detector: 'L1 repeat' },
  {
    what: 'identical prompt ≥ 4',
    kind: 'loop-identical-prompt',
    codes: ['prompt-replay'],
    detector: 'L5 prompt replay',
  },
] as const;

function labelledRecall(known: Known, labels: readonly Label[]): readonly Recall[] {
  return LABELLED.map(({ what, kind, codes, detector }) => {
    const hits = labels
      .filter(label => label.kind === kind && label.calls >= 3)
      .flatMap(label => {
        const run = known.get(label.session);
        const place = run && placeOf(run.steps, label);
        return run && place ? [hitOf(run, codes, place.from, place.to, place.decidable)] : [];
      });
    return recallOf(what, detector, hits);
  });
}

/** Steps of a labelled episode, and the one at which its third repeat is known. */
function placeOf(steps: readonly Step[], label: Label): { from: number; to: number; decidable: number } | undefined {
  if (label.kind === 'loop-identical-prompt') {
    // Places of LLM calls: steps without one (an interrupted end) do not count.
    const calls = steps.flatMap((step, i) => (step.llm ? [i] : []));
    const from = calls[label.first];
    const to = calls[label.first + label.count - 1];
    return from === undefined || to === undefined ? undefined : { from, to, decidable: from + 2 };
  }
  const last = label.first + label.count - 1;
  const of = (tool: number): number =>
    steps.findIndex(step => tool >= step.firstTool && tool < step.firstTool + step.tools.length);
  const [from, to] = [of(label.first), of(last)];
  if (from < 0 || to < 0) return undefined;
  return { from, to, decidable: thirdSame(steps, from, to) };
}

/** The step whose prompt brings the third identical result in a row. */
function thirdSame(steps: readonly Step[], from: number, to: number): number {
  let streak = 0;
  let before: string | undefined;
  for (let i = from; i <= to; i++) {
    const key = `${steps[i]?.tools.map(tool => tool[3])} ${steps[i + 1]?.results.map(result => result[6] ?? result[4])}`;
    streak = key === before ? streak + 1 : 1;
    before = key;
    if (streak === 3) return i + 1;
  }
  return to + 1;
}

function labelledNegatives(known: Known, labels: readonly Label[]): Report['negatives'] {
  return ['poll', 'paging'].map(kind => {
    const told = labels
      .filter(label => label.kind === kind)
      .map(label => {
        const run = known.get(label.session);
        const place = run && placeOf(run.steps, label);
        const within = run?.alarms.filter(
          ({ finding, step }) =>
            isAlarm(finding) && REPEATS.has(finding.code) && place && step >= place.from && step <= place.to + 1,
        );
        return (within?.length ?? 0) > 0;
      });
    return { what: `labelled ${kind}`, alarms: told.filter(Boolean).length, of: told.length };
  });
}

function recallOf(what: string, detector: string, all: readonly (Hit | undefined)[]): Recall {
  const hits = all.filter(hit => hit !== undefined);
  const late = hits.map(hit => hit.late);
  const usd = hits.flatMap(({ spent }) => (spent === null ? [] : [spent]));
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
  const priced = hits.filter(({ whole }) => whole !== null);
  const avoidable =
    priced.length > 0
      ? 1 - sum(priced.map(({ spent }) => spent ?? 0)) / Math.max(1e-12, sum(priced.map(({ whole }) => whole ?? 0)))
      : sum(hits.map(hit => hit.avoidable)) / hits.length;
  return {
    what,
    detector,
    recall: { hits: hits.length, of: all.length, bounds: bounds(hits.length, all.length) },
    lateMedian: median(late),
    lateMost: late.length === 0 ? null : Math.max(...late),
    secondsMedian: median(hits.map(({ seconds }) => seconds)),
    usdMedian: median(usd),
    usd: usd.length === 0 ? null : sum(usd),
    avoidable: hits.length === 0 ? null : avoidable,
  };
}

/** Of the alarms in sessions of agents that do loop, those that a labelled episode bears out. */
function precisionOf(known: Known, labels: readonly Label[]): Report['precision'] {
  return (
    [
      ['L1 repeat', 'runaway-loop', ['loop-identical', 'repeat-3-identical', 'same-call-changing-result']],
      ['L5 prompt replay', 'prompt-replay', ['loop-identical-prompt']],
    ] as const
  ).map(([detector, code, kinds]) => {
    const places = new Map<string, { from: number; to: number }[]>();
    for (const label of labels) {
      const run = known.get(label.session);
      const place = run && kinds.some(kind => kind === label.kind) ? placeOf(run.steps, label) : undefined;
      if (place) places.set(label.session, [...(places.get(label.session) ?? []), place]);
    }
    const told = [...known].flatMap(([key, { findings }]) =>
      findings
        .flatMap(main => [main, ...(main.also ?? [])])
        .filter(finding => finding.code === code && isAlarm(finding))
        .map(({ firstCall, lastCall }) =>
          (places.get(key) ?? []).some(({ from, to }) => firstCall - 1 <= to + 1 && lastCall - 1 >= from),
        ),
    );
    const hits = told.filter(Boolean).length;
    return { detector, precision: { hits, of: told.length, bounds: bounds(hits, told.length) } };
  });
}

const MIN_REPEATS = 3;
const MAX_REPEATS = 20;

function graftAll(
  sessions: readonly Session[],
  price: Pricer,
): { recall: Recall[]; negatives: { what: string; alarms: number; of: number }[] } {
  const recall: Recall[] = [];
  const negatives: { what: string; alarms: number; of: number }[] = [];
  for (const kind of GRAFTS) {
    const random = randomFrom(SEED + GRAFTS.indexOf(kind));
    const { codes } = EXPECTED[kind];
    const hits: (Hit | undefined)[] = [];
    let alarms = 0;
    let of = 0;
    for (const session of sessions) {
      const repeats = MIN_REPEATS + Math.floor(random() * (MAX_REPEATS - MIN_REPEATS + 1));
      const made = graft(stepsOf(session), kind, repeats, random);
      if (made === undefined || repeats < EXPECTED[kind].decidableAfter) continue;
      const result = replay(session, price, NO_RULES, made.steps);
      of++;
      if (codes.length > 0) hits.push(hitOf(result, codes, made.from, made.to, decidable(kind, made.from)));
      else if (
        result.alarms.some(
          ({ finding, step }) =>
            isAlarm(finding) && REPEATS.has(finding.code) && step >= made.from && step <= made.to + 1,
        )
      )
        alarms++;
    }
    if (codes.length > 0) recall.push(recallOf(`grafted ${kind}`, DETECTOR[codes[0] ?? ''] ?? '', hits));
    else negatives.push({ what: `grafted ${kind}`, alarms, of });
  }
  return { recall, negatives };
}

function decidable(kind: GraftKind, from: number): number {
  const { period, decidableAfter, byResult } = EXPECTED[kind];
  return from + period * decidableAfter - (byResult ? 0 : 1);
}
