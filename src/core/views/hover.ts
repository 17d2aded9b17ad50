/**
 * What a line of source has cost, opened: the hover over it, as Markdown. Names come from logs: all of them are escaped,
 * and nothing here may be trusted with commands or HTML.
 */

import type { CallSite, Run } from '../model.ts';
import { siteKey } from '../sites.ts';
import { escapeMarkdown } from '../text.ts';
import { total } from '../totals.ts';
import { incompleteness, totalText } from './amounts.ts';
import { BASIS } from './explain.ts';
import type { ExplanationBlock } from './insight.ts';
import { markdownTable } from './markdown-table.ts';
import { openCalls } from './open-calls.ts';
import { volume } from './status.ts';

export interface HoverInput {
  readonly run: Run;
  readonly site: CallSite;
  /** `genai-prices 0.1.8, prices of 2026-09-22` */
  readonly priceNote: string;
  /** what is to be said about the age of the prices */
  readonly priceWarning?: string;
}

/** Undefined where the run never passed this line. */
export function siteHover({ run, site, priceNote, priceWarning }: HoverInput): string | undefined {
  const key = siteKey(site);
  const calls = run.calls.filter(call => call.site !== undefined && siteKey(call.site) === key);
  if (calls.length === 0) return undefined;
  const totals = total(calls);
  const when = run.state === 'live' ? 'so far' : 'in the last run';
  // What has no price is in the title.
  const missing = incompleteness({ ...totals, unpriced: 0 });
  return [
    `**${totalText(totals)}** ${when} (${escapeMarkdown(run.name)}): ${volume(totals)}`,
    ...(missing === undefined ? [] : [`${missing[0]?.toUpperCase()}${missing.slice(1)}.`]),
    ...openCalls(calls, totals).map(markdown),
    ...(priceWarning === undefined ? [] : [escapeMarkdown(priceWarning)]),
    `*${BASIS} · ${escapeMarkdown(priceNote)}*`,
  ].join('\n\n');
}

// VS Code shows a dozen lines before one has to scroll: one model is a line, not a table.
function markdown({ heads, parts, total: sum, facts }: ExplanationBlock): string {
  const [only, more] = parts;
  const isOneModel = heads[0] === 'Model' && only !== undefined && more === undefined;
  const said = [
    ...(isOneModel ? [{ label: 'Model', text: only.what }] : []),
    ...facts.filter(({ label }) => label !== 'Basis'),
  ].map(({ label, text }) => `- **${label}:** ${escapeMarkdown(text)}`);
  const table = isOneModel || parts.length === 0 ? [] : [tableOf(heads, parts, sum)];
  return [...table, ...(said.length === 0 ? [] : [said.join('\n')])].join('\n\n');
}

function tableOf(heads: ExplanationBlock['heads'], parts: ExplanationBlock['parts'], sum: string | undefined): string {
  const rows = parts.map(({ what, units, rate, amount }) => [what, units, rate, amount].map(escapeMarkdown));
  const total = sum === undefined ? [] : [['**Total**', '', '', `**${escapeMarkdown(sum)}**`]];
  return markdownTable(heads.map(escapeMarkdown), [...rows, ...total]);
}
