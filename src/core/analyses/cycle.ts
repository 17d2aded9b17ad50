/**
 * **Cycle** (`cycle`) — the agent goes round in a circle: two to six rounds that follow one another in the same order,
 * with the same arguments and the same results, again and again.
 *
 * Looks at: the last twelve rounds of a conversation (the set of tool calls with their results of one LLM call each).
 *
 * Fires: a warning when each of the last 2k rounds is the same as the round k before it, for a k of 2 to 6: three full
 * circles. Critical after five. The rounds of one circle differ from one another; where they do not, it is
 * `runaway-loop`.
 *
 * Stays silent where the circles lie far apart or consist of waiting: polling is `waiting`. A new user message begins
 * anew.
 *
 * Measured: none of 1,020 runs of current agents.
 */

import type { Call } from '../model.ts';
import { add, type NanoUsd, ZERO } from '../money.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { Cycle } from './finding.ts';
import { Incidents } from './incidents.ts';
import type { Round } from './rounds.ts';
import { extent, isOnlyWaiting, median, rate } from './streak.ts';

const MIN_PERIOD = 2;
const MAX_PERIOD = 6;
const SIZE = 2 * MAX_PERIOD;
const WAIT_GAP_MS = 20_000;

export const cycle: Analysis = { codes: ['cycle'], scope: 'lane', start };

interface Turning {
  readonly period: number;
  readonly key: number;
  readonly tools: readonly string[];
  readonly first: Call;
  last: Call;
  at: number;
  nano: NanoUsd | null;
  /** rounds in it, the first circle included */
  rounds: number;
}

function start(): Detector {
  const incidents = new Incidents<Cycle>();
  // The last rounds, the newest last, and for each k how many of them in a row equal the one k before.
  let ring: Round[] = [];
  const matches = new Uint32Array(MAX_PERIOD + 1);
  let now: Turning | undefined;

  const stop = (closed: boolean): void => {
    if (now) incidents.stop(now.key, toFinding(now), closed);
    now = undefined;
  };
  const close = (): void => {
    stop(true);
    incidents.closeAll();
    ring = [];
    matches.fill(0);
  };

  return {
    message: close,
    round(round) {
      for (let k = MIN_PERIOD; k <= MAX_PERIOD; k++) {
        const same = ring[ring.length - k]?.key === round.key;
        matches[k] = same ? (matches[k] ?? 0) + 1 : 0;
      }
      ring.push(round);
      if (ring.length > 3 * SIZE) ring = ring.slice(-SIZE);
      if (now !== undefined && (matches[now.period] ?? 0) > 0) return extend(now, round);
      stop(false);
      incidents.other(round.fresh);
      now = found(ring, matches);
    },
    end(call) {
      if (call.toolCalls.length === 0 && call.state === 'ok') close();
    },
    findings() {
      return incidents.list(now?.key, now && toFinding(now));
    },
  };
}

/** The shortest circle that has been gone round three times. */
function found(ring: readonly Round[], matches: Uint32Array): Turning | undefined {
  for (let period = MIN_PERIOD; period <= MAX_PERIOD; period++) {
    if ((matches[period] ?? 0) < 2 * period) continue;
    const rounds = ring.slice(-3 * period);
    const block = rounds.slice(-period);
    const [first] = rounds;
    const last = rounds.at(-1);
    if (first === undefined || last === undefined || new Set(block.map(({ key }) => key)).size < 2) continue;
    if (isPolling(rounds)) return undefined;
    const nano = rounds.reduce<NanoUsd | null>((sum, { call }) => plus(sum, call.cost.nano), null);
    const tools = [...new Set(block.flatMap(({ steps }) => steps.map(({ tool }) => tool)))].slice(0, MAX_PERIOD);
    const key = Math.min(...block.map(round => round.key));
    return {
      period,
      key,
      tools,
      first: first.call,
      last: last.call,
      at: last.next.startedAt,
      nano,
      rounds: rounds.length,
    };
  }
  return undefined;
}

// Round after round some of it waits, or takes as long as waiting does.
function isPolling(rounds: readonly Round[]): boolean {
  if (rounds.some(isOnlyWaiting)) return true;
  const gaps = rounds.slice(1).map(({ call }, i) => call.startedAt - (rounds[i]?.call.startedAt ?? 0));
  return median(gaps) >= WAIT_GAP_MS;
}

function extend(now: Turning, { call, next }: Round): void {
  now.last = call;
  now.at = Math.max(now.at, next.startedAt);
  now.rounds++;
  now.nano = plus(now.nano, call.cost.nano);
}

function plus(sum: NanoUsd | null, nano: NanoUsd | null): NanoUsd | null {
  return nano === null ? sum : add(sum ?? ZERO, nano);
}

function toFinding(now: Turning): Cycle {
  const { period, tools, first, last, at, nano, rounds } = now;
  return {
    ...extent(first, last, at),
    code: 'cycle',
    severity: rounds >= 5 * period ? 'critical' : 'warning',
    nano,
    nanoPerMinute: rate(nano, at - first.startedAt),
    repeats: Math.floor(rounds / period),
    period,
    tools,
    open: true,
  };
}
