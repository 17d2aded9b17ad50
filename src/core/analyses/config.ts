/** The user's word on analyses, as `analyses` of `spanmeter.json` says it. */
import { type Edited, editConfig } from '../config-text.ts';
import { isObject } from '../fields.ts';
import { clean } from '../text.ts';
import { type Finding, SEVERITIES, type Severity, toolOf } from './finding.ts';

/** Findings that are not told: by code, by tool, or both. */
export interface Mute {
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
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

type Report = (path: string, message: string) => void;

/** Reads `analyses` of a configuration. A bad entry is named; the others hold. */
export function parseAnalyses(analyses: unknown): ReadRules {
  const problems: { path: string; message: string }[] = [];
  const report: Report = (path, message) => void problems.push({ path: `analyses${path}`, message });
  if (analyses === undefined) return { rules: NO_RULES, problems };
  if (!isObject(analyses)) {
    report('', 'must be an object');
    return { rules: NO_RULES, problems };
  }
  for (const key of Object.keys(analyses)) {
    if (key !== 'mute' && key !== 'promptRatio') report(`.${key}`, 'is not known here');
  }
  const promptRatio = ratioOf(analyses['promptRatio'], report);
  return { rules: { mute: mutesOf(analyses['mute'], report), ...(promptRatio && { promptRatio }) }, problems };
}

function mutesOf(value: unknown, report: Report): readonly Mute[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    report('.mute', 'must be a list');
    return [];
  }
  return value.flatMap((entry: unknown, i) => {
    const mute = muteOf(entry);
    if (mute === undefined) report(`.mute[${i}]`, 'must be an object with a code, a tool, or both');
    return mute ?? [];
  });
}

function muteOf(entry: unknown): Mute | undefined {
  if (!isObject(entry)) return undefined;
  const { code, tool, ...more } = entry;
  const words = [code, tool].filter(word => word !== undefined);
  if (words.length === 0 || Object.keys(more).length > 0) return undefined;
  if (!words.every(word => typeof word === 'string' && word !== '')) return undefined;
  return { ...(typeof code === 'string' && { code }), ...(typeof tool === 'string' && { tool: clean(tool) }) };
}

function ratioOf(value: unknown, report: Report): AnalysisRules['promptRatio'] {
  if (value === undefined) return undefined;
  if (!isObject(value)) {
    report('.promptRatio', 'must be an object');
    return undefined;
  }
  const { above, severity: told = 'information' } = value;
  const severity = SEVERITIES.find(known => known === told);
  if (typeof above !== 'number' || !Number.isFinite(above) || above <= 0) {
    report('.promptRatio.above', 'must be a number above zero');
  } else if (severity === undefined) {
    report('.promptRatio.severity', `must be one of ${SEVERITIES.join(', ')}`);
  } else return { above, severity };
  return undefined;
}

/** What silences a finding like this one: its kind, and of its tool where it is about one. */
export function muteFor(finding: Finding): Mute {
  const tool = toolOf(finding);
  return { code: finding.code, ...(tool !== undefined && { tool }) };
}

export function isMuted({ mute }: AnalysisRules, finding: Finding): boolean {
  return mute.some(
    ({ code, tool }) =>
      (code === undefined || code === finding.code) && (tool === undefined || tool === toolOf(finding)),
  );
}

/** `spanmeter.json` with this finding muted, or what is wrong with the file. `text` is undefined where there is none. */
export function withMute(text: string | undefined, mute: Mute): Edited {
  return editConfig(text, config => {
    const analyses = config['analyses'] ?? {};
    if (!isObject(analyses)) return { problem: '"analyses" is not an object' };
    const known = analyses['mute'] ?? [];
    if (!Array.isArray(known)) return { problem: '"analyses.mute" is not a list' };
    const same = (entry: unknown): boolean =>
      isObject(entry) && entry['code'] === mute.code && entry['tool'] === mute.tool;
    return known.some(same) ? config : { ...config, analyses: { ...analyses, mute: [...known, mute] } };
  });
}
