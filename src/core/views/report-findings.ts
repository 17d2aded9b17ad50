/** Runs → what analyses found in them, as text and as JSON for scripts. */
import { type Finding, SEVERITIES, type Severity, toolOf } from '../analyses/finding.ts';
import { describe } from '../describe.ts';
import type { CallSite, Run } from '../model.ts';
import { formatUsd, fromNano, toUsd } from '../money.ts';
import { siteKey } from '../sites.ts';
import { clean, count } from '../text.ts';

export interface FoundRow {
  readonly run: Run;
  readonly finding: Finding;
  /** what was lost the same way at the same place in all runs of the last week, nano-dollars; absent where nothing was */
  readonly weekNano?: number;
}

const WEEK_MS = 7 * 86_400_000;

/** The findings of all runs, the gravest and dearest first. `since`: of runs heard of then or later. */
export function findingRows(runs: readonly Run[], now: number, since = Number.NEGATIVE_INFINITY): readonly FoundRow[] {
  const week = weeklySavings(runs, now);
  return runs
    .filter(run => run.lastAt >= since)
    .flatMap(run => run.findings.map(finding => ({ run, finding, ...weekOf(week, finding) })))
    .sort((a, b) => rank(b.finding) - rank(a.finding) || (b.finding.nano ?? 0) - (a.finding.nano ?? 0));
}

/** What could have been saved in the last seven days, by kind and place. */
function weeklySavings(runs: readonly Run[], now: number): ReadonlyMap<string, number> {
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

function weekOf(week: ReadonlyMap<string, number>, finding: Finding): { readonly weekNano?: number } {
  const nano = savingOf(finding) === undefined ? undefined : week.get(keyOf(finding));
  return nano === undefined ? {} : { weekNano: nano };
}

function savingOf(finding: Finding): number | undefined {
  return 'savingNano' in finding && finding.savingNano > 0 ? finding.savingNano : undefined;
}

function keyOf(finding: Finding): string {
  const [site] = finding.sites;
  return `${finding.code} ${site ? siteKey(site) : ''}`;
}

function rank({ severity }: Finding): number {
  return SEVERITIES.indexOf(severity);
}

/** Whether one of them is at least this grave. */
export function isReached(rows: readonly FoundRow[], severity: Severity): boolean {
  return rows.some(({ finding }) => rank(finding) >= SEVERITIES.indexOf(severity));
}

/** `savings of $0.16 in the last 7 days`. */
function weekWords(nano: number): string {
  return `In the last 7 days this came to ${formatUsd(fromNano(nano))} in all runs.`;
}

export function renderFindings(rows: readonly FoundRow[], place: (site: CallSite) => string): string {
  if (rows.length === 0) return 'Nothing found.\n';
  const blocks = rows.map(({ run, finding, weekNano }) => {
    const { title, evidence, remedy } = describe(finding);
    const [site] = finding.sites;
    const where = site === undefined ? '' : `, ${place(site)}`;
    return [
      `${finding.severity}: ${clean(title, 400)}`,
      `  ${finding.code} in ${clean(run.name)}${where}`,
      ...evidence.map(line => `  - ${clean(line, 400)}`),
      ...(weekNano === undefined ? [] : [`  - ${weekWords(weekNano)}`]),
      `  ${remedy}`,
    ].join('\n');
  });
  return `${blocks.join('\n\n')}\n\n${count(rows.length, 'finding')}.\n`;
}

export function findingsJson(rows: readonly FoundRow[], place: (site: CallSite) => string): unknown {
  return {
    v: 1,
    kind: 'findings',
    findings: rows.map(({ run, finding, weekNano }) => {
      const { title, evidence, remedy } = describe(finding);
      const [site] = finding.sites;
      const tool = toolOf(finding);
      return {
        code: finding.code,
        severity: finding.severity,
        run: run.id,
        name: run.name,
        ...(tool !== undefined && { tool }),
        ...(site && { site: place(site) }),
        calls: [finding.firstCall, finding.lastCall],
        from: new Date(finding.from).toISOString(),
        to: new Date(finding.to).toISOString(),
        usd: finding.nano === null ? null : toUsd(finding.nano),
        ...('savingNano' in finding && { savingUsd: toUsd(finding.savingNano) }),
        ...(weekNano !== undefined && { savingUsdWeek: toUsd(fromNano(weekNano)) }),
        title,
        evidence,
        remedy,
      };
    }),
  };
}
