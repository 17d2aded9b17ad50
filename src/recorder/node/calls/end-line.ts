/** A call's outcome → the line that ends it. */

import { addUsageAttributes } from '../../../core/usage/attributes.ts';
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
import { repetition } from '../hash/output.ts';
import { isDeclaredWait } from '../hash/waits.ts';
import { asObject, asWord } from '../json.ts';
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
  readonly httpStatus: number | undefined;
  readonly errorType: string | undefined;
  /** seconds to the first bytes of a streamed answer */
  readonly firstChunk: number | undefined;
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
  // Field by field: an object for each that may be there would cost more than the line.
  const a: Record<string, AttributeValue> = { ...end.extra };
  if (outcome.id !== undefined) a['gen_ai.response.id'] = outcome.id;
  if (outcome.model !== undefined) a['gen_ai.response.model'] = outcome.model;
  if (outcome.finishReasons.length > 0) a['gen_ai.response.finish_reasons'] = outcome.finishReasons;
  if (end.firstChunk !== undefined) a['gen_ai.response.time_to_first_chunk'] = end.firstChunk;
  if (usage) addUsageAttributes(a, usage);
  const tier = asWord(outcome.usage?.['service_tier']) ?? outcome.serviceTier;
  if (tier !== undefined) a['spanmeter.service_tier'] = tier;
  const speed = asWord(outcome.usage?.['speed']);
  if (speed !== undefined) a['spanmeter.speed'] = speed;
  const geo = asWord(outcome.usage?.['inference_geo']);
  if (geo !== undefined) a['spanmeter.inference_geo'] = geo;
  const reported = reportedCost(outcome.usage);
  if (reported !== undefined) a['spanmeter.cost.reported_usd'] = reported.usd;
  if (reported?.byok !== undefined) a['spanmeter.cost.byok'] = reported.byok;
  if (end.httpStatus !== undefined) a['http.response.status_code'] = end.httpStatus;
  if (end.errorType !== undefined) a['error.type'] = end.errorType;
  addOutput(a, outcome, hasher);
  const line: Mutable<EndLine> = { t: 'end', ts: now(), run: end.run, span: end.span, status: end.status, a };
  if (outcome.usage !== undefined) line.usage = outcome.usage;
  line.usage_state = state;
  if (outcome.tools.size > 0) line.tool_calls = toolCalls(outcome, hasher);
  return { line, usage };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

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
  return [...outcome.tools.values()].map(call => {
    const asked = argumentsOf(call);
    const ref = {
      id: call.id.slice(0, 128),
      name: call.name.slice(0, 128),
      args: hasher(canonicalArguments(asked)),
    };
    return isDeclaredWait(call.name, asked) ? { ...ref, wait: true } : ref;
  });
}

function addOutput(a: Record<string, AttributeValue>, outcome: Outcome, hasher: Hasher): void {
  const [first] = outcome.text;
  if (first === undefined) return;
  const text = outcome.text.length === 1 ? first : outcome.text.join('');
  a['spanmeter.output.hash'] = hasher(text);
  const share = repetition(text);
  if (share !== undefined) a['spanmeter.output.repetition'] = share;
}

/** What kind of error ended a call: its code or its name, never its message. */
export function errorTypeOf(error: unknown): string {
  const fields = asObject(error);
  const cause = asObject(fields?.['cause']);
  const name = error instanceof Error ? error.name : undefined;
  const code = asWord(cause?.['code']) ?? asWord(fields?.['code']);
  return code ?? asWord(name) ?? typeof error;
}
