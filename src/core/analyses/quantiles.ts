/** Quantiles of a stream in constant memory: the newest so many values. */
export class RecentQuantiles {
  readonly #values: number[] = [];
  readonly #size: number;
  #count = 0;
  #sorted: { readonly at: number; readonly values: Float64Array } | undefined;

  constructor(size: number) {
    this.#size = size;
  }

  get count(): number {
    return this.#values.length;
  }

  add(value: number): void {
    this.#values[this.#count % this.#size] = value;
    this.#count++;
  }

  /** The value below which the share `q` of them lies; undefined where there are none. */
  quantile(q: number): number | undefined {
    if (this.#count === 0) return undefined;
    // A few values more or less move no quantile that matters: it is not sorted anew for each.
    if (this.#sorted === undefined || this.#count - this.#sorted.at > this.#values.length / 32) {
      this.#sorted = { at: this.#count, values: Float64Array.from(this.#values).sort() };
    }
    const { values } = this.#sorted;
    return values[Math.min(values.length - 1, Math.floor(q * values.length))];
  }
}
