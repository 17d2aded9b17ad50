/** One thing the doctor has looked at. */

/** `ok` and `note` are no trouble; with a `warning` numbers are missing, with an `error` nothing works. */
export type Level = 'ok' | 'note' | 'warning' | 'error';

export interface Check {
  /** what was looked at: stable, for programs */
  readonly code: string;
  readonly level: Level;
  /** one sentence */
  readonly text: string;
  /** what a person can do about it */
  readonly remedy?: string;
  /** a line to paste, into `spanmeter.json` where the remedy says nothing else */
  readonly paste?: string;
}
