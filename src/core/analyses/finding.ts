/**
 * What an analysis found: a code with evidence. The words for it live in one place, `describe.ts`, so that the Problems
 * panel, the webview, the status bar and the command line say the same.
 */

import type { CallSite } from '../model.ts';
import type { NanoUsd } from '../money.ts';

export type Severity = 'information' | 'warning' | 'critical';

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
}

/** The same tool, called with the same arguments, gave the same result again and again. */
export interface RunawayLoop extends Common {
  readonly code: 'runaway-loop';
  readonly tool: string;
  /** identical rounds in a row, each counted once per call */
  readonly repeats: number;
  /** cost per minute since the onset; null where unknown */
  readonly nanoPerMinute: NanoUsd | null;
  /** still repeating, as far as is known */
  readonly open: boolean;
}

/** The same tool, called with the same arguments, far apart or by a declared wait: waiting, not looping. */
export interface Waiting extends Common {
  readonly code: 'waiting';
  readonly tool: string;
  readonly repeats: number;
  /** median milliseconds between the calls */
  readonly gapMs: number;
}

/** The same prompt was sent again and again, with nothing new in it. */
export interface PromptReplay extends Common {
  readonly code: 'prompt-replay';
  readonly repeats: number;
  readonly nanoPerMinute: NanoUsd | null;
  readonly open: boolean;
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
  /** `changing`: its content differs from call to call, so no cache can hold it. `uncached`: it stays the same, but is not cached. */
  readonly cause: 'changing' | 'uncached';
  /** cost of the fixed start in this run, and what caching would have saved of it, with the same calls */
  readonly prefixNano: NanoUsd;
  readonly savingNano: NanoUsd;
  readonly runNano: NanoUsd;
  /** input tokens per output token, shown as evidence only: every healthy agent exceeds 5 */
  readonly promptToCompletion: number | null;
  /** share of all input, 0 to 1: this start, the conversation, tool results */
  readonly shares: { readonly prefix: number; readonly history: number; readonly toolResults: number };
}

export type Finding = RunawayLoop | Waiting | PromptReplay | SystemPromptBloat;
export type FindingCode = Finding['code'];
