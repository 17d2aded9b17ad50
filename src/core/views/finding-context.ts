/** What a finding means for this run and this week: told beside its own evidence where there is a run to hold it against. */
import type { Finding } from '../analyses/finding.ts';
import type { Run } from '../model.ts';
import { formatUsd, fromNano } from '../money.ts';
import { siteKey } from '../sites.ts';
import { formatDuration } from '../text.ts';

const WEEK_MS = 7 * 86_400_000;

/** What could have been saved in the last seven days, nano-dollars by kind and place of the finding. */
export function weeklySavings(runs: readonly Run[], now: number): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const run of runs) {
    if (run.lastAt < now - WEEK_MS) continue;
    for (const finding of run.findings) {
      const saving = savingOf(finding);
      if (saving !== undefined) sums.set(keyOf(finding), (sums.get(keyOf(finding)) ?? 0) + saving);
    }
  }
  return sums;
}

/** That of one finding; undefined where there is nothing to save. */
export function weekOf(week: ReadonlyMap<string, number>, finding: Finding): number | undefined {
  return savingOf(finding) === undefined ? undefined : week.get(keyOf(finding));
}

export function weekWords(nano: number): string {
  return `In the last 7 days ${formatUsd(fromNano(nano))} could have been saved this way, in all runs.`;
}

/** How long the run's budget lasts at the rate of a loop that goes on. Undefined where nothing ends, or nothing is lost. */
export function budgetWords(finding: Finding, run: Run): string | undefined {
  if (!('open' in finding) || !finding.open || run.state !== 'live' || !finding.nanoPerMinute) return undefined;
  const left = run.budgets.filter(({ unit }) => unit === 'usd').map(({ limit, spent }) => limit - spent);
  if (left.length === 0) return undefined;
  const minutes = Math.max(0, Math.min(...left)) / finding.nanoPerMinute;
  return `At this rate the budget lasts another ${formatDuration(minutes * 60_000)}.`;
}

function savingOf(finding: Finding): number | undefined {
  return 'savingNano' in finding && finding.savingNano > 0 ? finding.savingNano : undefined;
}

function keyOf(finding: Finding): string {
  const [site] = finding.sites;
  return `${finding.code} ${site ? siteKey(site) : ''}`;
}
