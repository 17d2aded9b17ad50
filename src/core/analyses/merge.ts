/** What several detectors saw in the same calls of a conversation is one incident: the gravest speaks for all. */
import { type Finding, SEVERITIES } from './finding.ts';

/** The findings of one conversation, those about the same calls put together. */
export function mergeIncidents(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length < 2) return findings;
  const merged: Finding[] = [];
  const byWeight = [...findings].sort((a, b) => weight(b) - weight(a));
  for (const finding of byWeight) {
    const at = isIncident(finding) ? merged.findIndex(known => isIncident(known) && overlap(known, finding)) : -1;
    const known = merged[at];
    if (known === undefined) merged.push(finding);
    else merged[at] = { ...known, also: [...(known.also ?? []), finding] };
  }
  return merged.sort((a, b) => a.firstCall - b.firstCall);
}

function isIncident(finding: Finding): boolean {
  return 'open' in finding || finding.code === 'waiting';
}

function overlap(a: Finding, b: Finding): boolean {
  return a.firstCall <= b.lastCall && b.firstCall <= a.lastCall;
}

function weight({ severity }: Finding): number {
  return SEVERITIES.indexOf(severity);
}
