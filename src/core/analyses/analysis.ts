/**
 * What an analysis is. Each lives in one file whose doc comment is its manual page: what it looks at, when it fires,
 * when it stays silent.
 */
import type { Call } from '../model.ts';
import type { Finding, FindingCode } from './finding.ts';

/**
 * Watches one run. It is told of each call twice, in the order of the log, and keeps constant state per conversation,
 * whatever the length of the run.
 */
export interface Detector {
  /** A call's prompt has been measured (or the call ended without that): its tool results and parts are known. */
  request?(call: Call, lane: string): void;
  /** A call ended: usage, cost and the tools it asked for are known. */
  end?(call: Call, lane: string): void;
  /** What stands now. */
  findings(): readonly Finding[];
}

export interface Analysis {
  readonly codes: readonly FindingCode[];
  start(): Detector;
}
