/**
 * Spanmeter's recorder for Node: what language-model calls cost, measured where they are made.
 *
 * Importing this package records the process, as `--require spanmeter/register` does. The functions below name what runs:
 * they hand on the value, the promise and the error of the function they are given as these are.
 */
import type {
  CurrentRun,
  EndSpanOptions,
  EndTraceOptions,
  LlmOptions,
  LlmSpan,
  RunOptions,
  SpanOptions,
  StartedSpan,
  StartedTrace,
  ToolOptions,
  TraceOptions,
} from './api/types.ts';
import { shared } from './register.ts';

export { BudgetExceededError, isBudgetExceeded, isStopRequested } from './api/errors.ts';
export type {
  Budget,
  BudgetStanding,
  CurrentRun,
  EndSpanOptions,
  EndTraceOptions,
  LlmOptions,
  LlmSpan,
  Metadata,
  RunOptions,
  SpanOptions,
  SpanType,
  StartedSpan,
  StartedTrace,
  ToolOptions,
  TraceOptions,
} from './api/types.ts';

shared.own(__filename);

/**
 * Runs a function as one run of an agent: everything recorded within it belongs to the run, across `await`s.
 *
 * Where a call is refused because a limit is reached, what the function rejects with becomes a `BudgetExceededError`.
 * Every other error is passed on unchanged.
 *
 * ```js
 * await run({ name: 'triage', agent: 'triager', budget: 0.5 }, () => agent.work(ticket));
 * ```
 */
export function run<T>(options: string | RunOptions, body: (run: CurrentRun) => T): T {
  return shared.api.run(options, body);
}

/** Runs a function as one turn of the agent: the calls in it are counted together. */
export function turn<T>(body: () => T): T;
export function turn<T>(name: string, body: () => T): T;
export function turn<T>(name: string | (() => T), body?: () => T): T {
  if (typeof name === 'function') return shared.api.turn('turn', name, turn);
  if (typeof body !== 'function') throw new TypeError('turn() needs a function to run');
  return shared.api.turn(name, body, turn);
}

/**
 * Runs a function as a call of a tool. Its arguments and its result are kept as hashes only, so that equal calls can be
 * told from different ones.
 */
export function tool<T>(name: string, body: () => T, options: ToolOptions = {}): T {
  return shared.api.tool(name, body, options, tool);
}

/**
 * Runs a function as a call of a language model, for calls Spanmeter does not see by itself (gRPC, WebSockets, a model in
 * the process). Where it does see the call within the function, the two are one. A string names the model.
 *
 * The call is guarded: at a limit the function is not run, and a `BudgetExceededError` is thrown (or rejected with, by
 * an `async` function).
 */
export function llm<T>(options: string | LlmOptions, body: (span: LlmSpan) => T): T {
  return shared.api.llm(options, body, llm);
}

/** Begins a run by hand. End it with `endTrace`. */
export function startTrace(options: TraceOptions): StartedTrace {
  return shared.api.startTrace(options);
}

/**
 * Begins a span of a trace by hand. End it with `endSpan`. An `llm` span is guarded: at a limit this throws a
 * `BudgetExceededError`.
 */
export function startSpan(traceId: string, options: SpanOptions): StartedSpan {
  return shared.api.startSpan(traceId, options, startSpan);
}

/** Ends a span. Usage in the metadata is understood in every common spelling. */
export function endSpan(spanId: string, options?: EndSpanOptions): void {
  shared.api.endSpan(spanId, options);
}

/** Ends a trace. */
export function endTrace(traceId: string, options?: EndTraceOptions): void {
  shared.api.endTrace(traceId, options);
}

/** The run the current piece of the program belongs to. Undefined where none has begun: the first call begins the process's own. */
export function currentRun(): CurrentRun | undefined {
  return shared.api.currentRun();
}
