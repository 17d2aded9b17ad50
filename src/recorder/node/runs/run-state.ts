/** A run as this process knows it. */
import type { RunLine } from '../../../core/wire.ts';
import type { RunGuard } from '../guard/run-guard.ts';
import type { KnownFacts } from './facts.ts';

export interface RunState {
  readonly id: string;
  readonly name: string;
  readonly startedAt: number;
  /** the run it was begun within, in this process */
  readonly outer?: RunState;
  /** parent of spans that have no other: of a run that was begun in another process */
  readonly span?: string;
  /** the line that begins it; none where another process has written it */
  readonly line?: RunLine;
  readonly guard: RunGuard;
  /** what a process that is started within it has to know */
  readonly facts: KnownFacts;
  /** its line is on disk, here or there */
  begun: boolean;
  ended: boolean;
}
