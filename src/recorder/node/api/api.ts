/** What a program may ask of the recorder: the implementation behind the package's functions, in one object. */
import type { Recorder } from '../recorder.ts';
import type { Below } from '../site/capture.ts';
import { llmIn } from './llm.ts';
import { describeRun, runIn } from './run.ts';
import { toolIn, turnIn } from './scoped.ts';
import { createTraces, type Traces } from './trace.ts';
import type { CurrentRun, LlmOptions, LlmSpan, RunOptions, ToolOptions } from './types.ts';

/**
 * `below` is the public function: the frame above it in the stack is the program's. Copies of the package of several
 * versions share one such object, so it is only ever added to.
 */
export interface Api extends Traces {
  run<T>(options: string | RunOptions, body: (run: CurrentRun) => T): T;
  turn<T>(name: string, body: () => T, below: Below): T;
  tool<T>(name: string, body: () => T, options: ToolOptions, below: Below): T;
  llm<T>(options: string | LlmOptions, body: (span: LlmSpan) => T, below: Below): T;
  currentRun(): CurrentRun | undefined;
}

export function createApi(recorder: Recorder): Api {
  return {
    ...createTraces(recorder),
    run: (options, body) => runIn(recorder, options, body),
    turn: (name, body, below) => turnIn(recorder, name, body, below),
    tool: (name, body, options, below) => toolIn(recorder, name, body, options, below),
    llm: (options, body, below) => llmIn(recorder, options, body, below),
    currentRun() {
      const found = recorder.runs.known();
      return found && describeRun(found);
    },
  };
}
