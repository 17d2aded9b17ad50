/**
 * **Fan-out** (`fan-out`) — agents start agents: too deep, too many, or the same one over and over.
 *
 * Looks at: the agent spans that calls are made in, and tool calls that start an agent (Task, spawn_agent, delegate, …).
 *
 * Fires: a warning at agents 4 deep, at 20 agents begun within 10 minutes, or where the same agent is started with the
 * same arguments 3 times since the user's last message, in different answers.
 *
 * Stays silent in logs without agent spans, and for many conversations that no agent span holds: a batch of calls is no
 * fan-out.
 */

import type { Call } from '../model.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { FanOut } from './finding.ts';
import { extent } from './streak.ts';

const DEEP = 4;
const MANY = 20;
const WITHIN_MS = 10 * 60_000;
const SAME = 3;
const MAX_REMEMBERED = 64;
const MAX_KEPT = 20;
const SPAWNS = /^(task|agent|dispatch_agent|(spawn|start|launch|run|create|new)_?(sub_?)?agents?|delegate\w*)$/i;

/** Depth and number. */
export const fanOut: Analysis = { codes: ['fan-out'], scope: 'run', start: startTree };

/** The same one again. */
export const sameSpawn: Analysis = { codes: ['fan-out'], scope: 'lane', start: startSpawns };

function startTree(): Detector {
  const seen = new Set<string>();
  let begun: Call[] = [];
  let deep: FanOut | undefined;
  let many: FanOut | undefined;
  return {
    request(call) {
      const { agentSpan, agentDepth = 1 } = call;
      if (agentSpan === undefined || seen.has(agentSpan)) return;
      seen.add(agentSpan);
      if (seen.size > 4 * MAX_REMEMBERED) seen.delete(seen.values().next().value ?? '');
      if (agentDepth >= DEEP && agentDepth > (deep?.repeats ?? 0)) deep = finding('deep', call, call, agentDepth);
      if (agentDepth < 2) return;
      begun.push(call);
      if (begun.length > MANY) begun = begun.slice(-MANY);
      const [first] = begun;
      if (first === undefined || begun.length < MANY || call.startedAt - first.startedAt > WITHIN_MS) return;
      many = many
        ? { ...many, lastCall: call.number, to: call.startedAt, repeats: many.repeats + 1 }
        : finding('many', first, call, MANY);
    },
    findings: () => [deep, many].filter(found => found !== undefined),
  };
}

function startSpawns(): Detector {
  const told: FanOut[] = [];
  let started = new Map<string, { readonly first: Call; times: number; found?: FanOut }>();
  return {
    message() {
      started = new Map();
    },
    end(call) {
      const here = new Set<string>();
      for (const { name, args } of call.toolCalls) {
        if (!SPAWNS.test(name)) continue;
        const key = `${name} ${args}`;
        if (here.has(key)) continue;
        here.add(key);
        const known = started.get(key) ?? { first: call, times: 0 };
        known.times++;
        started.set(key, known);
        if (started.size > MAX_REMEMBERED) started.delete(started.keys().next().value ?? '');
        if (known.times < SAME) continue;
        const next: FanOut = { ...finding('same', known.first, call, known.times), tool: name };
        const at = known.found ? told.indexOf(known.found) : -1;
        if (at >= 0) told[at] = next;
        else if (told.length < MAX_KEPT) told.push(next);
        known.found = next;
      }
    },
    findings: () => told,
  };
}

function finding(kind: FanOut['kind'], first: Call, last: Call, repeats: number): FanOut {
  return {
    ...extent(first, last),
    code: 'fan-out',
    severity: 'warning',
    nano: null,
    nanoPerMinute: null,
    kind,
    repeats,
    open: false,
  };
}
