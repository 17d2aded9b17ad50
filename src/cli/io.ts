/** What a command has of the world: all of it given, so that tests give their own. */

export interface Io {
  /** standard output, as it is: a command writes its own line feeds */
  readonly out: (text: string) => void;
  /** standard error */
  readonly err: (text: string) => void;
  /** absolute working directory */
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Unix milliseconds */
  readonly now: () => number;
  /** IANA name, for days and weeks: `Europe/Berlin`; undefined where the machine has none */
  readonly timeZone: string | undefined;
  readonly version: string;
  /** the price table: `dist/recorder/prices.json` */
  readonly pricesFile: string;
}

/** 0: done, and all is well. 1: done, and the answer is no, or it could not be done. 2: not understood. */
export type ExitCode = 0 | 1 | 2;

/** The command line makes no sense: one line that names what and says what to do. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for can't be done: one line. Exit code 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}
