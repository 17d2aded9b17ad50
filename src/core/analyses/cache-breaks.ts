/**
 * **Cache breaks** (`cache-breaks`) — a call could not read what the call before it had left in the provider's cache, and
 * paid for it again.
 *
 * Looks at: what a conversation had in the cache (what its call before read and wrote), what the next call read of it, and
 * what changed between the two prompts: model, system prompt, tools, an earlier message.
 *
 * Fires: a break is a call that reads less than half of what was there, 1,024 tokens or more being lost. Each has one cause,
 * the first of: another model, a changed system prompt, changed tools, a compaction, an edited earlier message, a retry, a
 * cache that had expired, and if nothing changed, an eviction; where a conversation begins with the start of another one and
 * reads nothing of it, a sub-agent. Its cost is what was paid over reading the same tokens. Information from $0.01 on; a
 * warning where breaks that can be avoided (all but expiry, eviction, compaction and sub-agents) cost $0.50 or more and 10%
 * of the run.
 *
 * Stays silent for calls without a price, and where only pauses were the cause (`idle-rewrite` tells those), as it is in
 * logs without hashes.
 */

import { LaneStates } from '../lanes.ts';
import type { Call } from '../model.ts';
import { add, type NanoUsd, ZERO } from '../money.ts';
import { totalInput } from '../usage/usage.ts';
import type { Analysis, Detector } from './analysis.ts';
import { changedTools } from './changed-tools.ts';
import type { CacheBreak, CacheBreakCause, CacheBreaks } from './finding.ts';
import { nanoOf } from './nano.ts';
import { extent } from './streak.ts';

const LEAST_TOKENS = 1024;
const LIFETIME_MS = 5 * 60_000;
const LONG_LIFETIME_MS = 60 * 60_000;
const MAX_KEPT = 20;
const FROM_NANO = 10_000_000;
const WARN_FROM_NANO = 500_000_000;
const WARN_SHARE = 0.1;
const UNAVOIDABLE = new Set<CacheBreakCause>(['expired', 'evicted', 'compaction', 'sub-agent']);

export const cacheBreaks: Analysis = { codes: ['cache-breaks'], scope: 'run', start };

type Cause = Pick<CacheBreak, 'cause' | 'at' | 'tools'>;

function start(): Detector {
  const lanes = new LaneStates<{ before: Call | undefined }>(() => ({ before: undefined }));
  const causes = new Map<CacheBreakCause, { count: number; nano: NanoUsd }>();
  let breaks: CacheBreak[] = [];
  let sites: Call | undefined;
  let first: Call | undefined;
  let last: Call | undefined;
  let run: NanoUsd = ZERO;
  let count = 0;
  let total: NanoUsd = ZERO;
  let newest: Call | undefined;

  return {
    end(call, _made, lane) {
      if (call.cost.nano !== null) run = add(run, call.cost.nano);
      if (call.usage === undefined || totalInput(call.usage) === undefined) return;
      const own = lanes.get(lane);
      const known = own.before;
      const before = known ?? newest;
      newest = call;
      own.before = call;
      if (before === undefined || call.startedAt < (before.endedAt ?? before.startedAt)) return;
      const lost = lostTokens(before, call, known === undefined);
      if (lost < LEAST_TOKENS) return;
      const cause = known === undefined ? { cause: 'sub-agent' as const } : causeOf(before, call);
      const nano = cause && costOf(call, lost);
      if (cause === undefined || !nano) return;
      count++;
      total = add(total, nano);
      const sum = causes.get(cause.cause) ?? { count: 0, nano: ZERO };
      causes.set(cause.cause, { count: sum.count + 1, nano: add(sum.nano, nano) });
      first ??= call;
      last = call;
      if ((breaks[0]?.nano ?? 0) < nano) sites = call;
      breaks.push({ call: call.number, callId: call.id, tokens: lost, nano, ...cause });
      if (breaks.length > 2 * MAX_KEPT) breaks = mostExpensive(breaks);
    },
    findings() {
      // What is lost by pauses alone is told by idle-rewrite.
      const worth = total - (causes.get('expired')?.nano ?? 0);
      if (first === undefined || last === undefined || worth < FROM_NANO) return [];
      const told = [...causes].map(([cause, sum]) => ({ cause, ...sum })).sort((a, b) => b.nano - a.nano);
      const avoidable = told.reduce((sum, { cause, nano }) => (UNAVOIDABLE.has(cause) ? sum : sum + nano), 0);
      const grave = avoidable >= WARN_FROM_NANO && avoidable >= run * WARN_SHARE;
      const found: CacheBreaks = {
        ...extent(first, last),
        ...(sites?.site && { sites: [sites.site] }),
        code: 'cache-breaks',
        severity: grave ? 'warning' : 'information',
        nano: total,
        breaks: mostExpensive(breaks),
        count,
        causes: told,
      };
      return [found];
    },
  };
}

function mostExpensive(breaks: readonly CacheBreak[]): CacheBreak[] {
  return [...breaks].sort((a, b) => b.nano - a.nano).slice(0, MAX_KEPT);
}

/** Tokens that were in the cache and that a call read less than half of. */
function lostTokens(before: Call, call: Call, begins: boolean): number {
  const { cacheRead = 0, cacheWrite5m = 0, cacheWrite1h = 0 } = before.usage ?? {};
  const read = call.usage?.cacheRead ?? 0;
  const input = (call.usage && totalInput(call.usage)) ?? 0;
  // A conversation that begins shares its fixed start at most.
  const held = begins ? sharedStart(before, call) : cacheRead + cacheWrite5m + cacheWrite1h;
  const could = Math.min(held, input);
  return read < could / 2 ? could - read : 0;
}

function sharedStart(before: Call, call: Call): number {
  const { system, tools } = call.parts ?? {};
  const same =
    system?.hash !== undefined &&
    system.hash === before.parts?.system?.hash &&
    tools?.hash === before.parts.tools?.hash;
  const held = (before.usage?.cacheRead ?? 0) + (before.usage?.cacheWrite5m ?? 0) + (before.usage?.cacheWrite1h ?? 0);
  return same && held > 0 && modelOf(before) === modelOf(call)
    ? Math.min(held, (system.tokens ?? 0) + (tools?.tokens ?? 0))
    : 0;
}

/** Undefined where the log does not tell what changed. */
function causeOf(before: Call, call: Call): Cause | undefined {
  const { parts, prefix } = call;
  const known = before.parts;
  if (modelOf(before) !== modelOf(call)) return { cause: 'model-switch' };
  const expired = pauseOf(before, call) > lifetimeOf(before);
  if (parts?.system?.hash === undefined && parts?.tools?.hash === undefined && prefix === undefined) {
    return expired ? { cause: 'expired' } : undefined;
  }
  if (parts?.system?.hash !== known?.system?.hash) return { cause: 'system-changed' };
  if (parts?.tools?.hash !== known?.tools?.hash) {
    return {
      cause: 'tools-changed',
      tools: changedTools(known?.tools?.items ?? [], parts?.tools?.items ?? []).slice(0, 8),
    };
  }
  const blocks = before.prefix?.of;
  if (prefix?.span === before.id && blocks !== undefined && prefix.same < blocks) {
    const shrunk = prefix.of < blocks * 0.7;
    return shrunk ? { cause: 'compaction' } : { cause: 'message-edited', at: prefix.same + 1 };
  }
  if ((call.attempt ?? 1) > 1 || before.state === 'error') return { cause: 'retry' };
  return { cause: expired ? 'expired' : 'evicted' };
}

function pauseOf(before: Call, call: Call): number {
  return call.startedAt - (before.endedAt ?? before.startedAt);
}

function lifetimeOf({ usage }: Call): number {
  return (usage?.cacheWrite1h ?? 0) > 0 ? LONG_LIFETIME_MS : LIFETIME_MS;
}

function costOf({ cost, usage }: Call, lost: number): NanoUsd | undefined {
  const { input, cacheRead: read, cacheWrite5m: write } = cost.rates ?? {};
  if (input === undefined || read === undefined) return undefined;
  const written = Math.min(lost, (usage?.cacheWrite5m ?? 0) + (usage?.cacheWrite1h ?? 0));
  return nanoOf(written * ((write ?? input) - read) + (lost - written) * (input - read));
}

function modelOf(call: Call): string | undefined {
  return call.responseModel ?? call.requestModel;
}
