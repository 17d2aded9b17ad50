/**
 * **Runaway loop** (`runaway-loop`, `waiting`) — the same tool is called with the same arguments and gives the same
 * result, call after call.
 *
 * Looks at: each LLM call's tool calls (hash of name and canonical arguments) together with their results (hash of the
 * normalised result), as one round per LLM call: several identical calls in one answer count once.
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

import type { Analysis, Detector } from './analysis.ts';
import type { RunawayLoop, Waiting } from './finding.ts';
import { Incidents } from './incidents.ts';
import { Streak } from './streak.ts';

const WARN_AT = 3;
const CRITICAL_AT = 5;
const WAITING_FROM = 5;
const WAITING_WARN = { rounds: 10, nano: 500_000_000 };
const MAX_WAITS = 20;

export const runawayLoop: Analysis = { codes: ['runaway-loop', 'waiting'], scope: 'lane', start };

function start(): Detector {
  const incidents = new Incidents<RunawayLoop>();
  const waits: Waiting[] = [];
  let key: number | undefined;
  let streak: Streak | undefined;

  const stop = (closed: boolean): void => {
    const finding = streak && toFinding(streak);
    if (finding?.code === 'runaway-loop') incidents.stop(key ?? 0, finding, closed);
    else if (finding && waits.length < MAX_WAITS) waits.push(finding);
    streak = undefined;
    key = undefined;
  };

  return {
    message() {
      stop(true);
      incidents.closeAll();
    },
    round(round) {
      if (streak !== undefined && key === round.key) return streak.add(round);
      stop(false);
      incidents.other(round.fresh);
      streak = new Streak(round);
      key = round.key;
    },
    end(call) {
      // An answer without tools ends what was going on; a call that failed says nothing.
      if (call.toolCalls.length > 0 || call.state !== 'ok') return;
      stop(true);
      incidents.closeAll();
    },
    findings() {
      const current = streak && toFinding(streak);
      if (current?.code === 'runaway-loop') return [...waits, ...incidents.list(key, current)];
      return current ? [...waits, ...incidents.list(), current] : [...waits, ...incidents.list()];
    },
  };
}

function toFinding(streak: Streak): RunawayLoop | Waiting | undefined {
  const { tool, rounds, facts } = streak;
  if (streak.isWaiting) {
    if (rounds < WAITING_FROM) return undefined;
    const { nanoPerMinute: _, duplicates: __, ...rest } = { duplicates: 0, ...facts };
    const costly = rounds >= WAITING_WARN.rounds && facts.nano !== null && facts.nano >= WAITING_WARN.nano;
    const severity = costly ? 'warning' : 'information';
    return { ...rest, code: 'waiting', severity, tool, repeats: rounds, gapMs: streak.gapMs };
  }
  if (rounds < WARN_AT) return undefined;
  const severity = rounds >= CRITICAL_AT ? 'critical' : 'warning';
  return { ...facts, code: 'runaway-loop', severity, tool, repeats: rounds, open: true };
}
