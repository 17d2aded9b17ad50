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
  readonly #states = new Map<string, T>();
  readonly #create: (lane: string) => T;
  readonly #forget: (state: T) => void;
  #newest: { readonly lane: string; readonly state: T } | undefined;

  constructor(create: (lane: string) => T, forget: (state: T) => void = () => undefined) {
    this.#create = create;
    this.#forget = forget;
  }

  get(lane: string): T {
    if (this.#newest?.lane === lane) return this.#newest.state;
    const state = this.#states.get(lane) ?? this.#create(lane);
    this.#states.delete(lane);
    const forgotten = remember(this.#states, lane, state, MAX_LANES);
    if (forgotten !== undefined) this.#forget(forgotten);
    this.#newest = { lane, state };
    return state;
  }

  values(): Iterable<T> {
    return this.#states.values();
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T, max: number): T | undefined {
  map.set(key, value);
  if (map.size <= max) return undefined;
  const oldest = map.entries().next();
  if (oldest.done) return undefined;
  const [forgotten, state] = oldest.value;
  map.delete(forgotten);
  return state;
}
