/**
 * The project's vocabulary: runs, turns, calls, sites, and what they add up to. Readonly data; a change makes a new
 * object, so a surface can tell by identity what it has to draw again.
 */

import type { Finding } from './analyses/finding.ts';
import type { BudgetStatus } from './budgets/status.ts';
import type { NanoUsd } from './money.ts';
import type { Cost } from './pricing/cost.ts';
import type { UsageProblem } from './usage/problems.ts';
import type { Usage } from './usage/usage.ts';
import type {
  BudgetRef,
  GuardState,
  Parts,
  Prefix,
  SpanStatus,
  ToolCallRef,
  ToolResultRef,
  UsageState,
} from './wire.ts';

/** A place in the user's source that made calls. Lines and columns count from 1. */
export interface CallSite {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  readonly function?: string;
}

/** `running`: begun, its process alive. `interrupted`: begun, never ended, its process gone. */
export type CallState = 'running' | 'interrupted' | SpanStatus;

/** One LLM call: the only thing that owns tokens and money. */
export interface Call {
  readonly id: string;
  /** ordinal within the run, from 1, in the order in which calls began */
  readonly number: number;
  readonly parent?: string;
  readonly agent?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly state: CallState;
  readonly operation?: string;
  readonly provider?: string;
  readonly host?: string;
  readonly requestModel?: string;
  readonly responseModel?: string;
  /** as served where the answer said so, else as asked for: `flex`, `priority`, `batch`, … */
  readonly serviceTier?: string;
  /** Anthropic's: `fast` */
  readonly speed?: string;
  /** Anthropic's data residency: `us` */
  readonly inferenceGeo?: string;
  /** HTTP attempt of the same request, from 1 */
  readonly attempt?: number;
  readonly usage?: Usage;
  readonly usageState: UsageState;
  /** what was wrong with the counts that `usage` was made of; absent where nothing was */
  readonly usageProblems?: readonly UsageProblem[];
  /** the provider's own usage object, as it was kept */
  readonly toldUsage?: unknown;
  readonly cost: Cost;
  readonly parts?: Parts;
  readonly prefix?: Prefix;
  readonly remoteContext: boolean;
  readonly toolCalls: readonly ToolCallRef[];
  readonly toolResults: readonly ToolResultRef[];
  readonly site?: CallSite;
  readonly finishReasons: readonly string[];
  /** hash of the text that came, where the recorder saw it */
  readonly outputHash?: string;
  /** share of that text, code aside, that stood in it before, 0 to 1 */
  readonly repetition?: number;
  /** the agent span it was made in, and how many agents deep that is, from 1 */
  readonly agentSpan?: string;
  readonly agentDepth?: number;
  readonly httpStatus?: number;
  readonly errorType?: string;
}

/** Sums over calls. Token buckets never overlap; `reasoning` is the part of `output` that was reasoning. */
export interface Totals {
  readonly calls: number;
  /** calls in flight */
  readonly running: number;
  /** calls that ended in an error, were cancelled, blocked or interrupted */
  readonly failed: number;
  /** calls the guard refused: they never left the process */
  readonly blocked: number;
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly reasoning: number;
  /** sum of the priced calls: a lower bound where `unpriced` or `withoutUsage` is not 0 */
  readonly nano: NanoUsd;
  /** ended calls with usage but no price */
  readonly unpriced: number;
  /** tokens of the unpriced calls */
  readonly unpricedTokens: number;
  /** ended calls (not refused) that reported no usage at all */
  readonly withoutUsage: number;
  /** calls whose cost or usage is an estimate */
  readonly estimated: number;
  /** calls cut off before their usage was complete: counted with what is known */
  readonly partial: number;
  /** calls that are free by declaration (local models) */
  readonly local: number;
}

/** What one turn of an agent cost: an explicit turn span, or a single call where there is none. */
export interface Turn {
  /** from 1 */
  readonly number: number;
  /** the turn span, or the call */
  readonly id: string;
  readonly name?: string;
  readonly calls: readonly Call[];
  readonly totals: Totals;
}

/** What a place in the source cost within one run. */
export interface SiteTotals {
  readonly site: CallSite;
  readonly totals: Totals;
}

/** `live`: a process of it is alive. `interrupted`: none is, and it never said how it ended. */
export type RunState = 'live' | 'ok' | 'error' | 'stopped' | 'interrupted';

/** A decision of the guard or a word about the recording, as the recorder told it. */
export interface RunEvent {
  readonly at: number;
  readonly type: string;
  readonly span?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One run of an agent: a trace. */
export interface Run {
  readonly id: string;
  readonly name: string;
  readonly agent?: string;
  readonly task?: string;
  readonly user?: string;
  readonly state: RunState;
  /** why it ended, where it said so: `budget_exceeded`, `stop_requested`, … */
  readonly reason?: string;
  readonly startedAt: number;
  /** the end, or the last thing heard of it */
  readonly lastAt: number;
  readonly guard: GuardState;
  /** the log folder it was found in: where a word to the running process goes */
  readonly dir: string;
  readonly calls: readonly Call[];
  readonly turns: readonly Turn[];
  readonly totals: Totals;
  readonly sites: readonly SiteTotals[];
  /** the limits of the run itself, and how they stand */
  readonly budgets: readonly BudgetStatus[];
  /** the limits it shares with other runs: `budgets/shared.ts` says how they stand */
  readonly limits: readonly BudgetRef[];
  readonly findings: readonly Finding[];
  readonly events: readonly RunEvent[];
}

/** What could not be read, by reason, with the first example of each. */
export interface Rejected {
  readonly reason: string;
  readonly count: number;
  readonly example: string;
}

/** All that is known at one moment. */
export interface Snapshot {
  /** newest first */
  readonly runs: readonly Run[];
  /** ids of the runs that differ from the snapshot before */
  readonly changed: ReadonlySet<string>;
  readonly lines: number;
  readonly rejected: readonly Rejected[];
}
