/** Spans a program opens itself. */
import type { Attributes, EndLine, SpanKind, SpanStatus, StartLine } from '../../../core/wire.ts';
import { now, randomHex } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
import type { RunState } from '../runs/run-state.ts';

export interface SpanFacts {
  readonly kind: SpanKind;
  readonly name: string;
  readonly run: RunState;
  readonly parent?: string | undefined;
  readonly a?: Attributes;
  readonly meta?: Attributes | undefined;
}

export interface OpenSpan {
  readonly id: string;
  readonly run: RunState;
  readonly kind: SpanKind;
  end(status: SpanStatus, a?: Attributes, more?: Pick<EndLine, 'usage' | 'usage_state' | 'meta'>): void;
  /** ends without a line: another has written it */
  release(): void;
}

/** Begins a span: its line is on disk when this returns. It is closed with the process, if not before. */
export function openSpan(recorder: Recorder, facts: SpanFacts): OpenSpan {
  const { kind, run, name, parent, meta, a = {} } = facts;
  const id = randomHex(16);
  const state = { ended: false };
  const end: OpenSpan['end'] = (status, a = {}, more = {}) => {
    if (state.ended) return;
    release();
    recorder.log.write({ t: 'end', ts: now(), run: run.id, span: id, status, a, ...more });
  };
  const release = () => {
    state.ended = true;
    recorder.live.delete(left);
  };
  const left = { abandoned: (why: string) => end('cancelled', { 'error.type': why }) };
  // Field by field: an object for each that may be there would cost more than the line.
  const line: { -readonly [K in keyof StartLine]: StartLine[K] } = {
    t: 'start',
    ts: now(),
    run: run.id,
    span: id,
    kind,
    name,
    a,
  };
  if (parent !== undefined) line.parent = parent;
  if (meta !== undefined) line.meta = meta;
  recorder.log.write(line);
  recorder.live.add(left);
  return { id, run, kind, end, release };
}
