/** The lines of one span → one Call. */

import { type MapSite, siteOf } from './compiled-site.ts';
import type { Call, CallState } from './model.ts';
import type { Cost, PriceableCall } from './pricing/cost.ts';
import { served } from './pricing/served.ts';
import type { UsageHint } from './usage/convention.ts';
import { type NormalisedUsage, normaliseUsage } from './usage/normalise.ts';
import type { Usage } from './usage/usage.ts';
import type { Attributes, EndLine, RequestLine, StartLine, UsageState } from './wire.ts';

/**
 * Says what a call costs. A parameter, so that a table or the user's own prices can change under a ledger. `dir` is the log
 * folder of the run: each project may have prices of its own.
 */
export type Pricer = (call: PriceableCall, usage: Usage | undefined, dir?: string) => Cost;

/** What the log said about one LLM span, so far. */
export interface CallLines {
  readonly id: string;
  readonly start?: StartLine;
  readonly request?: RequestLine;
  readonly end?: EndLine;
}

export interface CallContext {
  readonly number: number;
  readonly agent?: string;
  readonly agentSpan?: string;
  readonly agentDepth?: number;
  /** a process that may still end this call is alive */
  readonly alive: boolean;
  readonly price: Pricer;
  readonly mapSite: MapSite;
  readonly dir: string;
}

/** The call as its lines tell it. Undefined while there is neither a start nor an end. */
export function buildCall(lines: CallLines, context: CallContext): Call | undefined {
  const { start, request, end } = lines;
  const startedAt = start?.ts ?? end?.ts;
  if (startedAt === undefined) return undefined;
  const a: Attributes = { ...start?.a, ...end?.a };
  const { usage, problems } = end === undefined ? NOTHING : readUsage(end, a);
  const usageState: UsageState = end?.usage_state ?? (usage === undefined ? 'missing' : 'reported');
  const provider = string(a, 'gen_ai.provider.name');
  const host = string(a, 'server.address');
  const requestModel = string(a, 'gen_ai.request.model');
  const responseModel = string(a, 'gen_ai.response.model');
  const { level, reported } = served(a, end?.usage);
  const state: CallState = end?.status ?? (context.alive ? 'running' : 'interrupted');
  const priceable: PriceableCall = {
    at: startedAt,
    ...(provider !== undefined && { provider }),
    ...(host !== undefined && { host }),
    ...(requestModel !== undefined && { requestModel }),
    ...(responseModel !== undefined && { responseModel }),
    ...level,
    ...reported,
  };
  const operation = string(a, 'gen_ai.operation.name');
  const attempt = number(a, 'spanmeter.attempt');
  const httpStatus = number(a, 'http.response.status_code');
  const errorType = string(a, 'error.type');
  const agent = string(a, 'gen_ai.agent.name') ?? context.agent;
  const site = siteOf(a, place => context.mapSite(place, startedAt, context.dir));
  const outputHash = string(a, 'spanmeter.output.hash');
  const repetition = number(a, 'spanmeter.output.repetition');
  const reasons = a['gen_ai.response.finish_reasons'];
  return {
    id: lines.id,
    number: context.number,
    ...(start?.parent !== undefined && { parent: start.parent }),
    ...(agent !== undefined && { agent }),
    startedAt,
    ...(end && { endedAt: end.ts }),
    state,
    ...(operation !== undefined && { operation }),
    ...(provider !== undefined && { provider }),
    ...(host !== undefined && { host }),
    ...(requestModel !== undefined && { requestModel }),
    ...(responseModel !== undefined && { responseModel }),
    ...level,
    ...(attempt !== undefined && { attempt }),
    ...(usage && { usage }),
    usageState,
    ...(problems.length > 0 && { usageProblems: problems }),
    ...(end?.usage !== undefined && { toldUsage: end.usage }),
    cost: estimatedWhere(usageState, context.price(priceable, usage, context.dir)),
    ...(request && { parts: request.parts }),
    ...(request?.prefix && { prefix: request.prefix }),
    remoteContext: request?.remote_context ?? false,
    toolCalls: end?.tool_calls ?? [],
    toolResults: request?.tool_results ?? [],
    ...(site && { site }),
    finishReasons: Array.isArray(reasons) ? reasons : [],
    ...(outputHash !== undefined && { outputHash }),
    ...(repetition !== undefined && { repetition: Math.min(1, repetition) }),
    ...(context.agentSpan !== undefined && { agentSpan: context.agentSpan, agentDepth: context.agentDepth ?? 1 }),
    ...(httpStatus !== undefined && { httpStatus }),
    ...(errorType !== undefined && { errorType }),
  };
}

/** Which of two ends of one span knows more. Lines may repeat; the most complete one wins, the later one of equals. */
export function betterEnd(known: EndLine | undefined, next: EndLine): EndLine {
  if (known === undefined) return next;
  return completeness(next) >= completeness(known) ? next : known;
}

const RANK: Readonly<Record<UsageState, number>> = { reported: 3, partial: 2, estimated: 1, missing: 0 };

function completeness(end: EndLine): number {
  return RANK[end.usage_state ?? 'missing'] * 100 + Math.min(99, Object.keys(end.a).length);
}

type ReadUsage = Pick<NormalisedUsage, 'problems'> & { readonly usage?: Usage };

const NOTHING: ReadUsage = { problems: [] };

/** The recorder's own normal form; where there is none (other writers), what the provider's object or `meta` says. */
function readUsage(end: EndLine, a: Attributes): ReadUsage {
  const problems: NormalisedUsage['problems'][number][] = [];
  const hint = usageHint(string(a, 'gen_ai.provider.name'), string(a, 'gen_ai.operation.name'));
  for (const [told, from] of [
    [end.a, {}],
    [end.usage, hint],
    [end.meta, {}],
  ] as const) {
    if (told === undefined) continue;
    const { usage, problems: wrong } = normaliseUsage(told, from);
    problems.push(...wrong);
    if (Object.keys(usage).length > 0) return { usage, problems };
  }
  return { problems };
}

/** What a log says about where a usage object comes from. */
export function usageHint(provider: string | undefined, operation: string | undefined): UsageHint {
  return { ...(provider !== undefined && { provider }), ...(operation === 'embeddings' && { api: operation }) };
}

function estimatedWhere(state: UsageState, cost: Cost): Cost {
  if (state !== 'estimated' || cost.nano === null) return cost;
  return { ...cost, status: 'estimated', assumptions: [...cost.assumptions, 'token counts estimated from sizes'] };
}

function string(a: Attributes, key: string): string | undefined {
  const value = a[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(a: Attributes, key: string): number | undefined {
  const value = a[key];
  return typeof value === 'number' && value >= 0 ? value : undefined;
}
