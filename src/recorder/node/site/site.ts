/** A place in the user's source, as the stack names it. Lines and columns count from 1. */
export interface Site {
  /** absolute path */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  readonly name?: string;
  /** where the program waits for the call: of a statement over several lines, another one than the call's */
  readonly awaited?: true;
  /** no file of a library lies between it and the recorder */
  readonly direct?: true;
}

/** What stands in the place of a site where the program and its SDK are one file: only its source map can tell them apart. */
export interface Frames {
  /** `file:line:column` of the program's files, innermost first */
  readonly frames: readonly string[];
}
