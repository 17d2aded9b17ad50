/**
 * The span log on the wire: one JSON object a line. The contract in words, with an example of each line, is
 * `src/recorder/FORMAT.md`; both recorders write these shapes and `parse.ts` reads them (and anything older or newer).
 */

/** The version in a file's first line. A reader accepts any, and takes from it what it understands. */
export const FORMAT_VERSION = 1;

/** No line is longer, `\n` included. */
export const MAX_LINE_BYTES = 64 * 1024;

export const SPAN_KINDS = ['llm', 'tool', 'turn', 'agent', 'step'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

export const SPAN_STATUSES = ['ok', 'error', 'cancelled', 'blocked'] as const;
export type SpanStatus = (typeof SPAN_STATUSES)[number];

export const USAGE_STATES = ['reported', 'partial', 'estimated', 'missing'] as const;
export type UsageState = (typeof USAGE_STATES)[number];

export const GUARD_STATES = ['armed', 'advisory', 'off'] as const;
/** `armed`: the next call past a limit fails. `advisory`: limits are only watched. `off`: nothing is watched. */
export type GuardState = (typeof GUARD_STATES)[number];

export const RUN_STATUSES = ['ok', 'error', 'stopped'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** OpenTelemetry attribute values, as far as the log uses them. */
export type AttributeValue = string | number | boolean | readonly string[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** The composition of a prompt, without its content. */
export const PART_NAMES = ['system', 'tools', 'history', 'tool_results', 'user', 'media'] as const;
export type PartName = (typeof PART_NAMES)[number];

export interface Part {
  /** how many blocks (messages, tools, images) */
  readonly n: number;
  readonly bytes: number;
  /** the recorder's estimate; readers scale it so that the parts add up to the reported input. Absent for media. */
  readonly tokens?: number;
  /** HMAC under the machine's key, 16 hex digits */
  readonly hash?: string;
  /** `tools` only: each tool's name and the size of its declaration in bytes */
  readonly items?: readonly { readonly name: string; readonly bytes: number }[];
}

export type Parts = Readonly<Partial<Record<PartName, Part>>>;

/** How much of a prompt stood, unchanged and in the same place, in the call before it. */
export interface Prefix {
  /** leading blocks identical to the call before */
  readonly same: number;
  /** blocks of this call */
  readonly of: number;
  /** bytes of the identical blocks */
  readonly bytes: number;
  /** the call before, where this call continues its conversation: what tells interleaved conversations apart */
  readonly span?: string;
}

export interface ToolCallRef {
  readonly id: string;
  readonly name: string;
  /** hash of the canonical arguments */
  readonly args: string;
  /** it does nothing but wait: a pause, or a look at what is still running */
  readonly wait?: boolean;
}

export interface ToolResultRef {
  readonly id: string;
  /** hash of the result */
  readonly result: string;
  readonly bytes: number;
  readonly error?: boolean;
}

/** What a limit is for: one run, each agent (task, user, model), or a stretch of the calendar. */
export const BUDGET_PERS = ['run', 'task', 'agent', 'user', 'model', 'hour', 'day', 'week', 'month'] as const;
export const BUDGET_ACTIONS = ['stop', 'pause', 'warn'] as const;
export const BUDGET_UNITS = ['usd', 'tokens', 'calls', 'minutes'] as const;
/** How long the account of each agent (task, user, model) lasts. */
export const BUDGET_SPANS = ['run', 'hour', 'day', 'week', 'month'] as const;
/** What a limit may be narrowed to: a name, or a `*` glob. */
export const BUDGET_NARROWINGS = ['agent', 'task', 'user', 'model'] as const;

/** A limit that binds a run, as the recorder enforces it. */
export interface BudgetRef {
  readonly per: (typeof BUDGET_PERS)[number];
  /** `per` agent, task, user or model only: how long each one's account lasts; a day where absent */
  readonly within?: (typeof BUDGET_SPANS)[number];
  readonly usd?: number;
  readonly tokens?: number;
  readonly calls?: number;
  readonly minutes?: number;
  /** share of the limit at which one alert is due, 0 to 1 */
  readonly alertAt: number;
  readonly action: (typeof BUDGET_ACTIONS)[number];
  /** the calls it is narrowed to */
  readonly agent?: string;
  readonly task?: string;
  readonly user?: string;
  readonly model?: string;
}

export interface ProcessLine {
  readonly t: 'process';
  readonly v: number;
  readonly ts: number;
  readonly pid: number;
  readonly ppid?: number;
  readonly tid?: number;
  /** the script's name and how many arguments it had; never their values */
  readonly argv?: { readonly script: string; readonly args: number };
  readonly cwd?: string;
  readonly runtime?: string;
  readonly recorder?: string;
  readonly git?: { readonly head?: string; readonly branch?: string; readonly dirty?: boolean };
}

export interface RunLine {
  readonly t: 'run';
  readonly ts: number;
  readonly run: string;
  readonly name: string;
  readonly agent?: string;
  readonly task?: string;
  readonly user?: string;
  readonly session?: string;
  readonly parent?: { readonly run: string; readonly span?: string };
  readonly budgets: readonly BudgetRef[];
  readonly guard: GuardState;
  readonly meta?: Attributes;
}

export interface StartLine {
  readonly t: 'start';
  readonly ts: number;
  readonly run: string;
  readonly span: string;
  readonly parent?: string;
  readonly kind: SpanKind;
  readonly name: string;
  readonly a: Attributes;
  readonly meta?: Attributes;
}

export interface RequestLine {
  readonly t: 'request';
  readonly span: string;
  readonly parts: Parts;
  readonly prefix?: Prefix;
  readonly tool_results?: readonly ToolResultRef[];
  /** part of the prompt is kept by the server, so the parts do not explain the reported input */
  readonly remote_context?: boolean;
}

export interface EndLine {
  readonly t: 'end';
  readonly ts: number;
  readonly run: string;
  readonly span: string;
  readonly status: SpanStatus;
  readonly a: Attributes;
  /** the provider's own usage object: numbers and short enum strings only */
  readonly usage?: unknown;
  readonly usage_state?: UsageState;
  readonly tool_calls?: readonly ToolCallRef[];
  readonly meta?: Attributes;
}

export interface RunEndLine {
  readonly t: 'run_end';
  readonly ts: number;
  readonly run: string;
  readonly status: RunStatus;
  readonly reason?: string;
}

export interface EventLine {
  readonly t: 'event';
  readonly ts: number;
  readonly run: string;
  readonly span?: string;
  readonly type: string;
  /** the event's own fields, flat */
  readonly data: Attributes;
}

export interface CoverageLine {
  readonly t: 'coverage';
  readonly ts: number;
  /** loaded SDKs by name, with version */
  readonly sdks: Attributes;
  /** hooked transports by name, with the calls seen through each */
  readonly transports: Attributes;
  /** ways to a model that could not be recorded, with how often each was taken */
  readonly missed?: Attributes;
}

export type Line = ProcessLine | RunLine | StartLine | RequestLine | EndLine | RunEndLine | EventLine | CoverageLine;
