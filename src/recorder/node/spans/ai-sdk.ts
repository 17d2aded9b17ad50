/** The Vercel AI SDK 7 traces itself on a channel: its steps and its tools become spans. Nothing is patched. */
import type { TracingChannel } from 'node:diagnostics_channel';
import type { OpenSpan } from '../api/span.ts';
import { optional } from '../json.ts';
import { calls } from '../lazy.ts';
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
      if (typeof message !== 'object' || message === null) return undefined;
      const span = calls().beginAiSpan(recorder, message);
      if (span === undefined) return undefined;
      open.set(message, span);
      // A tool's own calls are made in the tool, not where the SDK was called.
      const { site, ...scope } = recorder.scopes.current() ?? {};
      return { ...scope, ...(span.kind !== 'tool' && optional('site', site)), run: span.run, span: span.id };
    }),
  );
  channel.asyncEnd.subscribe(message => {
    const span = typeof message === 'object' && message !== null ? open.get(message) : undefined;
    if (span) recorder.health.attempt('ai step end', () => calls().endAiSpan(recorder, span, message));
  });
}
