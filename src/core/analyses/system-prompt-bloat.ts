/**
 * **System prompt bloat** (`system-prompt-bloat`) — a large fixed start of the prompt, the system prompt and the tool
 * declarations, is paid for in full on call after call, although a prompt cache would serve it at a fraction of the price.
 *
 * Looks at: the size of the fixed start (P tokens: the measured parts, scaled to the reported input), how much of it the
 * provider's cache covered (caches cover a prompt from its front: min(P, cache-read tokens)), and what the rest cost at
 * the call's own rates.
 *
 * Fires: P ≥ 1,024 tokens (below that providers do not cache), at least 5 calls, at least 3 of them re-sends within the
 * cache's 5 minutes with more than half of P uncached, and a saving of at least 10% of the run. A warning from $0.05 on,
 * information below. The saving assumes the same calls: the first at the cache-write rate, re-sends at the cache-read rate.
 *
 * Says which of two causes: the start stays the same but is not cached, or it changes from call to call by a clock, a
 * counter or an order (its size stays within 2%), so that no cache can hold it.
 *
 * Stays silent for calls without a price, without a measured prompt, or whose conversation the server keeps. The ratio of
 * prompt to completion is shown as evidence and is no part of the rule: of 1,900 real runs every one exceeds 3 : 1.
 */

import { type Composition, composition } from '../composition.ts';
import type { Call } from '../model.ts';
import { add, fromNano, type NanoUsd, ZERO } from '../money.ts';
import { siteKey } from '../sites.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { SystemPromptBloat } from './finding.ts';

const MIN_PREFIX_TOKENS = 1024;
const MIN_CALLS = 5;
const MIN_RESENDS = 3;
const MIN_SHARE_OF_RUN = 0.1;
const WARN_FROM_NANO = 50_000_000;
const CACHE_TTL_MS = 5 * 60_000;
const SAME_SIZE = 0.02;
const MAX_CONFIGURATIONS = 16;

/** One fixed start and what became of it. */
interface Configuration {
  readonly key: string;
  readonly first: Call;
  last: Call;
  hash: string;
  bytes: number;
  calls: number;
  changes: number;
  uncached: number;
  resends: number;
  prefixTokens: number;
  toolTokens: number;
  actual: NanoUsd;
  ideal: NanoUsd;
  readonly sums: { input: number; output: number; prefix: number; history: number; toolResults: number };
}

export const systemPromptBloat: Analysis = { codes: ['system-prompt-bloat'], start };

function start(): Detector {
  const configurations: Configuration[] = [];
  let run = ZERO;
  return {
    end(call) {
      if (call.cost.nano !== null) run = add(run, call.cost.nano);
      const made = composition(call);
      if (made === undefined || call.parts === undefined || call.remoteContext || call.cost.rates === undefined) return;
      if (made.system + made.tools === 0) return;
      observe(configurationOf(configurations, call), call, made);
    },
    findings() {
      return configurations.flatMap(known => toFinding(known, run) ?? []);
    },
  };
}

/** The configuration a call belongs to: the same start, or one of the same size at the same place that has changed. */
function configurationOf(all: Configuration[], call: Call): Configuration {
  const key = `${call.site ? siteKey(call.site) : ''} ${call.responseModel ?? call.requestModel ?? ''}`;
  const hash = `${call.parts?.system?.hash ?? ''} ${call.parts?.tools?.hash ?? ''}`;
  const bytes = (call.parts?.system?.bytes ?? 0) + (call.parts?.tools?.bytes ?? 0);
  const own = all.filter(known => known.key === key);
  const same =
    own.find(known => known.hash === hash) ??
    own.find(known => Math.abs(known.bytes - bytes) <= SAME_SIZE * Math.max(known.bytes, bytes));
  if (same !== undefined) {
    if (same.hash !== hash) same.changes++;
    same.hash = hash;
    same.bytes = bytes;
    return same;
  }
  const made: Configuration = {
    key,
    first: call,
    last: call,
    hash,
    bytes,
    calls: 0,
    changes: 0,
    uncached: 0,
    resends: 0,
    prefixTokens: 0,
    toolTokens: 0,
    actual: ZERO,
    ideal: ZERO,
    sums: { input: 0, output: 0, prefix: 0, history: 0, toolResults: 0 },
  };
  all.push(made);
  if (all.length > MAX_CONFIGURATIONS) all.shift();
  return made;
}

function observe(known: Configuration, call: Call, made: Composition): void {
  const usage = call.usage ?? {};
  const prefix = made.system + made.tools;
  const cached = Math.min(prefix, usage.cacheRead ?? 0);
  const written = Math.min(prefix - cached, (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0));
  const fresh = prefix - cached - written;
  const rates = call.cost.rates ?? {};
  const input = rates.input ?? 0;
  const read = rates.cacheRead ?? input;
  const write = rates.cacheWrite5m ?? input;
  const inTime = known.calls > 0 && call.startedAt - known.last.startedAt <= CACHE_TTL_MS;
  const uncached = cached < prefix / 2;
  known.actual = add(known.actual, at([cached, read], [written, write], [fresh, input]));
  known.ideal = add(known.ideal, at([prefix, inTime ? read : write]));
  known.calls++;
  if (uncached) known.uncached++;
  if (uncached && inTime) known.resends++;
  known.prefixTokens = prefix;
  known.toolTokens = made.tools;
  known.last = call;
  known.sums.input += prefix + made.history + made.toolResults + made.user + made.other;
  known.sums.output += usage.output ?? 0;
  known.sums.prefix += prefix;
  known.sums.history += made.history + made.user;
  known.sums.toolResults += made.toolResults;
}

/** Tokens at USD per million, together, in nano-dollars: 1 USD per million tokens is 1,000 nano-dollars a token. */
function at(...parts: readonly (readonly [tokens: number, usdPerMillion: number])[]): NanoUsd {
  return fromNano(Math.round(parts.reduce((sum, [tokens, rate]) => sum + tokens * rate * 1000, 0)));
}

function toFinding(known: Configuration, run: NanoUsd): SystemPromptBloat | undefined {
  const { calls, resends, prefixTokens, actual, ideal, sums, first, last } = known;
  if (prefixTokens < MIN_PREFIX_TOKENS || calls < MIN_CALLS || resends < MIN_RESENDS) return undefined;
  const saving = fromNano(Math.max(0, actual - ideal));
  if (saving === 0 || saving < run * MIN_SHARE_OF_RUN) return undefined;
  return {
    code: 'system-prompt-bloat',
    severity: saving >= WARN_FROM_NANO ? 'warning' : 'information',
    sites: last.site ? [last.site] : [],
    firstCall: first.number,
    lastCall: last.number,
    from: first.startedAt,
    to: last.endedAt ?? last.startedAt,
    nano: actual,
    prefixTokens,
    toolTokens: known.toolTokens,
    calls,
    uncached: known.uncached,
    cause: known.changes >= 2 ? 'changing' : 'uncached',
    prefixNano: actual,
    savingNano: saving,
    runNano: run,
    promptToCompletion: sums.output === 0 ? null : sums.input / sums.output,
    shares: {
      prefix: sums.prefix / sums.input,
      history: sums.history / sums.input,
      toolResults: sums.toolResults / sums.input,
    },
  };
}
