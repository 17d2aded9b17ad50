/**
 * Steps and tools of the Vercel AI SDK 7, from the channel it traces itself on. What is told there of models and tokens is
 * left alone: those are counted where they pass. Nothing is patched, and no text of an event is kept.
 */
import type { TracingChannel } from 'node:diagnostics_channel';
import { resultOf, toolAttributes } from '../api/scoped.ts';
import { type OpenSpan, openSpan } from '../api/span.ts';
import { errorTypeOf } from '../calls/end-line.ts';
import { asCount, asObject, asString, optional } from '../json.ts';
import { builtin } from '../platform.ts';
import type { Recorder } from '../recorder.ts';

const CHANNEL = 'ai:telemetry';

/** Begins to listen. Where nobody speaks on the channel it costs nothing. */
export function hookAiSdk(recorder: Recorder): void {
  // That SDK needs Node 22; before that the storage behind scopes slows every `await` once it is there.
  if (Number.parseInt(process.versions.node, 10) < 22) return;
  const channel: TracingChannel<unknown, object> = builtin('node:diagnostics_channel').tracingChannel(CHANNEL);
  const open = new WeakMap<object, OpenSpan>();
  recorder.scopes.bind(channel.start, message =>
    recorder.health.attempt('ai step', () => {
      const span = begin(recorder, message);
      if (span === undefined || typeof message !== 'object' || message === null) return undefined;
      open.set(message, span);
      // A tool's own calls are made in the tool, not where the SDK was called.
      const { site, ...scope } = recorder.scopes.current() ?? {};
      return { ...scope, ...(span.kind !== 'tool' && optional('site', site)), run: span.run, span: span.id };
    }),
  );
  channel.asyncEnd.subscribe(message => {
    const span = typeof message === 'object' && message !== null ? open.get(message) : undefined;
    if (span) recorder.health.attempt('ai step end', () => end(recorder, span, asObject(message) ?? {}));
  });
}

function begin(recorder: Recorder, message: unknown): OpenSpan | undefined {
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

function end(recorder: Recorder, span: OpenSpan, { error, result }: Readonly<Record<string, unknown>>): void {
  // A tool that throws is a result to the SDK: the model is told.
  const output = asObject(asObject(result)?.['output']) ?? {};
  const failure = error ?? (output['type'] === 'tool-error' ? (output['error'] ?? 'error') : undefined);
  if (failure === undefined) span.end('ok', span.kind === 'tool' ? resultOf(recorder, output['output']) : {});
  else span.end('error', { 'error.type': errorTypeOf(failure) });
}
