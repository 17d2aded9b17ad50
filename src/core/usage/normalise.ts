/** A provider's own usage object, in any spelling, → disjoint buckets. Never throws; what is wrong is named. */
import { isObject } from '../fields.ts';
import {
  cacheBeside,
  type Evidence,
  hidesThoughts,
  isXai,
  reasoningBeside,
  reasoningFixed,
  type UsageConvention,
  type UsageHint,
} from './convention.ts';
import { flatten } from './flatten.ts';
import * as names from './names.ts';
import { readCount, type UsageProblem } from './problems.ts';
import { totalInput, type Usage } from './usage.ts';

/** The buckets, how they were counted, and what was wrong. */
export interface NormalisedUsage {
  /** empty where nothing usable was there */
  readonly usage: Usage;
  readonly convention: UsageConvention;
  readonly problems: readonly UsageProblem[];
}

interface Taken {
  readonly name: string;
  readonly count: number;
}

/** Reads a usage object: a provider's answer, an SDK's, span attributes, or free metadata that holds one of them. */
export function normaliseUsage(raw: unknown, hint: UsageHint = {}): NormalisedUsage {
  const { leaves, prefixed } = flatten(raw);
  const problems: UsageProblem[] = [];
  const there = names.listsOf(leaves.keys());
  const take = (paths: readonly string[]): Taken | undefined => (there.has(paths) ? first(paths) : undefined);
  const first = (paths: readonly string[]): Taken | undefined => {
    for (const name of paths) {
      const count = readCount(leaves.get(name), name, problems);
      if (count !== undefined) return { name, count };
    }
    return undefined;
  };
  // Metadata's own `input` and `prompt` are texts more often than counts.
  const takeBare = (paths: readonly string[]) => first(paths.filter(path => typeof leaves.get(path) === 'number'));

  const said = take(names.INPUT);
  const bare = said === undefined ? takeBare(names.BARE_INPUT) : undefined;
  const input = said ?? bare;
  const output = take(names.OUTPUT) ?? takeBare(names.BARE_OUTPUT);
  const total = take(names.TOTAL)?.count;
  const fresh = take(names.FRESH)?.count;
  // What Cohere bills for is net of its cache.
  const read = input?.name.startsWith('billed') ? undefined : take(names.READ);
  const write = take(names.WRITE);
  const write5m = take(names.WRITE_5M)?.count;
  const write1h = take(names.WRITE_1H)?.count;
  const reasoning = take(names.REASONING);
  const citations = take(names.CITATIONS)?.count ?? 0;

  // 1. The cache: what was read, what was written and for how long.
  const writes = splitWrites(write, write5m, write1h, problems);
  const cached = (read?.count ?? 0) + (writes.cacheWrite5m ?? 0) + (writes.cacheWrite1h ?? 0);
  const evidence: Evidence = {
    hint,
    prefixed,
    bare: bare !== undefined,
    input: input?.name,
    read: read?.name,
    write: write?.name,
    fresh: fresh !== undefined,
    lifetimes: leaves.has(names.WRITE_5M[0] ?? '') || leaves.has(names.WRITE_1H[0] ?? ''),
  };
  let cache: UsageConvention['cache'] = cacheBeside(evidence) ? 'beside' : 'inside';
  let plain = input?.count;
  if (plain !== undefined && cache === 'inside' && cached > 0) {
    // Some instrumentations of Anthropic put the provider's own count where the convention wants all input.
    const passedOn = prefixed && total === plain + cached + (output?.count ?? 0);
    if (cached <= plain && !passedOn) plain -= cached;
    else cache = 'beside';
    if (cached > plain && cache === 'beside' && !passedOn && !isXai(hint)) {
      problems.push({ code: 'cached-exceeds-input', field: input?.name ?? '', found: cached, expected: plain });
    }
  }
  plain ??= fresh;
  const tools = take(names.TOOL_INPUT)?.count ?? 0;

  // 2. Reasoning: within the output or beside it; where a total is told, it settles the doubt.
  let beside = reasoning !== undefined && reasoning.count > 0 && reasoningBeside(evidence, reasoning.name);
  const thought = reasoning?.count ?? 0;
  const allInput = (plain ?? 0) + cached + tools + citations;
  const within = allInput + (output?.count ?? 0);
  if (thought > 0 && total !== undefined && !reasoningFixed(hint, reasoning?.name ?? '')) {
    if (total === within) beside = false;
    else if (total === within + thought) beside = true;
  }
  // Whoever puts Gemini's counts into OpenAI's names leaves the thoughts out of the completion, but not out of the total.
  const hidden = reasoning === undefined && total !== undefined && hidesThoughts(evidence) ? total - within : 0;
  const beyond = (beside ? thought : 0) + Math.max(0, hidden);
  const sum = within + beyond;
  // Some leave out of their total what they count beside.
  const told = (input?.count ?? 0) + (output?.count ?? 0);
  if (total !== undefined && (input ?? output) !== undefined && total !== sum && total !== told) {
    problems.push({ code: 'total-contradicts-parts', field: 'total', found: total, expected: sum });
  }
  const allOutput = output === undefined && beyond === 0 ? undefined : (output?.count ?? 0) + beyond;

  // 3. A total alone is all input where nothing is put out; else nobody knows.
  if (plain === undefined && allOutput === undefined && cached === 0 && total !== undefined) {
    if (hint.api === 'embeddings' || /voyage/i.test(hint.provider ?? '')) plain = total;
    else problems.push({ code: 'only-total', field: 'total', found: total });
  }
  if (plain !== undefined || tools + citations > 0) plain = (plain ?? 0) + tools + citations;

  const usage: Mutable<Usage> = {};
  put('input', plain);
  put('cacheRead', read?.count);
  put('cacheWrite5m', writes.cacheWrite5m);
  put('cacheWrite1h', writes.cacheWrite1h);
  put('output', allOutput);
  put('reasoning', hidden > 0 ? hidden : part(reasoning, allOutput));
  const all = totalInput(usage);
  for (const [kind, inputKey, cachedKey, outputKey] of MODAL) {
    put(inputKey, part(take(kind.input), all));
    put(cachedKey, part(take(kind.cached), read?.count));
    put(outputKey, part(take(kind.output), allOutput));
  }
  put('webSearches', take(names.WEB_SEARCHES)?.count);
  addCompactions(usage, raw, problems);
  return { usage, convention: { cache, reasoning: beyond > 0 || beside ? 'beside' : 'inside' }, problems };

  /** A part of something: left out where it is larger than the whole. */
  function part(taken: Taken | undefined, whole: number | undefined): number | undefined {
    if (taken === undefined || whole === undefined) return undefined;
    if (taken.count <= whole) return taken.count;
    problems.push({ code: 'part-exceeds-whole', field: taken.name, found: taken.count, expected: whole });
    return undefined;
  }

  function put(key: keyof Usage, value: number | undefined): void {
    if (value !== undefined) usage[key] = value;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const MODAL = [
  [names.AUDIO, 'inputAudio', 'cacheReadAudio', 'outputAudio'],
  [names.IMAGE, 'inputImage', 'cacheReadImage', 'outputImage'],
] as const;

/** Writes by lifetime. Of a total with no split, or larger than its split, the rest had the default lifetime. */
function splitWrites(
  write: Taken | undefined,
  fiveMinutes: number | undefined,
  oneHour: number | undefined,
  problems: UsageProblem[],
): Pick<Usage, 'cacheWrite5m' | 'cacheWrite1h'> {
  const split = (fiveMinutes ?? 0) + (oneHour ?? 0);
  // LangChain sets the total to 0 where it has the split.
  if (write !== undefined && write.count > 0 && write.count < split) {
    problems.push({ code: 'total-contradicts-parts', field: write.name, found: write.count, expected: split });
  }
  const short =
    write === undefined && fiveMinutes === undefined
      ? undefined
      : Math.max((write?.count ?? 0) - (oneHour ?? 0), fiveMinutes ?? 0);
  return {
    ...(short !== undefined && { cacheWrite5m: short }),
    ...(oneHour !== undefined && { cacheWrite1h: oneHour }),
  };
}

/**
 * Anthropic's compactions are billed but not in the top-level counts, except where a fallback model served the message:
 * then those counts are of all iterations.
 */
function addCompactions(usage: Mutable<Usage>, raw: unknown, problems: UsageProblem[]): void {
  const outer = isObject(raw) ? raw : {};
  const inner = isObject(outer['usage']) ? outer['usage'] : outer;
  const list = inner['iterations'];
  if (!Array.isArray(list)) return;
  const iterations = list.slice(0, 100).filter(isObject);
  if (iterations.some(({ type }) => type === 'fallback_message')) return;
  for (const iteration of iterations) {
    if (iteration['type'] !== 'compaction') continue;
    const more = normaliseUsage({ ...iteration, iterations: undefined }, { api: 'anthropic.messages' });
    problems.push(...more.problems);
    for (const key of ['input', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'output'] as const) {
      const count = more.usage[key];
      if (count !== undefined) usage[key] = (usage[key] ?? 0) + count;
    }
  }
}
