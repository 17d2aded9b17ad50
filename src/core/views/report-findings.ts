/** Runs → what analyses found in them, as text and as JSON for scripts. */
import { type Finding, SEVERITIES, type Severity, toolOf } from '../analyses/finding.ts';
import { describe } from '../describe.ts';
import type { CallSite, Run } from '../model.ts';
import { fromNano, toUsd } from '../money.ts';
import { clean, count } from '../text.ts';
import { weeklySavings, weekOf, weekWords } from './finding-context.ts';

export interface FoundRow {
  readonly run: Run;
  readonly finding: Finding;
  /** what was lost the same way at the same place in all runs of the last week, nano-dollars; absent where nothing was */
  readonly weekNano?: number;
}

/** The findings of all runs, the gravest and dearest first. `since`: of runs heard of then or later. */
export function findingRows(runs: readonly Run[], now: number, since = Number.NEGATIVE_INFINITY): readonly FoundRow[] {
  const week = weeklySavings(runs, now);
  return runs
    .filter(run => run.lastAt >= since)
    .flatMap(run => run.findings.map(finding => rowOf(run, finding, weekOf(week, finding))))
    .sort((a, b) => rank(b.finding) - rank(a.finding) || (b.finding.nano ?? 0) - (a.finding.nano ?? 0));
}

function rowOf(run: Run, finding: Finding, weekNano: number | undefined): FoundRow {
  return weekNano === undefined ? { run, finding } : { run, finding, weekNano };
}

function rank({ severity }: Finding): number {
  return SEVERITIES.indexOf(severity);
}

/** Whether one of them is at least this grave. */
export function isReached(rows: readonly FoundRow[], severity: Severity): boolean {
  return rows.some(({ finding }) => rank(finding) >= SEVERITIES.indexOf(severity));
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
