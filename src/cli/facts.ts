/** What the lines of a log say besides what a snapshot keeps: processes, coverage, users, which calls were streamed. */
import { parseLine } from '../core/parse.ts';
import type { CoverageLine, ProcessLine } from '../core/wire.ts';

/** What one file says about the process that wrote it. */
export interface ProcessFacts {
  process?: ProcessLine;
  /** the last one counts: it is written again at exit */
  coverage?: CoverageLine;
}

/** Collects while a log is read: `readOnce(dir, { each: facts.line })`. */
export class LogFacts {
  readonly users = new Map<string, string>();
  readonly processes = new Map<string, ProcessFacts>();
  /** ids of calls that asked for a stream */
  readonly streams = new Set<string>();

  readonly line = (text: string, file: string): void => {
    // Most lines say nothing of this, and are not read a second time.
    if (!/"t"\s*:\s*"(?:process|coverage|run)"|"gen_ai\.request\.stream"\s*:\s*true/.test(text)) return;
    const line = parseLine(text);
    if ('malformed' in line) return;
    if (line.t === 'run' && line.user !== undefined) this.users.set(line.run, line.user);
    if (line.t === 'start' && line.a['gen_ai.request.stream'] === true) this.streams.add(line.span);
    if (line.t !== 'process' && line.t !== 'coverage') return;
    const known = this.processes.get(file) ?? {};
    this.processes.set(file, line.t === 'process' ? { ...known, process: line } : { ...known, coverage: line });
  };
}
