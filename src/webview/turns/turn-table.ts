/** The turns of one run as growing columns, with running sums, so that any stretch of turns is summed in two look-ups. */
import { ABSENT, FLAG, NONE, type TurnColumns } from '../../core/views/dashboard.ts';

/** The kind of array of each column. */
export const COLUMN_KINDS = {
  startedAt: Float64Array,
  nano: Float64Array,
  system: Uint32Array,
  tools: Uint32Array,
  history: Uint32Array,
  toolResults: Uint32Array,
  user: Uint32Array,
  other: Uint32Array,
  fresh: Uint32Array,
  cacheRead: Uint32Array,
  cacheWrite: Uint32Array,
  output: Uint32Array,
  reasoning: Uint32Array,
  calls: Uint16Array,
  model: Uint16Array,
  agent: Uint16Array,
  site: Uint16Array,
  flags: Uint8Array,
} as const satisfies Record<keyof TurnColumns, unknown>;

export type ColumnName = keyof typeof COLUMN_KINDS;
export const COLUMN_NAMES = Object.keys(COLUMN_KINDS) as readonly ColumnName[];

type Columns = Record<ColumnName, Float64Array | Uint32Array | Uint16Array | Uint8Array>;

const SUMMED = COLUMN_NAMES.filter(name => name === 'nano' || COLUMN_KINDS[name] === Uint32Array);
const FIRST_CAPACITY = 256;

/** Columns of a run's turns. Not a signal: whoever changes it says so (`turnsVersion` in the store). */
export class TurnTable {
  /** the run that the turns are of */
  run = '';
  length = 0;
  /** counts the changes */
  version = 0;
  #capacity = 0;
  #columns = allocate(0);
  /** entry i is the sum of the turns before i; what is not known adds nothing */
  readonly #sums = new Map<ColumnName, Float64Array>();
  /** the number of turns before i whose tokens are known */
  #known = new Float64Array(1);
  /** the change that each turn came with */
  #versions = new Uint32Array(0);
  /** the number of turns before i that have a cost */
  #priced = new Float64Array(1);

  /** Puts turns in place of those from `from` on. False where turns are missing before them: then nothing changes. */
  replace(run: string, from: number, columns: TurnColumns): boolean {
    if (from > (run === this.run ? this.length : 0)) return false;
    this.run = run;
    this.version++;
    this.length = from + columns.startedAt.length;
    this.#reserve(this.length);
    for (const name of COLUMN_NAMES) this.#columns[name].set(columns[name], from);
    this.#versions.fill(this.version, from, this.length);
    this.#addUp(from);
    return true;
  }

  /** Which change a turn came with: while it is the same, so is the turn. */
  versionOf(index: number): number {
    return this.#versions[index] ?? 0;
  }

  /** A value, or undefined where it is not known or there is none. */
  at(name: ColumnName, index: number): number | undefined {
    const value = this.#columns[name][index];
    return index >= this.length || value === undefined || isAbsent(name, value) ? undefined : value;
  }

  /** The sum of what is known of turns `from` … `to − 1`. Only for tokens and nano-dollars. */
  sum(name: ColumnName, from = 0, to = this.length): number {
    const sums = this.#sums.get(name);
    return (sums?.[to] ?? 0) - (sums?.[from] ?? 0);
  }

  /** How many of turns `from` … `to − 1` have known tokens. */
  known(from = 0, to = this.length): number {
    return (this.#known[to] ?? 0) - (this.#known[from] ?? 0);
  }

  /** How many of turns `from` … `to − 1` have a cost. */
  priced(from = 0, to = this.length): number {
    return (this.#priced[to] ?? 0) - (this.#priced[from] ?? 0);
  }

  /** Doubles, so that appending costs what is new and no more. */
  #reserve(length: number): void {
    if (length <= this.#capacity) return;
    this.#capacity = Math.max(FIRST_CAPACITY, this.#capacity * 2, length);
    const larger = allocate(this.#capacity);
    for (const name of COLUMN_NAMES) larger[name].set(this.#columns[name]);
    this.#columns = larger;
    const versions = new Uint32Array(this.#capacity);
    versions.set(this.#versions);
    this.#versions = versions;
    for (const name of SUMMED) this.#sums.set(name, grown(this.#sums.get(name), this.#capacity + 1));
    this.#known = grown(this.#known, this.#capacity + 1);
    this.#priced = grown(this.#priced, this.#capacity + 1);
  }

  #addUp(from: number): void {
    for (const name of SUMMED) {
      const [values, sums] = [this.#columns[name], this.#sums.get(name)];
      if (!sums) continue;
      const absent = name === 'nano' ? -1 : ABSENT;
      let sum = sums[from] ?? 0;
      for (let i = from; i < this.length; i++) {
        const value = values[i] ?? 0;
        if (value !== absent && !Number.isNaN(value)) sum += value;
        sums[i + 1] = sum;
      }
    }
    const { fresh, output, nano, flags } = this.#columns;
    countUp(this.#known, from, this.length, i => fresh[i] !== ABSENT || output[i] !== ABSENT);
    // A refused call cost nothing, but that is not a price.
    const isRefused = (i: number) => nano[i] === 0 && ((flags[i] ?? 0) & FLAG.blocked) !== 0;
    countUp(this.#priced, from, this.length, i => !Number.isNaN(nano[i]) && !isRefused(i));
  }
}

function countUp(counts: Float64Array, from: number, to: number, counted: (index: number) => boolean): void {
  for (let i = from; i < to; i++) counts[i + 1] = (counts[i] ?? 0) + Number(counted(i));
}

function isAbsent(name: ColumnName, value: number): boolean {
  switch (COLUMN_KINDS[name]) {
    case Uint32Array:
      return value === ABSENT;
    case Uint16Array:
      return value === NONE && name !== 'calls';
    default:
      return Number.isNaN(value);
  }
}

function allocate(capacity: number): Columns {
  return Object.fromEntries(COLUMN_NAMES.map(name => [name, new COLUMN_KINDS[name](capacity)])) as Columns;
}

function grown(old: Float64Array | undefined, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length);
  if (old) larger.set(old);
  return larger;
}
