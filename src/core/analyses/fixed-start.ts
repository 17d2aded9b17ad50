/**
 * The fixed start of prompts: the system prompt and the tool declarations, which every call of an agent sends again. Calls
 * of one place with one model and one start are a configuration; what is paid for its start is measured here, and judged
 * by the analyses that look at it.
 */
import type { Composition } from '../composition.ts';
import type { Call } from '../model.ts';
import { add, type NanoUsd, ZERO } from '../money.ts';
import { siteKey } from '../sites.ts';
import type { Part } from '../wire.ts';
import type { Analysis, Detector } from './analysis.ts';
import { cacheBuster } from './cache-buster.ts';
import { changedTools } from './changed-tools.ts';
import type { Finding } from './finding.ts';
import { heavyPrefix } from './heavy-prefix.ts';
import { nanoOf } from './nano.ts';
import { systemPromptBloat } from './system-prompt-bloat.ts';
import { unusedTools } from './unused-tools.ts';

const CACHE_TTL_MS = 5 * 60_000;
const SAME_SIZE = 0.02;
const MAX_CONFIGURATIONS = 16;
const MAX_TOOLS = 256;
const MAX_NEWEST = 4;

/** One fixed start and what became of it. */
export interface Configuration {
  readonly key: string;
  readonly first: Call;
  last: Call;
  system: string;
  tools: string;
  declared: Part['items'];
  bytes: number;
  calls: number;
  /** how often its content changed while its size stayed, in the system prompt and in the tools */
  systemChanges: number;
  toolChanges: number;
  /** the newest calls in which it changed, by number */
  readonly changedAt: number[];
  readonly changedTools: Set<string>;
  reordered: boolean;
  /** calls that paid for more than half of it in full, and those of them within the cache's lifetime */
  uncached: number;
  resends: number;
  prefixTokens: number;
  toolTokens: number;
  /** what the start did cost, would have cost with caching, and would cost at most: nano-dollars */
  actual: NanoUsd;
  ideal: NanoUsd;
  /** of `actual`, the tools' part */
  toolNano: NanoUsd;
  /** all calls of it */
  spent: NanoUsd;
  readonly called: Set<string>;
  readonly sums: { input: number; output: number; prefix: number; history: number; toolResults: number };
}

/** A rule on what a fixed start costs. `run` is the cost of the whole run so far. */
type StartRule = (known: Configuration, run: NanoUsd) => Finding | undefined;

const RULES: readonly StartRule[] = [cacheBuster, systemPromptBloat, heavyPrefix, unusedTools];

export const fixedStart: Analysis = {
  codes: ['cache-buster', 'system-prompt-bloat', 'heavy-prefix', 'unused-tools'],
  scope: 'run',
  start,
};

function start(): Detector {
  const configurations = new Map<string, Configuration[]>();
  let size = 0;
  let run = ZERO;
  // Those of the newest calls: where a few agents take turns, theirs.
  let newest: readonly Configuration[] = [];
  return {
    end(call, made) {
      if (call.cost.nano !== null) run = add(run, call.cost.nano);
      if (made === undefined || call.parts === undefined || call.remoteContext || call.cost.rates === undefined) return;
      if (made.system + made.tools === 0) return;
      const same = newest.find(known => isUnchanged(known, call));
      if (same !== undefined) return observe(same, call, made);
      const key = `${call.site ? siteKey(call.site) : ''} ${modelOf(call)}`;
      const own = configurations.get(key) ?? [];
      if (own.length === 0) configurations.set(key, own);
      const known = configurationOf(own, call, key);
      if (known.calls === 0 && ++size > MAX_CONFIGURATIONS) {
        forgetOldest(configurations);
        size--;
      }
      newest = [known, ...newest.filter(other => other !== known)].slice(0, MAX_NEWEST);
      observe(known, call, made);
    },
    findings() {
      return [...configurations.values()].flat().flatMap(known => RULES.flatMap(rule => rule(known, run) ?? []));
    },
  };
}

/** The same start at the same place as just before: the common case. */
function isUnchanged({ system, tools, last }: Configuration, call: Call): boolean {
  const { parts, site } = call;
  if (system !== (parts?.system?.hash ?? '') || tools !== (parts?.tools?.hash ?? '')) return false;
  if (site?.line !== last.site?.line || site?.file !== last.site?.file || site?.column !== last.site?.column)
    return false;
  return modelOf(call) === modelOf(last);
}

function modelOf(call: Call): string {
  return call.responseModel ?? call.requestModel ?? '';
}

function forgetOldest(configurations: Map<string, Configuration[]>): void {
  const oldest = configurations.entries().next();
  if (oldest.done) return;
  const [key, list] = oldest.value;
  list.shift();
  if (list.length === 0) configurations.delete(key);
}

/** The configuration a call belongs to: the same start, or one of the same size at the same place that has changed. */
function configurationOf(own: Configuration[], call: Call, key: string): Configuration {
  const { system, tools } = call.parts ?? {};
  const [systemHash, toolsHash] = [system?.hash ?? '', tools?.hash ?? ''];
  const bytes = (system?.bytes ?? 0) + (tools?.bytes ?? 0);
  const same =
    own.find(known => known.system === systemHash && known.tools === toolsHash) ??
    own.find(known => Math.abs(known.bytes - bytes) <= SAME_SIZE * Math.max(known.bytes, bytes));
  if (same !== undefined) {
    if (same.system !== systemHash || same.tools !== toolsHash) noteChange(same, call, systemHash, toolsHash);
    same.bytes = bytes;
    return same;
  }
  const made: Configuration = {
    key,
    first: call,
    last: call,
    system: systemHash,
    tools: toolsHash,
    declared: tools?.items,
    bytes,
    calls: 0,
    systemChanges: 0,
    toolChanges: 0,
    changedAt: [],
    changedTools: new Set(),
    reordered: false,
    uncached: 0,
    resends: 0,
    prefixTokens: 0,
    toolTokens: 0,
    actual: ZERO,
    ideal: ZERO,
    toolNano: ZERO,
    spent: ZERO,
    called: new Set(),
    sums: { input: 0, output: 0, prefix: 0, history: 0, toolResults: 0 },
  };
  own.push(made);
  return made;
}

const CHANGES_KEPT = 2;

function noteChange(known: Configuration, call: Call, system: string, tools: string): void {
  if (known.system !== system) known.systemChanges++;
  if (known.tools !== tools) {
    known.toolChanges++;
    const before = known.declared ?? [];
    const now = call.parts?.tools?.items ?? [];
    const changed = changedTools(before, now);
    if (changed.length === 0 && before.length > 0 && now.length > 0) known.reordered = true;
    for (const name of changed) if (known.changedTools.size < 8) known.changedTools.add(name);
    known.declared = call.parts?.tools?.items;
  }
  known.system = system;
  known.tools = tools;
  known.changedAt.push(known.calls);
  if (known.changedAt.length > CHANGES_KEPT) known.changedAt.shift();
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
  const actual = cached * read + written * write + fresh * input;
  known.actual = add(known.actual, nanoOf(actual));
  known.ideal = add(known.ideal, nanoOf(prefix * (inTime ? read : write)));
  known.toolNano = add(known.toolNano, nanoOf(prefix === 0 ? 0 : (actual * made.tools) / prefix));
  known.spent = add(known.spent, call.cost.nano ?? ZERO);
  known.calls++;
  if (uncached) known.uncached++;
  if (uncached && inTime) known.resends++;
  known.prefixTokens = prefix;
  known.toolTokens = made.tools;
  known.last = call;
  known.declared ??= call.parts?.tools?.items;
  for (const { name } of call.toolCalls) if (known.called.size < MAX_TOOLS) known.called.add(name);
  known.sums.input += prefix + made.history + made.toolResults + made.user + made.other;
  known.sums.output += usage.output ?? 0;
  known.sums.prefix += prefix;
  known.sums.history += made.history + made.user;
  known.sums.toolResults += made.toolResults;
}
