/** Quantiles of a stream in constant memory: the newest so many values. */
export class RecentQuantiles {
  readonly #values: Float64Array;
  #count = 0;
  #sorted: { readonly at: number; readonly values: Float64Array } | undefined;

  constructor(size: number) {
    this.#values = new Float64Array(size);
  }

  get count(): number {
    return Math.min(this.#count, this.#values.length);
  }

  add(value: number): void {
    this.#values[this.#count % this.#values.length] = value;
    this.#count++;
  }

  /** The value below which the share `q` of them lies; undefined where there are none. */
  quantile(q: number): number | undefined {
    if (this.#count === 0) return undefined;
    // A few values more or less move no quantile that matters: it is not sorted anew for each.
    const { length } = this.#values;
    if (this.#sorted === undefined || this.#count - this.#sorted.at > Math.min(this.#count, length) / 32) {
      this.#sorted = { at: this.#count, values: this.#values.slice(0, this.count).sort() };
    }
    const { values } = this.#sorted;
    return values[Math.min(values.length - 1, Math.floor(q * values.length))];
  }
}
