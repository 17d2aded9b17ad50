/**
 * All analyses at work on one run: tells each detector what concerns it, and gathers what they found into one list, with
 * one incident for what several of them saw in the same calls.
 */
import { composition } from '../composition.ts';
import { LaneStates } from '../lanes.ts';
import type { Call } from '../model.ts';
import type { Analysis, Detector } from './analysis.ts';
import { type AnalysisRules, isMuted, NO_RULES } from './config.ts';
import type { Finding } from './finding.ts';
import { ANALYSES } from './index.ts';
import { mergeIncidents } from './merge.ts';
import { RoundReader } from './rounds.ts';

interface Lane {
  readonly id: string;
  user: string | undefined;
  /** its first call: a conversation of one call has no detectors of its own */
  first: Call | undefined;
  firstEnded: boolean;
  rounds: RoundReader | undefined;
  told: Told;
}

/** Detectors by what they want to be told of. */
interface Told {
  readonly all: readonly Detector[];
  readonly round: readonly Detector[];
  readonly message: readonly Detector[];
  readonly request: readonly Detector[];
  readonly end: readonly Detector[];
}

function toldOf(all: readonly Detector[]): Told {
  const wants = (what: 'round' | 'message' | 'request' | 'end') => all.filter(detector => detector[what] !== undefined);
  return { all, round: wants('round'), message: wants('message'), request: wants('request'), end: wants('end') };
}

const NOBODY = toldOf([]);

const MAX_FORGOTTEN = 100;

export class Watch {
  readonly #ofLane: readonly Analysis[];
  readonly #ofRun: Told;
  readonly #lanes: LaneStates<Lane>;
  /** findings of conversations not heard of for long */
  readonly #forgotten: Finding[] = [];

  constructor(analyses: readonly Analysis[] = ANALYSES) {
    this.#ofLane = analyses.filter(({ scope }) => scope === 'lane');
    this.#ofRun = toldOf(analyses.filter(({ scope }) => scope === 'run').map(analysis => analysis.start()));
    const create = (id: string): Lane => ({
      id,
      user: undefined,
      first: undefined,
      firstEnded: false,
      rounds: undefined,
      told: NOBODY,
    });
    this.#lanes = new LaneStates(create, lane => {
      const room = MAX_FORGOTTEN - this.#forgotten.length;
      if (room > 0) this.#forgotten.push(...found(lane.told, NO_RULES).slice(0, room));
    });
  }

  /** A call's prompt has been measured. */
  request(call: Call, laneId: string): void {
    const lane = this.#lane(laneId, call);
    const round = lane.rounds?.request(call);
    const user = call.parts?.user?.hash;
    const spoke = user !== undefined && lane.user !== undefined && user !== lane.user;
    lane.user = user ?? lane.user;
    // What came of the last matter is known before the next one begins.
    if (round) {
      for (const detector of lane.told.round) detector.round?.(round);
      for (const detector of this.#ofRun.round) detector.round?.(round);
    }
    if (spoke) for (const detector of lane.told.message) detector.message?.(call);
    for (const detector of lane.told.request) detector.request?.(call, laneId);
    for (const detector of this.#ofRun.request) detector.request?.(call, laneId);
  }

  /** A call ended. */
  end(call: Call, laneId: string): void {
    // Logs of other programs have no prompts: what is known of them comes with the end.
    if (call.parts === undefined) this.request(call, laneId);
    const lane = this.#lane(laneId, call);
    const made = composition(call);
    if (call.toolCalls.length > 0) {
      lane.rounds ??= new RoundReader();
      lane.rounds.end(call);
    }
    if (lane.first?.id === call.id) {
      lane.first = call;
      lane.firstEnded = true;
    }
    for (const detector of this.#ofRun.end) detector.end?.(call, made, laneId);
    for (const detector of lane.told.end) detector.end?.(call, made, laneId);
  }

  /** What stands now: of conversations, then of the run. */
  findings(rules: AnalysisRules = NO_RULES): readonly Finding[] {
    const all = [...this.#lanes.values()].flatMap(lane => mergeIncidents(found(lane.told, rules)));
    const forgotten = this.#forgotten.filter(finding => !isMuted(rules, finding));
    return [...mergeIncidents(forgotten), ...all, ...found(this.#ofRun, rules)];
  }

  // Most conversations of some programs are one call each: detectors come with the second.
  #lane(id: string, call: Call): Lane {
    const lane = this.#lanes.get(id);
    if (lane.first === undefined) {
      lane.first = call;
    } else if (lane.told === NOBODY && lane.first.id !== call.id) {
      lane.told = toldOf(this.#ofLane.map(analysis => analysis.start()));
      for (const detector of lane.told.all) {
        detector.request?.(lane.first, id);
        if (lane.firstEnded) detector.end?.(lane.first, composition(lane.first), id);
      }
    }
    return lane;
  }
}

function found({ all: detectors }: Told, rules: AnalysisRules): readonly Finding[] {
  const all = detectors.flatMap(detector => detector.findings(rules));
  return rules.mute.length === 0 ? all : all.filter(finding => !isMuted(rules, finding));
}
