/** A cost breakpoint: the program stands still in an attached debugger, at the call that would pass a limit. */
import { builtin, clock } from '../../platform.ts';

// Nobody reads a stack and says "go on" in less; without a debugger the statement takes a microsecond.
const PAUSED_MS = 10;

/**
 * Pauses, if a debugger is attached. Returns whether it was: without one nothing happens. The statement stands in a script of
 * its own, so that it also holds where the recorder's files are skipped, and so that what is seen first says why.
 */
export function pauseInDebugger(why: string): boolean {
  if (builtin('node:inspector').url() === undefined) return false;
  const source = `(function costBreakpoint(why) {
  // Spanmeter: the next call of a language model would pass a budget (see "why").
  // The call stack shows who makes it. "Continue" lets it go: this limit does not pause again.
  debugger;
})`;
  const breakpoint: unknown = builtin('node:vm').runInThisContext(source, { filename: 'spanmeter-cost-breakpoint.js' });
  if (typeof breakpoint !== 'function') return false;
  const before = clock();
  breakpoint(why);
  return clock() - before >= PAUSED_MS;
}
