/**
 * What the AI SDK tells of a step or a tool → a span. What it tells of models and tokens is left alone: those are counted
 * where they pass. No text of its is kept.
 */
import { resultOf, toolAttributes } from '../api/scoped.ts';
import { type OpenSpan, openSpan } from '../api/span.ts';
import { errorTypeOf } from '../calls/end-line.ts';
import { asCount, asObject, asString, optional } from '../json.ts';
import type { Recorder } from '../recorder.ts';

/** Begins the span of a message that has one. */
export function beginAiSpan(recorder: Recorder, message: object): OpenSpan | undefined {
  const { type, event } = asObject(message) ?? {};
  const facts = asObject(event) ?? {};
  const run = () => {
    const scope = recorder.scopes.current();
    const current = recorder.runs.current();
    return { run: current, ...optional('parent', scope?.span ?? current.span) };
  };
  if (type === 'step') {
    return openSpan(recorder, { kind: 'step', name: `step ${(asCount(facts['stepNumber']) ?? 0) + 1}`, ...run() });
  }
  if (type !== 'executeTool') return undefined;
  const call = asObject(facts['toolCall']) ?? {};
  const name = (asString(call['toolName']) ?? '').slice(0, 200);
  const callId = asString(call['toolCallId']);
  const a = toolAttributes(recorder, name, { args: call['input'], ...optional('callId', callId) });
  return openSpan(recorder, { kind: 'tool', name, a, ...run() });
}

/** Ends it with what came of it. */
export function endAiSpan(recorder: Recorder, span: OpenSpan, message: unknown): void {
  const { error, result } = asObject(message) ?? {};
  // A tool that throws is a result to the SDK: the model is told.
  const output = asObject(asObject(result)?.['output']) ?? {};
  const failure = error ?? (output['type'] === 'tool-error' ? (output['error'] ?? 'error') : undefined);
  if (failure === undefined) span.end('ok', span.kind === 'tool' ? resultOf(recorder, output['output']) : {});
  else span.end('error', { 'error.type': errorTypeOf(failure) });
}
