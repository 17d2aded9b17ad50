/**
 * What an analysis is. Each lives in one file whose doc comment is its manual page: what it looks at, when it fires,
 * when it stays silent.
 */
import type { Composition } from '../composition.ts';
import type { Call } from '../model.ts';
import type { AnalysisRules } from './config.ts';
import type { Finding, FindingCode } from './finding.ts';
import type { Round } from './rounds.ts';

/**
 * Watches one conversation or one run. It is told of each call in the order of the log, and keeps constant state,
 * whatever the length of the run; each word to it takes constant time.
 */
export interface Detector {
  /** The user said something new: what went on before is another matter. */
  message?(call: Call): void;
  /** A call's prompt has been measured (or the call ended without that): its tool results and parts are known. */
  request?(call: Call, lane: string): void;
  /** The results of all tools that a call asked for are known. */
  round?(round: Round): void;
  /** A call ended: usage, cost and the tools it asked for are known. */
  end?(call: Call, made: Composition | undefined, lane: string): void;
  /** What stands now. */
  findings(rules: AnalysisRules): readonly Finding[];
}

export interface Analysis {
  readonly codes: readonly FindingCode[];
  /** `lane`: one detector for each conversation, from its second call on; `run`: one for all calls of a run. */
  readonly scope: 'lane' | 'run';
  start(): Detector;
}
