/**
 * What an analysis found: a code with evidence. The words for it live in one place, `describe.ts`, so that the Problems
 * panel, the webview, the status bar and the command line say the same.
 */

import type { CallSite } from '../model.ts';
import type { NanoUsd } from '../money.ts';

export const SEVERITIES = ['information', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

interface Common {
  readonly severity: Severity;
  /** the lines of source to mark: the call sites the evidence comes from, the most expensive first */
  readonly sites: readonly CallSite[];
  /** ordinals of the first and last call of the evidence */
  readonly firstCall: number;
  readonly lastCall: number;
  /** Unix milliseconds of the first and last piece of evidence */
  readonly from: number;
  readonly to: number;
  /** what the evidence cost; null where no call of it has a price */
  readonly nano: NanoUsd | null;
  /** what others found in the same calls of the same conversation: one incident, told once */
  readonly also?: readonly Finding[];
}

/** Money spent without progress: one incident per conversation at a time. */
interface Incident extends Common {
  /** what repeated, as often as it did; identical calls of one answer count once */
  readonly repeats: number;
  /** cost per minute since the onset; null where unknown */
  readonly nanoPerMinute: NanoUsd | null;
  /** still going on, as far as is known */
  readonly open: boolean;
  /** how often it came back within ten minutes; absent where it did not */
  readonly reopened?: number;
  /** identical calls in one answer that were not counted */
  readonly duplicates?: number;
}

/** The same tool, called with the same arguments, gave the same result again and again. */
export interface RunawayLoop extends Incident {
  readonly code: 'runaway-loop';
  readonly tool: string;
}

/** The same tool, called with the same arguments, gives something else each time, and nothing comes of it. */
export interface ChangingResult extends Incident {
  readonly code: 'changing-result';
  readonly tool: string;
  readonly results: number;
}

/** A few steps, taken in the same order with the same results, round and round. */
export interface Cycle extends Incident {
  readonly code: 'cycle';
  /** rounds of one cycle, 2 to 6 */
  readonly period: number;
  readonly tools: readonly string[];
}

/** The same step with the same result, again and again, with others in between. */
export interface Revisit extends Incident {
  readonly code: 'revisit';
  readonly tool: string;
  /** tool steps looked at */
  readonly window: number;
}

/** The same tool fails in the same way, whatever it is called with. */
export interface SameError extends Incident {
  readonly code: 'same-error';
  /** absent where several tools failed */
  readonly tool?: string;
  /** the last so many rounds, of which `repeats` failed; absent where they followed one another */
  readonly window?: number;
}

/** The same prompt was sent again and again, with nothing new in it. */
export interface PromptReplay extends Incident {
  readonly code: 'prompt-replay';
  /** prompts were compared by their reported size alone: the log holds no hashes */
  readonly bySize: boolean;
}

/** Calls that the provider refuses are sent again and again. */
export interface RetryStorm extends Incident {
  readonly code: 'retry-storm';
  readonly httpStatus?: number;
}

/** The model says the same again and again, in one answer or in answer after answer. */
export interface TextLoop extends Incident {
  readonly code: 'text-loop';
  /** share of the answer that stood in it before, 0 to 1; absent where whole answers are the same */
  readonly repetition?: number;
  readonly outputTokens?: number;
}

/** The context is compacted again and again, and soon is full again. */
export interface CompactionThrash extends Incident {
  readonly code: 'compaction-thrash';
  readonly beforeTokens: number;
  readonly afterTokens: number;
}

/** Agents start agents: deep, many, or the same one again. */
export interface FanOut extends Incident {
  readonly code: 'fan-out';
  readonly kind: 'deep' | 'many' | 'same';
  readonly tool?: string;
}

/** Many identical calls of a tool in one answer. */
export interface ToolFlood extends Incident {
  readonly code: 'tool-flood';
  readonly tool: string;
}

/** The same tool, called with the same arguments, far apart or by a declared wait: waiting, not looping. */
export interface Waiting extends Common {
  readonly code: 'waiting';
  readonly tool: string;
  readonly repeats: number;
  /** median milliseconds between the calls */
  readonly gapMs: number;
}

/** What was done since the last message of the user costs far more than turns of this agent do. */
export interface ExpensiveTurn extends Common {
  readonly code: 'expensive-turn';
  readonly calls: number;
  readonly limitNano: NanoUsd;
  /** 95 of 100 finished turns cost at most this; null where too few are known */
  readonly usualNano: NanoUsd | null;
}

/** Money goes much faster than it ever does. */
export interface BurnRate extends Common {
  readonly code: 'burn-rate';
  readonly windowMs: number;
  readonly limitNano: NanoUsd;
}

/** Shares of all input, 0 to 1. */
interface Shares {
  readonly prefix: number;
  readonly history: number;
  readonly toolResults: number;
}

/** A large fixed start of the prompt (system prompt and tools) is paid in full on each call. */
export interface SystemPromptBloat extends Common {
  readonly code: 'system-prompt-bloat';
  /** tokens of the fixed start, per call */
  readonly prefixTokens: number;
  /** of which tool declarations */
  readonly toolTokens: number;
  /** calls that sent it, and those of them that paid for more than half of it in full */
  readonly calls: number;
  readonly uncached: number;
  /** cost of the fixed start in this run, and what caching would have saved of it, with the same calls */
  readonly prefixNano: NanoUsd;
  readonly savingNano: NanoUsd;
  readonly runNano: NanoUsd;
  /** input tokens per output token, shown as evidence only: every healthy agent exceeds 5 */
  readonly promptToCompletion: number | null;
  readonly shares: Shares;
}

/** The start of the prompt changes from call to call while its size stays: no cache can hold it. */
export interface CacheBuster extends Common {
  readonly code: 'cache-buster';
  readonly part: 'system' | 'tools' | 'both';
  /** the tools whose declarations changed, where the log tells */
  readonly tools: readonly string[];
  readonly reordered: boolean;
  readonly changes: number;
  /** input tokens per output token, shown as evidence only */
  readonly promptToCompletion: number | null;
  readonly calls: number;
  readonly prefixTokens: number;
  readonly savingNano: NanoUsd;
  readonly runNano: NanoUsd;
}

/** The fixed start of the prompt is a large part of what is paid, although it is cached. */
export interface HeavyPrefix extends Common {
  readonly code: 'heavy-prefix';
  readonly prefixTokens: number;
  readonly toolTokens: number;
  readonly calls: number;
  readonly prefixNano: NanoUsd;
  readonly runNano: NanoUsd;
  /** what could be left out, and what that would have saved in this run */
  readonly avoidable: 'unused-tools' | 'grown' | 'none';
  readonly savingNano: NanoUsd;
  readonly tools: number;
  readonly unused: number;
}

/** Tools that are declared in each call and never called. */
export interface UnusedTools extends Common {
  readonly code: 'unused-tools';
  /** the largest first */
  readonly names: readonly string[];
  readonly unused: number;
  readonly tools: number;
  /** tokens of their declarations, per call */
  readonly tokens: number;
  readonly calls: number;
  readonly savingNano: NanoUsd;
}

/** The prompt is written into the cache again after pauses that outlast it. */
export interface IdleRewrite extends Common {
  readonly code: 'idle-rewrite';
  readonly rewrites: number;
  readonly tokens: number;
  readonly savingNano: NanoUsd;
  readonly longestMs: number;
}

/** Most of the prompt is conversation, and it grows. */
export interface LongHistory extends Common {
  readonly code: 'long-history';
  readonly tokens: number;
  readonly share: number;
  /** tokens per call */
  readonly growth: number;
  readonly savingNano: NanoUsd;
}

/** One tool's results make most of what is paid in full. */
export interface BigToolOutput extends Common {
  readonly code: 'big-tool-output';
  readonly tool: string;
  readonly results: number;
  readonly tokens: number;
  readonly share: number;
}

/** The user's own rule on input tokens per output token. */
export interface PromptRatio extends Common {
  readonly code: 'prompt-ratio';
  readonly ratio: number;
  readonly above: number;
  readonly shares: Shares & { readonly other: number };
}

export type CacheBreakCause =
  | 'model-switch'
  | 'system-changed'
  | 'tools-changed'
  | 'message-edited'
  | 'compaction'
  | 'sub-agent'
  | 'retry'
  | 'expired'
  | 'evicted';

/** A call that could not read what the call before it had left in the cache. */
export interface CacheBreak {
  readonly call: number;
  readonly callId: string;
  readonly cause: CacheBreakCause;
  /** tokens that were paid again, and what that cost over reading them */
  readonly tokens: number;
  readonly nano: NanoUsd;
  /** the block that changed, from 1, for `message-edited`; the tools that did, for `tools-changed` */
  readonly at?: number;
  readonly tools?: readonly string[];
}

/** Where the cache was lost, and what it cost. */
export interface CacheBreaks extends Common {
  readonly code: 'cache-breaks';
  /** the most expensive first, at most twenty */
  readonly breaks: readonly CacheBreak[];
  readonly count: number;
  readonly causes: readonly { readonly cause: CacheBreakCause; readonly count: number; readonly nano: NanoUsd }[];
}

/** What repeats without progress: shown as one incident per conversation. */
export type LoopFinding =
  | RunawayLoop
  | ChangingResult
  | Cycle
  | Revisit
  | SameError
  | PromptReplay
  | RetryStorm
  | TextLoop
  | CompactionThrash
  | FanOut
  | ToolFlood;

export type Finding =
  | LoopFinding
  | Waiting
  | ExpensiveTurn
  | BurnRate
  | SystemPromptBloat
  | CacheBuster
  | HeavyPrefix
  | UnusedTools
  | IdleRewrite
  | LongHistory
  | BigToolOutput
  | PromptRatio
  | CacheBreaks;

export type FindingCode = Finding['code'];

/** The tool a finding is about, where it is about one. */
export function toolOf(finding: Finding): string | undefined {
  return 'tool' in finding ? finding.tool : undefined;
}
