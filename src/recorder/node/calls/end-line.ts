/** A call's outcome → the line that ends it. */

import { usageToAttributes } from '../../../core/usage/attributes.ts';
import { normaliseUsage } from '../../../core/usage/normalise.ts';
import { reportedCost } from '../../../core/usage/reported.ts';
import type { Usage } from '../../../core/usage/usage.ts';
import type {
  Attributes,
  AttributeValue,
  EndLine,
  Parts,
  SpanStatus,
  ToolCallRef,
  UsageState,
} from '../../../core/wire.ts';
import { canonicalArguments } from '../hash/canonical.ts';
import type { Hasher } from '../hash/hasher.ts';
import { asObject, asWord, optional } from '../json.ts';
import { now } from '../platform.ts';
import { argumentsOf, type Outcome } from '../protocols/outcome.ts';
import type { Protocol } from '../protocols/protocol.ts';

export interface CallEnd {
  readonly run: string;
  readonly span: string;
  readonly protocol: Protocol;
  readonly provider: string;
  readonly status: SpanStatus;
  readonly outcome: Outcome;
  readonly parts: Parts;
  /** the provider answered, so it may bill */
  readonly answered: boolean;
  readonly httpStatus?: number;
  readonly errorType?: string;
  /** seconds to the first bytes of a streamed answer */
  readonly firstChunk?: number;
  /** attributes of the start that its line did not have */
  readonly extra: Attributes;
}

export interface EndedCall {
  readonly line: EndLine;
  readonly usage: Usage | undefined;
}

export function endLine(end: CallEnd, hasher: Hasher): EndedCall {
  const { outcome } = end;
  const { usage, state } = usageOf(end);
  const reported = reportedCost(outcome.usage);
  const a: Record<string, AttributeValue> = {
    ...end.extra,
    ...optional('gen_ai.response.id', outcome.id),
    ...optional('gen_ai.response.model', outcome.model),
    ...(outcome.finishReasons.length > 0 && { 'gen_ai.response.finish_reasons': outcome.finishReasons }),
    ...optional('gen_ai.response.time_to_first_chunk', end.firstChunk),
    ...(usage && usageToAttributes(usage)),
    ...optional('spanmeter.service_tier', asWord(outcome.usage?.['service_tier']) ?? outcome.serviceTier),
    ...optional('spanmeter.speed', asWord(outcome.usage?.['speed'])),
    ...optional('spanmeter.inference_geo', asWord(outcome.usage?.['inference_geo'])),
    ...optional('spanmeter.cost.reported_usd', reported?.usd),
    ...optional('spanmeter.cost.byok', reported?.byok),
    ...optional('http.response.status_code', end.httpStatus),
    ...optional('error.type', end.errorType),
  };
  const tools = toolCalls(outcome, hasher);
  const line: EndLine = {
    t: 'end',
    ts: now(),
    run: end.run,
    span: end.span,
    status: end.status,
    a,
    ...optional('usage', outcome.usage),
    usage_state: state,
    ...(tools.length > 0 && { tool_calls: tools }),
  };
  return { line, usage };
}

// Four bytes of an answer to a token: used only where the provider told nothing, and said to be an estimate.
const BYTES_PER_TOKEN = 4;

function usageOf(end: CallEnd): { usage: Usage | undefined; state: UsageState } {
  const { outcome, parts, protocol, provider } = end;
  const { usage } = normaliseUsage(outcome.usage, { provider, api: protocol.api });
  const complete = outcome.finished || end.status === 'ok';
  if (Object.keys(usage).length > 0) return { usage, state: complete ? 'reported' : 'partial' };
  if (!end.answered) return { usage: undefined, state: 'missing' };
  const tokens = Object.values(parts).reduce((sum, part) => sum + (part.tokens ?? 0), 0);
  const output = Math.ceil(outcome.textBytes / BYTES_PER_TOKEN);
  return tokens + output === 0
    ? { usage: undefined, state: 'missing' }
    : { usage: { input: tokens, output }, state: 'estimated' };
}

function toolCalls(outcome: Outcome, hasher: Hasher): ToolCallRef[] {
  return [...outcome.tools.values()].map(call => ({
    id: call.id.slice(0, 128),
    name: call.name.slice(0, 128),
    args: hasher(canonicalArguments(argumentsOf(call))),
  }));
}

/** What kind of error ended a call: its code or its name, never its message. */
export function errorTypeOf(error: unknown): string {
  const fields = asObject(error);
  const cause = asObject(fields?.['cause']);
  const name = error instanceof Error ? error.name : undefined;
  const code = asWord(cause?.['code']) ?? asWord(fields?.['code']);
  return code ?? asWord(name) ?? typeof error;
}
