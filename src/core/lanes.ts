/**
 * A lane is one conversation within a run. Agents that work side by side each have their own, so that what they do in
 * turn is not taken for one of them repeating itself.
 */
import type { Call } from './model.ts';

const MAX_LANES = 64;

/** Finds the lane of each call: that of the call whose prompt it continues, else a new one. */
export class LaneFinder {
  readonly #lanes = new Map<string, string>();

  of(call: Call): string {
    const known = this.#lanes.get(call.id);
    if (known !== undefined) return known;
    // Without hashes (foreign logs) the agent's name is the best there is.
    const lane =
      call.prefix === undefined
        ? `agent:${call.agent ?? ''}`
        : call.prefix.span === undefined
          ? call.id
          : (this.#lanes.get(call.prefix.span) ?? call.id);
    remember(this.#lanes, call.id, lane, 4096);
    return lane;
  }
}

/** State per lane; lanes not heard of for long are forgotten, so memory stays bounded. */
export class LaneStates<T> {
  readonly #states = new Map<string, { readonly lane: string; readonly state: T; used: number }>();
  readonly #create: (lane: string) => T;
  readonly #forget: ((state: T) => void) | undefined;
  #newest: { readonly lane: string; readonly state: T; used: number } | undefined;
  #clock = 0;

  constructor(create: (lane: string) => T, forget?: (state: T) => void) {
    this.#create = create;
    this.#forget = forget;
  }

  get(lane: string): T {
    if (this.#newest?.lane === lane) return this.#newest.state;
    let entry = this.#states.get(lane);
    if (entry === undefined) {
      if (this.#states.size >= MAX_LANES) this.#forgetOldest();
      entry = { lane, state: this.#create(lane), used: 0 };
      this.#states.set(lane, entry);
    }
    entry.used = ++this.#clock;
    this.#newest = entry;
    return entry.state;
  }

  *values(): Iterable<T> {
    for (const { state } of this.#states.values()) yield state;
  }

  // A quarter at a time: where each call is a lane of its own, looking for the oldest each time would cost more than the call.
  #forgetOldest(): void {
    const oldest = [...this.#states.values()].sort((a, b) => a.used - b.used).slice(0, MAX_LANES / 4);
    for (const { lane, state } of oldest) {
      this.#states.delete(lane);
      this.#forget?.(state);
    }
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T, max: number): void {
  map.set(key, value);
  if (map.size <= max) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
