/** A request on its way out → a call that is recorded, or a refusal: the work behind `begin.ts`. */
import type { Parts } from '../../../core/wire.ts';
import { optional } from '../json.ts';
import { randomHex } from '../platform.ts';
import { isKnownPath, LIST_KEYS, protocolsAt, providerOf } from '../protocols/all.ts';
import type { Protocol, RequestFacts } from '../protocols/protocol.ts';
import type { Recorder } from '../recorder.ts';
import { siteOfRequest } from '../site/of-request.ts';
import { attemptOf } from './attempt.ts';
import type { Begun, OutgoingRequest } from './begin.ts';
import { LiveCall } from './live-call.ts';
import { startLine } from './start-line.ts';

/** Whether a URL may be an API's, by its path. Cheap: asked of every request with a body. */
export function mayBeCall(url: string): boolean {
  const query = url.indexOf('?');
  return isKnownPath(query < 0 ? url : url.slice(0, query));
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
  const attempt = attemptOf(request.header('x-stainless-retry-count'), scope?.tries, url, measured.prompt);
  const line = startLine({
    run,
    span,
    parent: manual ? undefined : (scope?.span ?? run.span),
    protocol,
    provider: recognised.provider,
    host: url.host,
    facts,
    attempt: attempt.number,
    site: scope?.site ?? request.site ?? siteOfRequest(recorder.sites, request.below, request.header('user-agent')),
  });
  const priceable = {
    at: line.ts,
    provider: recognised.provider,
    host: url.host,
    ...optional('requestModel', facts.model),
    ...optional('serviceTier', facts.serviceTier),
  };
  const begin = manual ? [] : [line];
  const { parts, prefix } = measured.line;
  const { text } = measured.prompt.body;
  const admission = run.guard.admit({
    span,
    call: priceable,
    inputBytes: inputBytesOf(parts),
    ...(prefix?.span !== undefined && { continues: { span: prefix.span, bytes: prefix.bytes } }),
    bounded: parts.media === undefined && !facts.remoteContext,
    cacheWrite: () => cacheWriteOf(text),
    ...optional('maxTokens', facts.maxTokens),
  });
  if ('refusal' in admission) {
    const { message, code } = admission.refusal;
    const a = { ...(manual && line.a), 'error.type': code };
    recorder.log.write(...begin, { t: 'end', ts: line.ts, run: run.id, span, status: 'blocked', a });
    return { refused: { status: 402, code, body: protocol.refusal(message, code) } };
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
    parts,
    permit: admission.permit,
    onFailed: attempt.failed,
    content: recorder.health.attempt('content', () => recorder.content(run, span, request.body)),
    // The manual span's own start line came too early to know any of it.
    extra: manual ? line.a : {},
  });
  return { call };
}

function recognise(recorder: Recorder, { url, body: text, header }: OutgoingRequest) {
  const parsed = parsedUrl(url);
  if (parsed === undefined) return undefined;
  const candidates = protocolsAt(parsed.pathname);
  const scanned = candidates.length > 0 ? recorder.prompts.scan(text, LIST_KEYS) : undefined;
  const protocol = scanned && candidates.find(candidate => candidate.accepts(scanned.body));
  if (scanned === undefined || protocol === undefined) return undefined;
  const provider = providerOf(protocol, parsed.host);
  const facts: RequestFacts = protocol.facts(scanned.body, parsed.pathname, header);
  return {
    protocol: protocol satisfies Protocol,
    url: parsed,
    provider,
    facts,
    measured: recorder.prompts.measure(protocol, scanned, provider),
  };
}

// A program calls a few addresses, over and over.
const URLS = new Map<string, URL>();
const MAX_URLS = 32;

function parsedUrl(url: string): URL | undefined {
  const known = URLS.get(url);
  if (known !== undefined || !URL.canParse(url)) return known;
  const parsed = new URL(url);
  if (URLS.size < MAX_URLS) URLS.set(url, parsed);
  return parsed;
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
