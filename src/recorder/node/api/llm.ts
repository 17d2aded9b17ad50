/** `llm()`: a call of a language model that no transport shows. Where one does show it, the two are one span. */
import type { PriceableCall } from '../../../core/pricing/cost.ts';
import { usageToAttributes } from '../../../core/usage/attributes.ts';
import { normaliseUsage } from '../../../core/usage/normalise.ts';
import type { Attributes, AttributeValue, SpanStatus, UsageState } from '../../../core/wire.ts';
import { errorTypeOf } from '../calls/end-line.ts';
import { siteAttributes } from '../calls/start-line.ts';
import type { Permit } from '../guard/run-guard.ts';
import { isObject, optional } from '../json.ts';
import { now } from '../platform.ts';
import { cleanUsage } from '../protocols/outcome.ts';
import type { Recorder } from '../recorder.ts';
import { type Below, SHALLOW } from '../site/capture.ts';
import { BudgetExceededError } from './errors.ts';
import { toMeta } from './metadata.ts';
import { type OpenSpan, openSpan } from './span.ts';
import { transparent } from './transparent.ts';
import type { LlmOptions, LlmSpan, Metadata } from './types.ts';

/** An `llm` span the program keeps itself: guarded like any call. */
export interface ManualLlm {
  readonly span: OpenSpan;
  readonly handle: LlmSpan;
  end(
    status: SpanStatus,
    more?: { readonly a?: Attributes; readonly meta?: Attributes; readonly usage?: object },
  ): void;
  /** another call is this one: nothing is booked here */
  handOver(): void;
}

export interface ManualLlmFacts extends LlmOptions {
  readonly name?: string;
  readonly parent?: string;
}

/** What the guard refused, as the error the program gets. */
export interface RefusedLlm {
  readonly refused: Error;
}

/** Begins a manual call, or says why it must not be made. */
export function beginLlm(
  recorder: Recorder,
  run: OpenSpan['run'],
  facts: ManualLlmFacts,
  below: Below,
): ManualLlm | RefusedLlm {
  const { model, provider, operation = 'chat', maxTokens } = facts;
  const site = recorder.sites.capture(below, SHALLOW);
  const span = openSpan(recorder, {
    kind: 'llm',
    name: facts.name ?? `${operation} ${model}`.trim(),
    run,
    ...optional('parent', facts.parent ?? run.span),
    a: {
      'gen_ai.operation.name': operation,
      ...optional('gen_ai.provider.name', provider),
      ...(model !== '' && { 'gen_ai.request.model': model.slice(0, 128) }),
      ...optional('gen_ai.request.max_tokens', maxTokens),
      ...(site && siteAttributes(site)),
    },
    ...optional('meta', toMeta(facts.meta)),
  });
  const call: PriceableCall = { at: now(), requestModel: model, ...optional('provider', provider) };
  const admission = run.guard.admit({
    span: span.id,
    call,
    inputBytes: facts.inputBytes ?? 0,
    bounded: facts.inputBytes !== undefined,
    ...optional('maxTokens', maxTokens),
  });
  if ('refusal' in admission) {
    const { message, code } = admission.refusal;
    span.end('blocked', { 'error.type': code });
    return {
      refused: code === 'budget_exceeded' ? new BudgetExceededError(message, { run: run.id }) : stopError(message),
    };
  }
  return manualLlm(span, call, admission.permit, facts.meta);
}

/** `begun`: metadata of its beginning, where some programs already say what the prompt's tokens were. */
function manualLlm(span: OpenSpan, call: PriceableCall, permit: Permit, begun: Metadata | undefined): ManualLlm {
  const said: { usage?: object; model?: string; readonly reasons: string[] } = { reasons: [] };
  return {
    span,
    handle: {
      id: span.id,
      usage: usage => {
        said.usage = usage;
      },
      model: model => {
        said.model = String(model).slice(0, 128);
      },
      finishReason: reason => void said.reasons.push(String(reason).slice(0, 64)),
    },
    end(status, { a = {}, meta, usage: given } = {}) {
      const hint = optional('provider', call.provider);
      const ended = normaliseUsage(given ?? said.usage, hint).usage;
      const isWhole = ended.input !== undefined && ended.output !== undefined;
      const usage = isWhole || begun === undefined ? ended : { ...normaliseUsage(begun, hint).usage, ...ended };
      const known = Object.keys(usage).length > 0;
      const state: UsageState = !known ? 'missing' : status === 'ok' ? 'reported' : 'partial';
      const attributes: Record<string, AttributeValue> = {
        ...optional('gen_ai.response.model', said.model),
        ...(said.reasons.length > 0 && { 'gen_ai.response.finish_reasons': said.reasons }),
        ...usageToAttributes(usage),
        ...a,
      };
      const raw = isObject(said.usage) ? cleanUsage(said.usage) : undefined;
      span.end(status, attributes, { ...optional('usage', raw), usage_state: state, ...optional('meta', meta) });
      permit.settle({ ...call, ...optional('responseModel', said.model) }, known ? usage : undefined);
    },
    handOver() {
      span.release();
      permit.withdraw();
    },
  };
}

export function llmIn<T>(
  recorder: Recorder,
  options: string | LlmOptions,
  body: (span: LlmSpan) => T,
  below: Below,
): T {
  const given = typeof options === 'string' ? { model: options } : options;
  const { health, scopes } = recorder;
  const scope = scopes.current();
  const begun = health.attempt('llm', () => {
    const run = recorder.runs.current();
    return beginLlm(recorder, run, { ...given, ...optional('parent', scope?.span) }, below);
  });
  if (begun === undefined) return body(NO_SPAN);
  if ('refused' in begun) return refuse(begun.refused, body);
  const state = { adopted: false };
  const manual = {
    span: begun.span.id,
    get adopted() {
      return state.adopted;
    },
    adopt() {
      state.adopted = true;
      begun.handOver();
    },
  };
  const inner = { ...scope, run: begun.span.run, span: begun.span.id, manual };
  return transparent(() => scopes.enter(inner, () => body(begun.handle)), {
    ok: () => health.attempt('llm end', () => state.adopted || begun.end('ok')),
    failed(error) {
      health.attempt('llm end', () => state.adopted || begun.end('error', { a: { 'error.type': errorTypeOf(error) } }));
      return error;
    },
  });
}

// Has what an SDK's error has that was refused so: `isStopRequested` knows both.
function stopError(message: string): Error {
  return Object.assign(new Error(message), { status: 402, code: 'stop_requested' });
}

// To a function that returns a promise by its nature, a refusal is a rejected one.
function refuse<T>(error: Error, body: (span: LlmSpan) => T): T {
  if (Object.prototype.toString.call(body) === '[object AsyncFunction]') return Promise.reject(error) as T;
  throw error;
}

const NO_SPAN: LlmSpan = {
  id: '0'.repeat(16),
  usage: () => undefined,
  model: () => undefined,
  finishReason: () => undefined,
};
