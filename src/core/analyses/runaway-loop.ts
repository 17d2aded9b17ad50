/**
 * **Runaway loop** (`runaway-loop`) — the same tool is called with the same arguments and gives the same result, call
 * after call.
 *
 * Looks at: each LLM call's tool calls (hash of name and canonical arguments) together with their results (hash of the
 * normalised result), as one round per LLM call: several identical calls in one response count once.
 *
 * Fires: a warning at 3 identical rounds in a row, critical at 5. Any other round in between ends the streak, and so
 * does a new user message. A changed result is progress, and progress is silence.
 *
 * Stays silent, and tells `waiting` instead, where the rounds lie far apart (median of the last three gaps ≥ 20 s), where
 * the tool itself took at least half of the gap and 5 s, or where the tool is a declared wait. Waiting is information
 * from 5 rounds on, and a warning from 10 rounds and $0.50 on.
 *
 * Measured on 1,020 real runs of current agents (50,000 tool calls): no false alarm at 3. Every real polling streak in
 * them had a median gap of at least 32 s, every real loop at most 14 s.
 */

import { LaneStates } from '../lanes.ts';
import type { Call } from '../model.ts';
import { add, fromNano, type NanoUsd, ZERO } from '../money.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { RunawayLoop, Severity, Waiting } from './finding.ts';
import { perMinute } from './rate.ts';

const WARN_AT = 3;
const CRITICAL_AT = 5;
const WAIT_GAP_MS = 20_000;
const TOOL_TIME_MS = 5_000;
const WAITING_FROM = 5;
const WAITING_WARN = { rounds: 10, nano: 500_000_000 };
const MAX_CLOSED = 20;

const DECLARED_WAIT = /^(wait|sleep|poll)|^(BashOutput|TaskOutput|read_bash)$/i;

interface Streak {
  readonly key: string;
  readonly tool: string;
  readonly first: Call;
  last: Call;
  rounds: number;
  nano: NanoUsd | null;
  /** the last three distances between the calls of the streak, and how long the tool took of each, in ms */
  readonly gaps: { readonly gap: number; readonly tool: number }[];
  at: number;
}

interface Lane {
  user: string | undefined;
  /** the call whose tools have been asked for but whose results are not known yet */
  asked: Call | undefined;
  streak: Streak | undefined;
}

export const runawayLoop: Analysis = { codes: ['runaway-loop', 'waiting'], start };

function start(): Detector {
  const lanes = new LaneStates<Lane>(() => ({ user: undefined, asked: undefined, streak: undefined }));
  const closed: (RunawayLoop | Waiting)[] = [];

  const close = (lane: Lane): void => {
    const finding = lane.streak && toFinding(lane.streak, false);
    if (finding && closed.length < MAX_CLOSED) closed.push(finding);
    lane.streak = undefined;
  };

  return {
    request(call, laneId) {
      const lane = lanes.get(laneId);
      const user = call.parts?.user?.hash;
      if (lane.user !== undefined && user !== undefined && user !== lane.user) {
        close(lane);
        lane.asked = undefined;
      }
      lane.user = user ?? lane.user;
      const asked = lane.asked;
      lane.asked = undefined;
      if (asked === undefined) return;
      const key = roundKey(asked, call);
      if (key === undefined || lane.streak?.key !== key) close(lane);
      if (key === undefined) return;
      extend(lane, key, asked, call);
    },
    end(call, laneId) {
      const lane = lanes.get(laneId);
      if (call.toolCalls.length > 0) lane.asked = call;
      // An answer without tools ends what was going on; a call that failed says nothing.
      else if (call.state === 'ok') close(lane);
    },
    findings() {
      const open = [...lanes.values()].flatMap(lane => (lane.streak ? [toFinding(lane.streak, true)] : []));
      return [...closed, ...open.filter(finding => finding !== undefined)];
    },
  };
}

function extend(lane: Lane, key: string, asked: Call, next: Call): void {
  const known = lane.streak;
  if (known === undefined) {
    const tool = asked.toolCalls[0]?.name ?? 'tool';
    lane.streak = {
      key,
      tool,
      first: asked,
      last: asked,
      rounds: 1,
      nano: asked.cost.nano,
      gaps: [],
      at: next.startedAt,
    };
    return;
  }
  const gap = asked.startedAt - known.last.startedAt;
  const tool = known.last.endedAt === undefined ? 0 : Math.max(0, asked.startedAt - known.last.endedAt);
  known.gaps.push({ gap, tool });
  if (known.gaps.length > 3) known.gaps.shift();
  known.last = asked;
  known.rounds++;
  known.at = next.startedAt;
  const { nano } = asked.cost;
  if (nano !== null) known.nano = add(known.nano ?? ZERO, nano);
}

/** What a round did and what came of it. Undefined where a result is missing: nothing can be said then. */
function roundKey(asked: Call, next: Call): string | undefined {
  const keys = new Set<string>();
  // Ollama and Gemini know a result by the name of its tool: those of one name come in the order of the calls.
  const left = [...next.toolResults];
  for (const { id, name, args } of asked.toolCalls) {
    const result = left.find(known => known.id === id) ?? left.find(known => known.id === name);
    if (result === undefined) return undefined;
    left.splice(left.indexOf(result), 1);
    keys.add(`${name} ${args} ${result.result}`);
  }
  return keys.size === 0 ? undefined : [...keys].sort().join('\n');
}

function toFinding(streak: Streak, open: boolean): RunawayLoop | Waiting | undefined {
  const { tool, rounds, first, last, nano, at } = streak;
  const common = {
    sites: last.site ? [last.site] : [],
    firstCall: first.number,
    lastCall: last.number,
    from: first.startedAt,
    to: at,
    nano,
    tool,
    repeats: rounds,
  };
  if (isWaiting(streak)) {
    if (rounds < WAITING_FROM) return undefined;
    const costly = rounds >= WAITING_WARN.rounds && nano !== null && nano >= WAITING_WARN.nano;
    return { ...common, code: 'waiting', severity: costly ? 'warning' : 'information', gapMs: median(streak, 'gap') };
  }
  if (rounds < WARN_AT) return undefined;
  const severity: Severity = rounds >= CRITICAL_AT ? 'critical' : 'warning';
  const rate = nano === null ? null : fromNano(perMinute(nano, at - first.startedAt));
  return { ...common, code: 'runaway-loop', severity, nanoPerMinute: rate, open };
}

function isWaiting(streak: Streak): boolean {
  if (DECLARED_WAIT.test(streak.tool)) return true;
  if (streak.gaps.length === 0) return false;
  const gap = median(streak, 'gap');
  const tool = median(streak, 'tool');
  return gap >= WAIT_GAP_MS || (tool >= TOOL_TIME_MS && tool >= gap / 2);
}

function median(streak: Streak, which: 'gap' | 'tool'): number {
  const sorted = streak.gaps.map(entry => entry[which]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
