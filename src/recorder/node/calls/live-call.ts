/** A call under way: from its request to the line that ends it, whatever way it ends. */
import type { PriceableCall } from '../../../core/pricing/cost.ts';
import type { Usage } from '../../../core/usage/usage.ts';
import type { Attributes, EndLine, Parts, SpanStatus } from '../../../core/wire.ts';
import type { CallContent } from '../content/content.ts';
import type { Permit } from '../guard/run-guard.ts';
import { optional } from '../json.ts';
import { clock } from '../platform.ts';
import { newOutcome, type Outcome } from '../protocols/outcome.ts';
import type { Protocol, RequestFacts } from '../protocols/protocol.ts';
import type { Recorder } from '../recorder.ts';
import type { RunState } from '../runs/run-state.ts';
import type { AnswerObserver } from '../transports/response.ts';
import { AnswerReader, type Ending } from './answer.ts';
import { endLine, errorTypeOf } from './end-line.ts';

export interface LiveCallOptions {
  readonly recorder: Recorder;
  readonly run: RunState;
  readonly span: string;
  readonly protocol: Protocol;
  readonly facts: RequestFacts;
  /** whether the program has aborted it by now, with whatever reason */
  readonly aborted: () => boolean;
  readonly priceable: PriceableCall;
  readonly parts: Parts;
  readonly permit: Permit;
  /** keeps the answer, where the run has asked for that */
  readonly content?: CallContent;
  /** attributes of the start that its line did not have */
  readonly extra: Attributes;
}

interface How {
  readonly status: SpanStatus;
  readonly errorType?: string;
}

/** Told of the answer by a transport. Nothing it is told makes it throw: the caller's data goes on. */
export class LiveCall implements AnswerObserver {
  readonly #options: LiveCallOptions;
  readonly #begunAt = clock();
  #ended = false;
  #http: number | undefined;
  /** seconds to the first bytes of the answer */
  #firstAt: number | undefined;
  readonly #reader: AnswerReader;

  constructor(options: LiveCallOptions) {
    this.#options = options;
    this.#reader = new AnswerReader({
      protocol: options.protocol,
      streams: options.facts.stream,
      onEnd: (ending, outcome, error) => this.#onEnd(ending, outcome, error),
      onFirst: () => {
        this.#firstAt = Math.round(clock() - this.#begunAt) / 1000;
      },
    });
    options.recorder.live.add(this);
  }

  /** The provider answered with headers. */
  answered(status: number): void {
    this.#http = status;
    if (status >= 300) this.#end(newOutcome(), { status: 'error', errorType: String(status) });
  }

  /** No answer came. */
  unanswered(error: unknown): void {
    this.#end(newOutcome(), howFailed(error, this.#options.aborted()));
  }

  /** Nobody will hear of it any more. */
  abandoned(why: string): void {
    const { outcome } = this.#reader;
    this.#end(outcome, outcome.finished ? { status: 'ok' } : { status: 'cancelled', errorType: why });
  }

  chunk(offset: number, bytes: Uint8Array): void {
    this.#keep(content => content.chunk(offset, bytes));
    this.#options.recorder.health.attempt('chunk', () => this.#reader.chunk(offset, bytes));
  }

  text(text: string): void {
    this.#keep(content => content.text(text));
    this.#options.recorder.health.attempt('text', () => this.#reader.text(text));
  }

  json(value: unknown): void {
    this.#keep(content => content.json(value));
    this.#options.recorder.health.attempt('json', () => this.#reader.json(value));
  }

  ended(): void {
    this.#options.recorder.health.attempt('ended', () => this.#reader.ended());
  }

  cancelled(): void {
    this.#options.recorder.health.attempt('cancelled', () => this.#reader.cancelled());
  }

  failed(error: unknown): void {
    this.#options.recorder.health.attempt('failed', () => this.#reader.failed(error));
  }

  cloned(): void {
    this.#reader.cloned();
  }

  #keep(step: (content: CallContent) => void): void {
    const { content, recorder } = this.#options;
    if (content) recorder.health.attempt('content', () => step(content));
  }

  #onEnd(ending: Ending, outcome: Outcome, error: unknown): void {
    const refused = this.#http !== undefined && this.#http >= 300;
    if (!refused) this.#end(outcome, howEnded(ending, outcome, error, this.#options.aborted()));
    // An error's status was told at once; its body may know the kind of it better.
    else if (outcome.errorType !== undefined) this.#write(outcome, { status: 'error', errorType: outcome.errorType });
  }

  #end(outcome: Outcome, how: How): void {
    if (this.#ended) return;
    this.#ended = true;
    const { priceable, permit, recorder } = this.#options;
    recorder.live.delete(this);
    this.#keep(content => content.ended());
    const { line, usage } = this.#write(outcome, how);
    permit.settle({ ...priceable, ...optional('responseModel', outcome.model) }, atLeast(usage, line, outcome));
  }

  #write(outcome: Outcome, how: How) {
    const { run, span, protocol, priceable, parts, extra, facts, recorder } = this.#options;
    const end = {
      ...how,
      run: run.id,
      span,
      protocol,
      provider: priceable.provider ?? protocol.provider,
      outcome,
      parts,
      extra,
      answered: this.#http !== undefined && this.#http < 300,
      ...optional('httpStatus', this.#http),
      ...optional('firstChunk', facts.stream ? this.#firstAt : undefined),
    };
    const ended = endLine(end, recorder.hasher);
    recorder.log.write(ended.line);
    return ended;
  }
}

// Fewer bytes to a token than there are as a rule: the guard rounds up what the provider did not tell.
const FEW_BYTES_PER_TOKEN = 3;

function atLeast(usage: Usage | undefined, line: EndLine, outcome: Outcome): Usage | undefined {
  if (usage === undefined || line.usage_state === 'reported') return usage;
  return { ...usage, output: Math.max(usage.output ?? 0, Math.ceil(outcome.textBytes / FEW_BYTES_PER_TOKEN)) };
}

function howEnded(ending: Ending, outcome: Outcome, error: unknown, aborted: boolean): How {
  if (outcome.errorType !== undefined) return { status: 'error', errorType: outcome.errorType };
  if (ending === 'finished') return { status: 'ok' };
  if (ending === 'cancelled') return { status: 'cancelled' };
  if (ending === 'failed') return howFailed(error, aborted);
  // Some servers just stop after their last event.
  return outcome.finishReasons.length > 0 ? { status: 'ok' } : { status: 'error', errorType: 'incomplete_answer' };
}

function howFailed(error: unknown, aborted: boolean): How {
  const cancelled = aborted || (error instanceof Error && /^(?:Abort|Timeout)Error$/.test(error.name));
  return { status: cancelled ? 'cancelled' : 'error', errorType: errorTypeOf(error) };
}
