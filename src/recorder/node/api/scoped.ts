/** `turn()` and `tool()`: pieces of a run. */
import type { Attributes, SpanKind } from '../../../core/wire.ts';
import { errorTypeOf } from '../calls/end-line.ts';
import { siteAttributes } from '../calls/start-line.ts';
import { canonicalArguments } from '../hash/canonical.ts';
import { normaliseResult } from '../hash/normalise.ts';
import { optional } from '../json.ts';
import type { Recorder } from '../recorder.ts';
import { type Below, SHALLOW } from '../site/capture.ts';
import { openSpan } from './span.ts';
import { transparent } from './transparent.ts';
import type { ToolOptions } from './types.ts';

export function turnIn<T>(recorder: Recorder, name: string, body: () => T, below: Below): T {
  return spanIn(recorder, 'turn', name, {}, body, () => ({}), below);
}

export function toolIn<T>(recorder: Recorder, name: string, body: () => T, options: ToolOptions, below: Below): T {
  const a = recorder.health.attempt('tool', () => toolAttributes(recorder, name, options));
  return spanIn(recorder, 'tool', name, a ?? {}, body, value => resultOf(recorder, value), below);
}

/** What is kept of a call of a tool as it begins. */
export function toolAttributes(recorder: Recorder, name: string, { callId, args }: ToolOptions): Attributes {
  return {
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': name,
    ...optional('gen_ai.tool.call.id', callId),
    ...(args !== undefined && { 'spanmeter.tool.args': recorder.hasher(canonicalArguments(args)) }),
  };
}

/** What is kept of a tool's result. Only a text is hashed: turning anything else into one could run the program's own code. */
export function resultOf(recorder: Recorder, value: unknown): Attributes {
  if (typeof value !== 'string') return {};
  return {
    'spanmeter.tool.result': recorder.hasher(normaliseResult(value)),
    'spanmeter.tool.result_bytes': Buffer.byteLength(value),
  };
}

function spanIn<T>(
  recorder: Recorder,
  kind: SpanKind,
  name: string,
  a: Attributes,
  body: () => T,
  onValue: (value: unknown) => Attributes,
  below: Below,
): T {
  const { health, scopes } = recorder;
  const scope = scopes.current();
  const span = health.attempt('span', () => {
    const run = recorder.runs.current();
    const site = recorder.sites.capture(below, SHALLOW);
    return openSpan(recorder, {
      kind,
      name: String(name).slice(0, 200),
      run,
      ...optional('parent', scope?.span ?? run.span),
      a: { ...a, ...(site && siteAttributes(site)) },
    });
  });
  if (span === undefined) return body();
  // What the function calls is called in it, not where an SDK around it was.
  const { site: _, ...around } = scope ?? {};
  return transparent(() => scopes.enter({ ...around, run: span.run, span: span.id }, body), {
    ok: value => health.attempt('span end', () => span.end('ok', onValue(value))),
    failed(error) {
      health.attempt('span end', () => span.end('error', { 'error.type': errorTypeOf(error) }));
      return error;
    },
  });
}
