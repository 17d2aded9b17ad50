/** A request on its way out → a call that is recorded, or a refusal: the work behind `begin.ts`. */
import type { PriceableCall } from '../../../core/pricing/cost.ts';
import type { Parts, RequestLine } from '../../../core/wire.ts';
import type { Intent } from '../guard/bound.ts';
import { randomHex } from '../platform.ts';
import { LIST_KEYS, providerOf } from '../protocols/all.ts';
import type { Protocol, RequestFacts } from '../protocols/protocol.ts';
import type { Recorder } from '../recorder.ts';
import { siteOfRequest } from '../site/of-request.ts';
import { addressOf } from './address.ts';
import { attemptOf } from './attempt.ts';
import type { Begun, OutgoingRequest } from './begin.ts';
import { LiveCall } from './live-call.ts';
import { startLine } from './start-line.ts';

/** Begins a call, or refuses it. Undefined where the request is no LLM call. */
export function beginCall(recorder: Recorder, request: OutgoingRequest): Begun | undefined {
  const recognised = recognise(recorder, request);
  if (recognised === undefined) return undefined;
  const { protocol, address, measured, facts } = recognised;
  const scope = recorder.scopes.current();
  const run = recorder.runs.current();
  if (recorder.coverage.seen(request.transport)) recorder.onFirstCall();
  noteSdk(recorder, request.header('user-agent'));
  // A manual `llm()` around it is this very call; a second attempt within it is a call of its own.
  const manual = scope?.manual?.adopted === false ? scope.manual : undefined;
  manual?.adopt();
  const span = manual?.span ?? randomHex(16);
  const attempt = attemptOf(request.header('x-stainless-retry-count'), scope?.tries, address, measured.prompt);
  const line = startLine({
    run,
    span,
    parent: manual ? undefined : (scope?.span ?? run.span),
    protocol,
    provider: recognised.provider,
    host: address.host,
    facts,
    attempt: attempt.number,
    site: scope?.site ?? request.site ?? siteOfRequest(recorder.sites, request, request.header('user-agent')),
  });
  const priceable: Mutable<PriceableCall> = { at: line.ts, provider: recognised.provider, host: address.host };
  if (facts.model !== undefined) priceable.requestModel = facts.model;
  if (facts.serviceTier !== undefined) priceable.serviceTier = facts.serviceTier;
  const begin = manual ? [] : [line];
  const { parts, prefix } = measured.line;
  const { text } = measured.prompt.body;
  const intent: Mutable<Intent> = {
    span,
    call: priceable,
    inputBytes: inputBytesOf(parts),
    bounded: parts.media === undefined && !facts.remoteContext,
    cacheWrite: () => cacheWriteOf(text),
  };
  if (prefix?.span !== undefined) intent.continues = { span: prefix.span, bytes: prefix.bytes };
  if (facts.maxTokens !== undefined) intent.maxTokens = facts.maxTokens;
  const admission = run.guard.admit(intent);
  if ('refusal' in admission) {
    const { message, code } = admission.refusal;
    const a = { ...(manual && line.a), 'error.type': code };
    recorder.log.write(...begin, { t: 'end', ts: line.ts, run: run.id, span, status: 'blocked', a });
    return { refused: { status: 402, code, body: protocol.refusal(message, code) } };
  }
  measured.sent(span);
  const sent: Mutable<RequestLine> = { t: 'request', span, ...measured.line };
  if (facts.remoteContext) sent.remote_context = true;
  recorder.log.write(...begin, sent);
  const call = new LiveCall({
    recorder,
    run,
    span,
    protocol,
    facts,
    aborted: request.aborted,
    priceable,
    parts,
    permit: admission.permit,
    onFailed: attempt.failed,
    content: recorder.health.attempt('content', () => recorder.content(run, span, request.body)),
    // The manual span's own start line came too early to know any of it.
    extra: manual ? line.a : {},
  });
  return { call };
}

// Field by field: an object for each that may be there would cost more than all of them.
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function recognise(recorder: Recorder, { url, body: text, header }: OutgoingRequest) {
  const address = addressOf(url);
  if (address === undefined) return undefined;
  const scanned = recorder.prompts.scan(text, LIST_KEYS);
  const protocol = scanned && address.protocols.find(candidate => candidate.accepts(scanned.body));
  if (scanned === undefined || protocol === undefined) return undefined;
  const provider = providerOf(protocol, address.host);
  const facts: RequestFacts = protocol.facts(scanned.body, address.path, header);
  return {
    protocol: protocol satisfies Protocol,
    address,
    provider,
    facts,
    measured: recorder.prompts.measure(protocol, scanned, provider),
  };
}

// What stands around the parts: names of fields, commas, settings.
const FRAME_BYTES = 512;

function inputBytesOf(parts: Parts): number {
  const { system, tools, history, tool_results, user } = parts;
  return (
    FRAME_BYTES +
    (system?.bytes ?? 0) +
    (tools?.bytes ?? 0) +
    (history?.bytes ?? 0) +
    (tool_results?.bytes ?? 0) +
    (user?.bytes ?? 0)
  );
}

function cacheWriteOf(text: string): '5m' | '1h' | undefined {
  if (!text.includes('"cache_control"')) return undefined;
  return /"ttl"\s*:\s*"1h"/.test(text) ? '1h' : '5m';
}

const SDK_AGENTS: Readonly<Record<string, string>> = {
  OpenAI: 'openai',
  AzureOpenAI: 'openai',
  Anthropic: '@anthropic-ai/sdk',
  Groq: 'groq-sdk',
};

// `OpenAI/JS 7.57.0`: where no loader hook saw the SDK, it says itself who it is.
function noteSdk(recorder: Recorder, agent: string | undefined): void {
  if (agent === undefined) return;
  const [, name = '', version = ''] = /^(\w+)\/JS ([\w.+-]{1,40})$/.exec(agent) ?? [];
  const known = SDK_AGENTS[name];
  if (known !== undefined) recorder.coverage.sdkNamed(known, version);
}
