/** What each place in the source cost: sums by file and line, the most expensive first. */
import type { Call, CallSite, SiteTotals } from './model.ts';
import { count, emptyTotals, type TotalsSum, tokensOf } from './totals.ts';

export class SiteSums {
  readonly #sums = new Map<string, { readonly site: CallSite; readonly sum: TotalsSum }>();

  put(call: Call, before: Call | undefined): void {
    if (before?.site) this.#count(before.site, before, -1);
    if (call.site) this.#count(call.site, call, 1);
  }

  view(): readonly SiteTotals[] {
    return [...this.#sums.values()]
      .filter(({ sum }) => sum.calls > 0)
      .map(({ site, sum }) => ({ site, totals: { ...sum } }))
      .sort((a, b) => b.totals.nano - a.totals.nano || tokensOf(b.totals) - tokensOf(a.totals));
  }

  #count(site: CallSite, call: Call, sign: 1 | -1): void {
    // Several calls on one line are one place: a lens and a diagnostic mark lines.
    const key = siteKey(site);
    const known = this.#sums.get(key) ?? { site, sum: emptyTotals() };
    this.#sums.set(key, known);
    count(known.sum, call, sign);
  }
}

/** Two sites with the same key are the same line. */
export function siteKey(site: CallSite): string {
  return `${site.line}:${site.file}`;
}
