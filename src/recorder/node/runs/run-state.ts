/** A run as this process knows it. */
import type { RunLine } from '../../../core/wire.ts';
import type { RunGuard } from '../guard/run-guard.ts';

export interface RunState {
  readonly id: string;
  readonly name: string;
  readonly startedAt: number;
  /** the run it was begun within, in this process */
  readonly outer?: RunState;
  /** parent of spans that have no other: of a run that was begun in another process */
  readonly span?: string;
  /** the line that began it; none where another process wrote it */
  readonly line?: RunLine;
  readonly guard: RunGuard;
  ended: boolean;
}
