/** What loop detectors share: calls in a row, what they cost, and when they lie so far apart that it is waiting. */
import type { Call, CallSite } from '../model.ts';
import { add, fromNano, type NanoUsd, ZERO } from '../money.ts';
import { perMinute } from './rate.ts';
import type { Round } from './rounds.ts';

/** Calls with a gap like this between them wait for something; loops do not take so long (docs/detection.md). */
const WAIT_GAP_MS = 20_000;
/** Of the time between two calls the tool took at least half, and this. */
const TOOL_TIME_MS = 5_000;
const LOOKED_AT = 3;
const NONE: number[] = [];

/** Rounds of the same kind, one after the other. */
export class Streak {
  readonly first: Call;
  readonly tool: string;
  last: Call;
  rounds = 1;
  nano: NanoUsd | null;
  duplicates: number;
  /** when the newest result was known */
  at: number;
  #declared: boolean;
  // Most rounds are never repeated: nothing is kept until one is.
  #gaps: number[] = NONE;
  #toolTimes: number[] = NONE;

  constructor(round: Round) {
    this.first = round.call;
    this.last = round.call;
    this.tool = round.steps[0]?.tool ?? 'tool';
    this.nano = round.call.cost.nano;
    this.duplicates = round.duplicates;
    this.at = round.next.startedAt;
    this.#declared = isOnlyWaiting(round);
  }

  add(round: Round): void {
    const { call, next } = round;
    const gap = call.startedAt - this.last.startedAt;
    const tool = this.last.endedAt === undefined ? 0 : call.startedAt - this.last.endedAt;
    // A clock that went back says nothing about time.
    this.#gaps = kept(this.#gaps, Math.max(0, gap));
    this.#toolTimes = kept(this.#toolTimes, Math.max(0, tool));
    this.last = call;
    this.rounds++;
    this.duplicates += round.duplicates;
    this.at = Math.max(this.at, next.startedAt);
    this.#declared &&= isOnlyWaiting(round);
    const { nano } = call.cost;
    if (nano !== null) this.nano = add(this.nano ?? ZERO, nano);
  }

  /** Median milliseconds between the last calls. */
  get gapMs(): number {
    return median(this.#gaps);
  }

  get isWaiting(): boolean {
    if (this.#declared) return true;
    if (this.#gaps.length === 0) return false;
    const gap = this.gapMs;
    const tool = median(this.#toolTimes);
    return gap >= WAIT_GAP_MS || (tool >= TOOL_TIME_MS && tool >= gap / 2);
  }

  /** What every finding about it says. */
  get facts() {
    const { first, last, at, nano, duplicates } = this;
    const facts = { ...extent(first, last, at), nano, nanoPerMinute: rate(nano, at - first.startedAt) };
    return duplicates > 0 ? { ...facts, duplicates } : facts;
  }
}

/** Whether nothing in a round does anything but wait. */
export function isOnlyWaiting({ steps }: Round): boolean {
  for (const { wait } of steps) if (!wait) return false;
  return true;
}

/** Where the evidence lies. */
export function extent(first: Call, last: Call, to = last.endedAt ?? last.startedAt) {
  return {
    sites: sitesOf(last),
    firstCall: first.number,
    lastCall: last.number,
    from: first.startedAt,
    to: Math.max(to, first.startedAt),
  };
}

function sitesOf({ site }: Call): readonly CallSite[] {
  return site ? [site] : [];
}

/** Dollars per minute. */
export function rate(nano: NanoUsd | null, ms: number): NanoUsd | null {
  return nano === null ? null : fromNano(perMinute(nano, ms));
}

function kept(list: readonly number[], value: number): number[] {
  return [...list.slice(1 - LOOKED_AT), value];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
