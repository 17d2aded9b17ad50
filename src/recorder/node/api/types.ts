/** What a program passes to the explicit API, and what it gets. */
import type { GuardState, SpanStatus } from '../../../core/wire.ts';

/** Free facts about a run or a span. Numbers, flags and short words are kept; texts under names like `prompt`, `input`, `output` or `content` never are. */
export type Metadata = Readonly<Record<string, unknown>>;

/** A limit of a run; the first that is reached binds. */
export interface Budget {
  /** US dollars, by the list price of the API */
  readonly usd?: number;
  /** tokens, in and out, cached ones included */
  readonly tokens?: number;
  /** calls of language models */
  readonly calls?: number;
  /** minutes since the run began */
  readonly minutes?: number;
  /** share of the limit at which one alert is due; 0.8 unless given */
  readonly alertAt?: number;
  /**
   * `stop` (unless given): the next call fails. `pause`: it breaks into an attached debugger, and fails without one. `warn`: it
   * is only told.
   */
  readonly action?: 'stop' | 'pause' | 'warn';
}

export interface RunOptions {
  readonly name: string;
  /** the agent that runs, where several share a program */
  readonly agent?: string;
  /** the kind of task it works on */
  readonly task?: string;
  /** on whose behalf */
  readonly user?: string;
  /** the conversation or session it belongs to */
  readonly session?: string;
  /** binds beside the limits of `spanmeter.json`; a number means US dollars */
  readonly budget?: number | Budget | readonly Budget[];
  /**
   * Keeps prompts and answers of this run beside the log, on this machine, secrets redacted; what `SPANMETER_CONTENT` says,
   * unless given. `SPANMETER_CONTENT=0` holds against it.
   */
  readonly content?: boolean;
  readonly meta?: Metadata;
}

/** A limit that binds a run, and how much of it is gone. */
export interface BudgetStanding {
  /** what the limit is for: `run`, `day`, `agent`, … */
  readonly per: string;
  readonly unit: 'usd' | 'tokens' | 'calls' | 'minutes';
  /** dollars, tokens, calls or minutes */
  readonly limit: number;
  /** what all that share it have spent, calls in flight not counted */
  readonly spent: number;
  /** `spent` ÷ `limit`: 0.7 where 70 % are gone */
  readonly share: number;
}

/** A run, as its own program sees it. */
export interface CurrentRun {
  /** 32 hex digits: the id of its trace */
  readonly id: string;
  readonly name: string;
  /** `armed`: a limit will stop it. `advisory`: limits are only watched. `off`: there is none. */
  readonly guard: GuardState;
  /** the limits that bind it, as they stand now: read anew each time they are asked for */
  readonly budgets: readonly BudgetStanding[];
}

export interface ToolOptions {
  /** the arguments: a hash of them is kept, so that equal calls can be told */
  readonly args?: unknown;
  /** the id the model gave the call */
  readonly callId?: string;
}

export interface LlmOptions {
  readonly model: string;
  /** OpenTelemetry's `gen_ai.provider.name`: `openai`, `anthropic`, … */
  readonly provider?: string;
  /** `chat` unless given; `embeddings`, `text_completion`, … */
  readonly operation?: string;
  /** the stated upper bound of output tokens: makes the guard's bound a real one */
  readonly maxTokens?: number;
  /** size of the request's text in bytes, for the guard's bound */
  readonly inputBytes?: number;
  readonly meta?: Metadata;
}

/** A call of a language model that the program reports itself. */
export interface LlmSpan {
  /** 16 hex digits */
  readonly id: string;
  /** The provider's usage object, in any spelling. The last one given counts. */
  usage(usage: object): void;
  /** The model that answered. */
  model(model: string): void;
  /** Why the model stopped: `stop`, `length`, `tool_calls`, … */
  finishReason(reason: string): void;
}

export type SpanType = 'llm' | 'generation' | 'tool' | 'turn' | 'agent' | 'step' | 'span';

export interface TraceOptions {
  readonly name: string;
  readonly metadata?: Metadata;
}

export interface StartedTrace {
  /** 32 hex digits */
  readonly id: string;
  readonly trace_id: string;
  readonly name: string;
}

export interface SpanOptions {
  readonly name: string;
  /** `step` unless given. Only `llm` spans own tokens and money. */
  readonly type?: SpanType;
  /** id of the span around it */
  readonly parentId?: string;
  readonly metadata?: Metadata;
}

export interface StartedSpan {
  /** 16 hex digits */
  readonly id: string;
  readonly span_id: string;
  readonly trace_id: string;
}

export interface EndSpanOptions {
  /** `ok` unless given */
  readonly status?: SpanStatus | 'success' | 'failed';
  /** looked at by no one and never written: it is here so that code which passes it need not change */
  readonly output?: unknown;
  /** may hold the usage, in any spelling */
  readonly metadata?: Metadata;
}

export interface EndTraceOptions {
  readonly status?: 'ok' | 'error' | 'stopped' | 'success' | 'failed';
  readonly output?: unknown;
  readonly metadata?: Metadata;
}
