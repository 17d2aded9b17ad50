/** Snapshot → what stands in the source: per file, the cost of each line that made calls, and the findings there. */
import { type Mute, muteFor } from '../analyses/config.ts';
import type { Finding, Severity } from '../analyses/finding.ts';
import { describe } from '../describe.ts';
import { getOrMake } from '../maps.ts';
import type { CallSite, Run, Snapshot, Totals } from '../model.ts';
import { formatUsd, share } from '../money.ts';
import { siteKey } from '../sites.ts';
import { count, formatPercent } from '../text.ts';
import { inputOf } from '../totals.ts';
import { amountKind, costText, unpricedShort } from './amounts.ts';

interface Mark {
  readonly code: Finding['code'];
  readonly severity: Severity;
  /** one short sentence */
  readonly message: string;
  /** money is being spent on it as long as the run goes on: stopping helps */
  readonly spends: boolean;
  /** what silences it */
  readonly mute: Mute;
}

export interface LineAnnotation {
  readonly site: CallSite;
  /** the newest run that passed here */
  readonly run: string;
  /** when that run was last heard of: a source changed since may not have this line where it was */
  readonly at: number;
  /** nano-dollars of the line in that run; null where no call of it has a price */
  readonly nano: number | null;
  /** for a CodeLens: `$0.31 last run · 14 calls · $0.022 each · 82% cached` */
  readonly lens: string;
  readonly marks: readonly Mark[];
}

/** By absolute path, the lines in ascending order. Each line is told of by the newest run that passed it. */
export function annotations(snapshot: Snapshot): ReadonlyMap<string, readonly LineAnnotation[]> {
  const files = new Map<string, Map<number, LineAnnotation>>();
  for (const run of snapshot.runs) {
    for (const { site, totals } of run.sites) {
      const lines = getOrMake(files, site.file, () => new Map<number, LineAnnotation>());
      if (lines.has(site.line)) continue;
      lines.set(site.line, {
        site,
        run: run.id,
        at: run.lastAt,
        nano: amountKind(totals) === 'unpriced' ? null : totals.nano,
        lens: lens(run, totals),
        marks: marks(run, siteKey(site)),
      });
    }
  }
  const inOrder = (lines: ReadonlyMap<number, LineAnnotation>) =>
    [...lines.values()].sort((a, b) => a.site.line - b.site.line);
  return new Map([...files].map(([file, lines]) => [file, inOrder(lines)]));
}

function lens(run: Run, totals: Totals): string {
  const sent = totals.calls - totals.blocked;
  const when = run.state === 'live' ? 'so far' : 'last run';
  const each =
    amountKind(totals) === 'exact' && sent > 1 ? `${formatUsd(share(totals.nano, 1, sent))} each` : undefined;
  const input = inputOf(totals);
  const cached = totals.cacheRead > 0 ? `${formatPercent(totals.cacheRead / input)} cached` : undefined;
  const missing = unpricedShort(totals);
  const calls = `${count(sent, 'call')}${missing === undefined ? '' : `, ${missing}`}`;
  const facts = [`${costText(totals)} ${when}`, calls, each, cached].filter(fact => fact !== undefined);
  return facts.join(' · ');
}

function marks(run: Run, key: string): readonly Mark[] {
  return run.findings
    .filter(finding => finding.sites.some(site => siteKey(site) === key))
    .map(finding => ({
      code: finding.code,
      severity: finding.severity,
      message: describe(finding).title,
      spends: 'open' in finding || finding.code === 'waiting',
      mute: muteFor(finding),
    }));
}
