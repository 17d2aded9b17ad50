/**
 * **Compaction thrash** (`compaction-thrash`) — the context is compacted again and again, and soon is full again.
 *
 * Looks at: prompts of one agent that become much smaller (to 70% or less, from 20,000 tokens or more) while system
 * prompt and tools stay the same. A compacted conversation often begins anew, so this looks at the agent, not at the
 * conversation: an earlier conversation that goes on afterwards was not compacted.
 *
 * Fires: a warning at 3 compactions within 15 calls, with no new user message.
 *
 * Stays silent where prompts were not measured, and for agents that work side by side.
 */

import type { Call } from '../model.ts';
import { add, type NanoUsd, ZERO } from '../money.ts';
import { totalInput } from '../usage/usage.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { CompactionThrash } from './finding.ts';
import { extent, rate } from './streak.ts';

const LEAST_TOKENS = 20_000;
const SHRINKS_TO = 0.7;
const WARN_AT = 3;
const WITHIN_CALLS = 15;
const MAX_KEPT = 20;

export const compactionThrash: Analysis = { codes: ['compaction-thrash'], scope: 'run', start };

interface Compaction {
  readonly call: Call;
  /** the conversation that was left */
  readonly left: string;
  readonly lane: string;
  readonly before: number;
  readonly after: number;
}

function start(): Detector {
  const told: CompactionThrash[] = [];
  let recent: Compaction[] = [];
  let before: { readonly call: Call; readonly lane: string; readonly input: number } | undefined;
  let user: string | undefined;
  let now: CompactionThrash | undefined;
  let since: NanoUsd = ZERO;

  const close = (): void => {
    if (now && told.length < MAX_KEPT) told.push({ ...now, open: false });
    now = undefined;
    recent = [];
  };

  return {
    end(call, made, lane) {
      const input = call.usage && totalInput(call.usage);
      if (input === undefined || call.parts?.system === undefined || made === undefined) return;
      // A conversation that goes on was not compacted away.
      if (recent.length > 0) recent = recent.filter(({ left, lane: into }) => left === into || left !== lane);
      const hash = call.parts.user?.hash;
      const continues = before?.lane === lane;
      if (continues && user !== undefined && hash !== undefined && hash !== user) close();
      user = hash;
      if (
        before &&
        isSameStart(before.call, call) &&
        call.startedAt >= (before.call.endedAt ?? before.call.startedAt)
      ) {
        if (before.input >= LEAST_TOKENS && input <= before.input * SHRINKS_TO) {
          recent.push({ call, left: before.lane, lane, before: before.input, after: input });
          if (recent.length > WARN_AT) recent.shift();
        }
      }
      before = { call, lane, input };
      if (call.cost.nano !== null && now) since = add(since, call.cost.nano);
      const [first] = recent;
      const last = recent.at(-1);
      if (first === undefined || last === undefined || recent.length < WARN_AT) return;
      if (call.number - first.call.number > WITHIN_CALLS) {
        if (now) close();
        return;
      }
      if (!now) since = recent.reduce((sum, { call: { cost } }) => add(sum, cost.nano ?? ZERO), ZERO);
      const where = extent(now ? { ...first.call, number: now.firstCall, startedAt: now.from } : first.call, call);
      now = {
        ...where,
        code: 'compaction-thrash',
        severity: 'warning',
        nano: since,
        nanoPerMinute: rate(since, where.to - where.from),
        repeats: Math.max(recent.length, now?.repeats ?? 0) + (now && last.call.id === call.id ? 1 : 0),
        beforeTokens: last.before,
        afterTokens: last.after,
        open: true,
      };
    },
    findings: () => (now ? [...told, now] : told),
  };
}

function isSameStart({ agent, parts }: Call, call: Call): boolean {
  if (agent !== call.agent || parts?.system?.hash !== call.parts?.system?.hash) return false;
  return parts?.tools?.hash === call.parts?.tools?.hash;
}
