/**
 * The incidents of one kind in one conversation: open while it goes on, closed when something else is being done, opened
 * again when the same comes back within ten minutes.
 */
import { add } from '../money.ts';
import type { LoopFinding } from './finding.ts';
import { SEVERITIES } from './finding.ts';
import { rate } from './streak.ts';

const REOPENS_WITHIN_MS = 10 * 60_000;
const MAX_KEPT = 20;
/** So many rounds of something new close an incident. */
const FRESH_ROUNDS = 2;

interface Kept<F> {
  readonly key: number;
  finding: F;
  /** rounds of something new since it stopped; undefined once it is closed */
  fresh: number | undefined;
}

export class Incidents<F extends LoopFinding> {
  readonly #kept: Kept<F>[] = [];

  /** It stopped. Where it was worth telling it stays in sight, as open until something new is being done. */
  stop(key: number, finding: F | undefined, closed = false): void {
    if (finding === undefined) return;
    const before = this.#kept.findLast(known => known.key === key);
    const again = before && reopened(before.finding, finding);
    if (before !== undefined && again !== undefined) {
      before.finding = again;
      before.fresh = closed ? undefined : 0;
      return;
    }
    this.#kept.push({ key, finding, fresh: closed ? undefined : 0 });
    if (this.#kept.length > MAX_KEPT) this.#kept.shift();
  }

  /** A round that has nothing to do with them. */
  other(fresh: boolean): void {
    if (!fresh) return;
    for (const known of this.#kept) {
      if (known.fresh !== undefined && ++known.fresh >= FRESH_ROUNDS) known.fresh = undefined;
    }
  }

  /** The user spoke, or the model answered without a tool. */
  closeAll(): void {
    for (const known of this.#kept) known.fresh = undefined;
  }

  /** All of them, with the one under way. */
  list(key?: number, current?: F): readonly F[] {
    const again = current && this.#kept.findLast(known => known.key === key && reopened(known.finding, current));
    const told = this.#kept.flatMap(known =>
      known === again ? [] : [{ ...known.finding, open: known.fresh !== undefined }],
    );
    if (current === undefined) return told;
    return [...told, (again && reopened(again.finding, current)) ?? current];
  }
}

/** The same once more, as one incident. Undefined where it lies too far back. */
function reopened<F extends LoopFinding>(before: F, next: F): F | undefined {
  if (next.from - before.to > REOPENS_WITHIN_MS || next.code !== before.code) return undefined;
  const nano = before.nano === null || next.nano === null ? (next.nano ?? before.nano) : add(before.nano, next.nano);
  const worse = SEVERITIES.indexOf(before.severity) > SEVERITIES.indexOf(next.severity) ? before : next;
  return {
    ...next,
    severity: worse.severity,
    firstCall: before.firstCall,
    from: before.from,
    nano,
    nanoPerMinute: rate(nano, next.to - before.from),
    repeats: before.repeats + next.repeats,
    reopened: (before.reopened ?? 0) + 1,
  };
}
