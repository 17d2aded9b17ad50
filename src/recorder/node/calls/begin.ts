/** A request on its way out → a call that is recorded, or a refusal. */
import type { Parts, Prefix } from '../../../core/wire.ts';
import { optional } from '../json.ts';
import { randomHex } from '../platform.ts';
import { LIST_KEYS, protocolsAt, providerOf } from '../protocols/all.ts';
import type { Protocol, RequestFacts } from '../protocols/protocol.ts';
import type { Recorder } from '../recorder.ts';
import { type Below, DEEP } from '../site/capture.ts';
import { LiveCall } from './live-call.ts';
import { startLine } from './start-line.ts';

/** A request as any transport can tell of it. */
export interface OutgoingRequest {
  readonly transport: string;
  /** absolute URL */
  readonly url: string;
  readonly body: string;
  readonly header: (name: string) => string | undefined;
  /** whether the program has aborted it by now, with whatever reason */
  readonly aborted: () => boolean;
  /** the recorder's function that the program called: the stack above it is the program's */
  readonly below: Below;
}

/** An answer given in the provider's place: the call never leaves the process. */
export interface LocalAnswer {
  readonly status: 402;
  readonly body: unknown;
}

export type Begun = { readonly call: LiveCall } | { readonly refused: LocalAnswer };

/** Cheap: asked of every request of the program. */
export function mayBeCall(url: string): boolean {
  const query = url.indexOf('?');
  return protocolsAt(query < 0 ? url : url.slice(0, query)).length > 0;
}

/** Begins a call, or refuses it. Undefined where the request is no LLM call. */
export function beginCall(recorder: Recorder, request: OutgoingRequest): Begun | undefined {
  const recognised = recognise(recorder, request);
  if (recognised === undefined) return undefined;
  const { protocol, url, measured, facts } = recognised;
  const scope = recorder.scopes.current();
  const run = recorder.runs.current();
  if (recorder.coverage.seen(request.transport)) recorder.onFirstCall();
  noteSdk(recorder, request.header('user-agent'));
  // A manual `llm()` around it is this very call; a second attempt within it is a call of its own.
  const manual = scope?.manual?.adopted === false ? scope.manual : undefined;
  manual?.adopt();
  const span = manual?.span ?? randomHex(16);
  const line = startLine({
    run,
    span,
    ...optional('parent', manual ? undefined : (scope?.span ?? run.span)),
    protocol,
    provider: recognised.provider,
    host: url.host,
    facts,
    attempt: attemptOf(request.header('x-stainless-retry-count')),
    ...optional('site', scope?.site ?? recorder.sites.capture(request.below, DEEP)),
  });
  const priceable = {
    at: line.ts,
    provider: recognised.provider,
    host: url.host,
    ...optional('requestModel', facts.model),
    ...optional('serviceTier', facts.serviceTier),
  };
  const begin = manual ? [] : [line];
  const media = measured.line.parts.media;
  const admission = run.guard.admit({
    span,
    call: priceable,
    inputBytes: inputBytesOf(measured.line.parts),
    ...optional('continues', continuesOf(measured.line.prefix)),
    bounded: media === undefined && !facts.remoteContext,
    cacheWrite: () => cacheWriteOf(measured.prompt.body.text),
    ...optional('maxTokens', facts.maxTokens),
  });
  if ('refusal' in admission) {
    const { message, code } = admission.refusal;
    const a = { ...(manual && line.a), 'error.type': code };
    recorder.log.write(...begin, { t: 'end', ts: line.ts, run: run.id, span, status: 'blocked', a });
    return { refused: { status: 402, body: protocol.refusal(message, code) } };
  }
  measured.sent(span);
  recorder.log.write(...begin, {
    t: 'request',
    span,
    ...measured.line,
    ...(facts.remoteContext && { remote_context: true }),
  });
  const call = new LiveCall({
    recorder,
    run,
    span,
    protocol,
    facts,
    aborted: request.aborted,
    priceable,
    parts: measured.line.parts,
    permit: admission.permit,
    ...optional(
      'content',
      recorder.health.attempt('content', () => recorder.content(run, span, request.body)),
    ),
    // The manual span's own start line came too early to know any of it.
    extra: manual ? line.a : {},
  });
  return { call };
}

function recognise(recorder: Recorder, { url, body: text }: OutgoingRequest) {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  const candidates = protocolsAt(parsed.pathname);
  const scanned = candidates.length > 0 ? recorder.prompts.scan(text, LIST_KEYS) : undefined;
  const protocol = scanned && candidates.find(candidate => candidate.accepts(scanned.body));
  if (scanned === undefined || protocol === undefined) return undefined;
  const provider = providerOf(protocol, parsed.hostname);
  const facts: RequestFacts = protocol.facts(scanned.body);
  return {
    protocol: protocol satisfies Protocol,
    url: parsed,
    provider,
    facts,
    measured: recorder.prompts.measure(protocol, scanned, provider),
  };
}

// What stands around the parts: names of fields, commas, settings.
const FRAME_BYTES = 512;

function inputBytesOf(parts: Parts): number {
  const { media, ...texts } = parts;
  return Object.values(texts).reduce((sum, part) => sum + part.bytes, FRAME_BYTES);
}

/** The call this one continues, where there is one. */
function continuesOf(prefix: Prefix | undefined): { span: string; bytes: number } | undefined {
  return prefix?.span === undefined ? undefined : { span: prefix.span, bytes: prefix.bytes };
}

function cacheWriteOf(text: string): '5m' | '1h' | undefined {
  if (!text.includes('"cache_control"')) return undefined;
  return /"ttl"\s*:\s*"1h"/.test(text) ? '1h' : '5m';
}

// SDKs of one family count their attempts from 0 in a header.
function attemptOf(header: string | undefined): number {
  const retries = Number(header ?? 0);
  return Number.isInteger(retries) && retries > 0 && retries < 1000 ? retries + 1 : 1;
}

const SDK_AGENTS: Readonly<Record<string, string>> = {
  OpenAI: 'openai',
  AzureOpenAI: 'openai',
  Anthropic: '@anthropic-ai/sdk',
  Groq: 'groq-sdk',
};

// `OpenAI/JS 7.57.0`: where no loader hook saw the SDK, it says itself who it is.
function noteSdk(recorder: Recorder, agent: string | undefined): void {
  const [, name = '', version = ''] = /^(\w+)\/JS ([\w.+-]{1,40})$/.exec(agent ?? '') ?? [];
  const known = SDK_AGENTS[name];
  if (known !== undefined) recorder.coverage.sdkNamed(known, version);
}
