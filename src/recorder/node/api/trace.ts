/** `startTrace` … `endTrace`: runs and spans by id, for programs that cannot be written as nested functions. */
import type { Attributes, RunStatus, SpanKind, SpanStatus } from '../../../core/wire.ts';
import { asString, isObject, optional } from '../json.ts';
import { randomHex } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
import type { RunState } from '../runs/run-state.ts';
import type { Below } from '../site/capture.ts';
import { beginLlm, type ManualLlm, type RefusedLlm } from './llm.ts';
import { toMeta } from './metadata.ts';
import { type OpenSpan, openSpan } from './span.ts';
import type {
  EndSpanOptions,
  EndTraceOptions,
  Metadata,
  SpanOptions,
  SpanType,
  StartedSpan,
  StartedTrace,
  TraceOptions,
} from './types.ts';

export interface Traces {
  startTrace(options: TraceOptions): StartedTrace;
  startSpan(traceId: string, options: SpanOptions, below: Below): StartedSpan;
  endSpan(spanId: string, options?: EndSpanOptions): void;
  endTrace(traceId: string, options?: EndTraceOptions): void;
}

const MODEL = ['model', 'model_name', 'modelName', 'model_id', 'modelId', 'llm.model_name', 'ai.model.id'] as const;
const REQUEST_MODEL = [...MODEL, 'request_model', 'requestModel', 'gen_ai.request.model'] as const;
const RESPONSE_MODEL = ['response_model', 'responseModel', 'gen_ai.response.model', 'ai.response.model'] as const;

const KINDS: Readonly<Record<SpanType, SpanKind>> = {
  llm: 'llm',
  generation: 'llm',
  tool: 'tool',
  turn: 'turn',
  agent: 'agent',
  step: 'step',
  span: 'step',
};

export function createTraces(recorder: Recorder): Traces {
  const runs = new Map<string, RunState>();
  const spans = new Map<string, OpenSpan | ManualLlm>();
  const { health } = recorder;

  function begin(run: RunState, options: SpanOptions, below: Below): OpenSpan | ManualLlm | RefusedLlm {
    const kind = KINDS[options.type ?? 'step'] ?? 'step';
    const meta = toMeta(options.metadata);
    const parent = options.parentId;
    if (kind !== 'llm') return openSpan(recorder, { kind, name: options.name, run, parent, meta });
    const { metadata } = options;
    const facts = {
      name: options.name,
      model: text(metadata, ...REQUEST_MODEL, ...RESPONSE_MODEL) ?? '',
      ...optional('provider', text(metadata, 'provider', 'gen_ai.provider.name', 'gen_ai.system')),
      ...optional('parent', parent),
      ...optional('meta', metadata),
    };
    return beginLlm(recorder, run, facts, below);
  }

  return {
    startTrace({ name, metadata }) {
      const run = health.attempt('trace', () =>
        recorder.runs.begin({ name: String(name).slice(0, 200), ...optional('meta', toMeta(metadata)) }),
      );
      const id = run?.id ?? randomHex(32);
      if (run) runs.set(id, run);
      return { id, trace_id: id, name };
    },
    startSpan(traceId, options, below) {
      const run = runs.get(traceId);
      const begun = run && health.attempt('span', () => begin(run, options, below));
      if (begun && 'refused' in begun) throw begun.refused;
      const id = begun === undefined ? randomHex(16) : 'handle' in begun ? begun.handle.id : begun.id;
      if (begun) spans.set(id, begun);
      return { id, span_id: id, trace_id: traceId };
    },
    endSpan(spanId, options = {}) {
      const span = spans.get(spanId);
      spans.delete(spanId);
      if (span) health.attempt('span end', () => end(span, options));
    },
    endTrace(traceId, { status } = {}) {
      const run = runs.get(traceId);
      runs.delete(traceId);
      if (run) health.attempt('trace end', () => recorder.runs.end(run, runStatus(status)));
    },
  };
}

function end(span: OpenSpan | ManualLlm, { status, metadata }: EndSpanOptions): void {
  const meta = toMeta(metadata);
  if (!('handle' in span)) {
    span.end(spanStatus(status), {}, meta && { meta });
    return;
  }
  const model = text(metadata, ...RESPONSE_MODEL, ...REQUEST_MODEL);
  if (model !== undefined) span.handle.model(model);
  const reason = text(metadata, 'finish_reason', 'finishReason', 'stop_reason');
  if (reason !== undefined) span.handle.finishReason(reason);
  span.end(spanStatus(status), { ...optional('meta', meta), ...(isObject(metadata) && { usage: metadata }) });
}

function spanStatus(status: EndSpanOptions['status']): SpanStatus {
  if (status === 'failed' || status === 'error') return 'error';
  return status === 'cancelled' || status === 'blocked' ? status : 'ok';
}

function runStatus(status: EndTraceOptions['status']): RunStatus {
  if (status === 'failed' || status === 'error') return 'error';
  return status === 'stopped' ? status : 'ok';
}

function text(metadata: Metadata | Attributes | undefined, ...keys: readonly string[]): string | undefined {
  return keys.map(key => asString(metadata?.[key])).find(value => value !== undefined);
}
