/** The user's word on analyses, as `analyses` of `spanmeter.json` says it. */
import { isObject } from '../fields.ts';
import { clean } from '../text.ts';
import { type Finding, SEVERITIES, type Severity, toolOf } from './finding.ts';

/** Findings that are not told: by code, by tool, or both. */
interface Mute {
  readonly code?: string;
  readonly tool?: string;
}

export interface AnalysisRules {
  readonly mute: readonly Mute[];
  /** the user's own limit of input tokens per output token */
  readonly promptRatio?: { readonly above: number; readonly severity: Severity };
  /** 95 of 100 finished turns of the project cost at most this; absent until enough are known */
  readonly usualTurnNano?: number;
}

export const NO_RULES: AnalysisRules = { mute: [] };

interface ReadRules {
  readonly rules: AnalysisRules;
  /** what could not be understood, with its path */
  readonly problems: readonly string[];
}

/** Reads `analyses` of a configuration. A bad entry is named; the others hold. */
export function parseAnalyses(config: unknown): ReadRules {
  const problems: string[] = [];
  const analyses = isObject(config) ? config['analyses'] : undefined;
  if (analyses === undefined) return { rules: NO_RULES, problems };
  if (!isObject(analyses)) return { rules: NO_RULES, problems: ['analyses: an object was expected'] };
  const list = analyses['mute'] ?? [];
  if (!Array.isArray(list)) problems.push('analyses.mute: a list was expected');
  const mute = (Array.isArray(list) ? list : []).flatMap((entry: unknown, i): readonly Mute[] => {
    const read = muteOf(entry);
    if (read === undefined) problems.push(`analyses.mute[${i}]: a code, a tool, or both were expected`);
    return read === undefined ? [] : [read];
  });
  const promptRatio = ratioOf(analyses['promptRatio'], problems);
  return { rules: { mute, ...(promptRatio && { promptRatio }) }, problems };
}

function muteOf(entry: unknown): Mute | undefined {
  if (typeof entry === 'string' && entry !== '') return { code: clean(entry) };
  if (!isObject(entry)) return undefined;
  const { code, tool } = entry;
  if (code === undefined && tool === undefined) return undefined;
  if (![code, tool].every(word => word === undefined || (typeof word === 'string' && word !== ''))) return undefined;
  return { ...(typeof code === 'string' && { code }), ...(typeof tool === 'string' && { tool: clean(tool) }) };
}

function ratioOf(value: unknown, problems: string[]): AnalysisRules['promptRatio'] {
  if (value === undefined) return undefined;
  const above = isObject(value) ? value['above'] : undefined;
  const told = isObject(value) ? (value['severity'] ?? 'information') : undefined;
  const severity = SEVERITIES.find(known => known === told);
  if (typeof above !== 'number' || !Number.isFinite(above) || above <= 0) {
    problems.push('analyses.promptRatio.above: a number above 0 was expected');
    return undefined;
  }
  if (severity === undefined) {
    problems.push(`analyses.promptRatio.severity: one of ${SEVERITIES.join(', ')} was expected`);
    return undefined;
  }
  return { above, severity };
}

export function isMuted(rules: AnalysisRules, finding: Finding): boolean {
  return rules.mute.some(
    ({ code, tool }) =>
      (code === undefined || code === finding.code) && (tool === undefined || tool === toolOf(finding)),
  );
}
