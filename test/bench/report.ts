/** Figures of a benchmark: a table for people, and an exit code where one is beyond its limit. */

export interface Figure {
  readonly name: string;
  readonly value: number;
  /** the most it may be */
  readonly limit?: number;
  readonly show: (value: number) => string;
}

export const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`;
export const us = (value: number): string => `${value.toFixed(1)} µs`;
export const times = (value: number): string => `${value.toFixed(2)} ×`;
export const bytes = (value: number): string => `${(value / 1024).toFixed(1)} kB`;

/** The value below which the share `q` of them lies. */
export function percentile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** Prints the figures as a Markdown table. The process ends with 1 where a limit is passed or a figure is missing. */
export function report(title: string, figures: readonly Figure[]): void {
  console.log(`\n### ${title}\n\n| | measured | limit |\n|:--|--:|--:|`);
  for (const { name, value, limit, show } of figures) {
    const passed = limit === undefined || value <= limit;
    console.log(
      `| ${name} | ${show(value)} | ${limit === undefined ? '' : `${show(limit)}${passed ? '' : ' **passed**'}`} |`,
    );
    if (!passed) process.exitCode = 1;
  }
}
