/** A call under way: from its request to the line that ends it, whatever way it ends. */
import type { PriceableCall } from '../../../core/pricing/cost.ts';
import { served } from '../../../core/pricing/served.ts';
import type { Usage } from '../../../core/usage/usage.ts';
import type { Attributes, EndLine, Parts, SpanStatus } from '../../../core/wire.ts';
import type { CallContent } from '../content/content.ts';
import type { Permit } from '../guard/run-guard.ts';
import type { Health } from '../health.ts';
import { clock } from '../platform.ts';
import { newOutcome, type Outcome } from '../protocols/outcome.ts';
import type { Protocol, RequestFacts } from '../protocols/protocol.ts';
import type { Recorder } from '../recorder.ts';
import type { RunState } from '../runs/run-state.ts';
import type { AnswerObserver } from '../transports/response.ts';
import { AnswerReader, type Ending } from './answer.ts';
import { type CallEnd, type EndedCall, endLine, errorTypeOf } from './end-line.ts';

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
  /** told where no answer came of it: an SDK may try again */
  readonly onFailed: () => void;
  /** keeps the answer, where the run has asked for that */
  readonly content: CallContent | undefined;
  /** attributes of the start that its line did not have */
  readonly extra: Attributes;
}

interface How {
  readonly status: SpanStatus;
  readonly errorType?: string;
}

/** Told of the answer by a transport. Nothing it is told makes it throw: the caller's data goes on. */
export class LiveCall implements AnswerObserver {
  /** let go when there is nothing more to tell: the program may keep the answer, and with it the call, for long */
  #open: LiveCallOptions | undefined;
  readonly #health: Health;
  readonly #begunAt = clock();
  #ended = false;
  #http: number | undefined;
  /** seconds to the first bytes of the answer */
  #firstAt: number | undefined;
  readonly #reader: AnswerReader;

  constructor(options: LiveCallOptions) {
    this.#open = options;
    this.#health = options.recorder.health;
    this.#reader = new AnswerReader({
      protocol: options.protocol,
      streams: options.facts.stream,
      onEnd: (ending, outcome, error) => this.#onEnd(ending, outcome, error),
      onFirst: () => this.firstBytes(),
    });
    options.recorder.live.add(this);
  }

  /** Where the program forgets this object, it will hear nothing more of the call. */
  heardThrough(target: object): void {
    this.#open?.recorder.forgotten.register(target, this, this);
  }

  /** The provider answered with headers. */
  answered(status: number, header?: (name: string) => string | undefined): void {
    this.#http = status;
    if (header) this.#open?.protocol.headers?.(this.#reader.outcome, header);
    if (status >= 300) this.#end(newOutcome(), { status: 'error', errorType: String(status) });
  }

  /** No answer came. */
  unanswered(error: unknown): void {
    this.#end(newOutcome(), howFailed(error, this.#open?.aborted() === true));
    this.#letGo();
  }

  /** Nobody will hear of it any more. */
  abandoned(why: string): void {
    const { outcome } = this.#reader;
    this.#end(outcome, outcome.finished ? { status: 'ok' } : { status: 'cancelled', errorType: why });
    this.#letGo();
  }

  /** The first bytes of the answer came, though they may not be readable yet. */
  firstBytes(): void {
    this.#firstAt ??= Math.round(clock() - this.#begunAt) / 1000;
  }

  chunk(offset: number, bytes: Uint8Array): void {
    this.#keep(content => content.chunk(offset, bytes));
    this.#health.attempt('chunk', () => this.#reader.chunk(offset, bytes));
  }

  text(text: string): void {
    this.#keep(content => content.text(text));
    this.#health.attempt('text', () => this.#reader.text(text));
  }

  json(value: unknown): void {
    this.#keep(content => content.json(value));
    this.#health.attempt('json', () => this.#reader.json(value));
  }

  ended(): void {
    this.#health.attempt('ended', () => this.#reader.ended());
  }

  cancelled(): void {
    this.#health.attempt('cancelled', () => this.#reader.cancelled());
  }

  failed(error: unknown): void {
    this.#health.attempt('failed', () => this.#reader.failed(error));
  }

  cloned(): void {
    this.#reader.cloned();
  }

  #keep(step: (content: CallContent) => void): void {
    const content = this.#open?.content;
    if (content) this.#health.attempt('content', () => step(content));
  }

  #onEnd(ending: Ending, outcome: Outcome, error: unknown): void {
    const refused = this.#http !== undefined && this.#http >= 300;
    if (!refused) this.#end(outcome, howEnded(ending, outcome, error, this.#open?.aborted() === true));
    // An error's status was told at once; its body may know the kind of it better.
    else if (outcome.errorType !== undefined && outcome.errorType !== 'error')
      this.#write(outcome, { status: 'error', errorType: outcome.errorType });
    this.#letGo();
  }

  #letGo(): void {
    this.#open?.recorder.forgotten.unregister(this);
    this.#open = undefined;
  }

  #end(outcome: Outcome, how: How): void {
    if (this.#ended) return;
    this.#ended = true;
    const ended = this.#write(outcome, how);
    if (ended === undefined || this.#open === undefined) return;
    const { priceable, permit, recorder } = this.#open;
    recorder.live.delete(this);
    this.#keep(content => content.ended());
    if (how.status === 'error') this.#open.onFailed();
    // As it was served, not as it was asked for.
    const { level, reported } = served(ended.line.a, outcome.usage);
    const model = outcome.model === undefined ? undefined : { responseModel: outcome.model };
    const call = { ...priceable, ...model, ...level, ...reported };
    permit.settle(call, atLeast(ended.usage, ended.line, outcome));
  }

  #write(outcome: Outcome, how: How): EndedCall | undefined {
    if (this.#open === undefined) return undefined;
    const { run, span, protocol, priceable, parts, extra, facts, recorder } = this.#open;
    const end: CallEnd = {
      status: how.status,
      errorType: how.errorType,
      run: run.id,
      span,
      protocol,
      provider: priceable.provider ?? protocol.provider,
      outcome,
      parts,
      extra,
      answered: this.#http !== undefined && this.#http < 300,
      httpStatus: this.#http,
      firstChunk: facts.stream ? this.#firstAt : undefined,
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
