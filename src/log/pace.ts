/** When the next snapshot may be made, so that making them takes a fifth of the time at most, however fast a run writes. */

/** Lines that come together are worked in together. */
export const GATHER_MS = 8;
/** Rest for each millisecond that a snapshot and those who listen to it have taken. */
const REST = 4;
const MOST_REST_MS = 250;

/** All times are milliseconds of one clock. */
export class Pace {
  #lastTook = 0;
  #restUntil = 0;

  /** A snapshot has been made and listened to. */
  made(began: number, ended: number): void {
    const took = ended - began;
    // One that was slow alone (the first of all, one of the whole history, one during a collection) says nothing of the next.
    const usual = Math.min(took, this.#lastTook);
    this.#lastTook = took;
    this.#restUntil = ended + Math.min(MOST_REST_MS, usual * REST);
  }

  /** How long to wait for the next. Rest counts from the snapshot on: after a pause it is over. */
  wait(now: number): number {
    return Math.max(GATHER_MS, this.#restUntil - now);
  }
}
