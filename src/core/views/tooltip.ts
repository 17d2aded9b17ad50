/** The status bar's hover, as Markdown. Names come from logs: they are escaped, and only our own commands are linked. */

import { spanOf } from '../budgets/accounts.ts';
import { withSharedBudgets } from '../budgets/shared.ts';
import type { BudgetStatus } from '../budgets/status.ts';
import { describe } from '../describe.ts';
import type { Run, Totals } from '../model.ts';
import { formatUsd } from '../money.ts';
import { escapeMarkdown, formatDuration, formatTokens } from '../text.ts';
import { inputOf, tokensOf } from '../totals.ts';
import {
  budgetAmounts,
  budgetLabel,
  budgetPercent,
  byTightness,
  canRaise,
  costText,
  incompleteness,
  mainModel,
  stopReason,
  tightest,
  totalText,
  unpricedModels,
} from './amounts.ts';
import { rateText, statusText } from './explain.ts';
import { markdownTable } from './markdown-table.ts';
import type { StatusInput } from './status.ts';

const MAX_RUNS = 5;
const MAX_FACTS = 4;
const MAX_BUDGETS = 3;

export function runTooltip(run: Run, input: StatusInput): string {
  const parts = [`**${escapeMarkdown(run.name)}** — ${stateText(run, input.now)}`];
  parts.push(...byTightness(run.budgets).slice(0, MAX_BUDGETS).map(budgetLine));
  parts.push(table(run));
  parts.push(...priced(run));
  const missing = incompleteness(run.totals);
  if (missing !== undefined) parts.push(`$(info) ${missing}.`);
  const [unpriced] = unpricedModels(run.calls);
  if (unpriced !== undefined) parts.push(`$(question) No price for ${escapeMarkdown(unpriced)}. ${fixes(unpriced)}`);
  for (const finding of run.findings.slice(0, 3)) {
    parts.push(
      `${finding.severity === 'information' ? '$(info)' : '$(warning)'} ${escapeMarkdown(describe(finding).title)}`,
    );
  }
  parts.push('---', links(run), footer(input));
  return parts.join('\n\n');
}

export function severalTooltip(live: readonly Run[], input: StatusInput): string {
  const rows = live.slice(0, MAX_RUNS).map(run => {
    const budget = tightest(run.budgets);
    return [cell(run.name), costText(run.totals), budget ? budgetPercent(budget) : '–', `${run.turns.length}`];
  });
  const more = live.length > MAX_RUNS ? [`and ${live.length - MAX_RUNS} more`] : [];
  const table = markdownTable(['Run', 'Cost', 'Budget', 'Turns'], rows);
  return [`**${live.length} live runs**`, table, ...more, '---', DASHBOARD, footer(input)].join('\n\n');
}

export function todayTooltip(input: StatusInput, today: Totals | undefined): string {
  const parts = [];
  if (input.trouble !== undefined) parts.push(`$(warning) ${escapeMarkdown(input.trouble)}`);
  if (today !== undefined) parts.push(`**${totalText(today)}** today, ${formatTokens(tokensOf(today))} tokens`);
  const missing = today && incompleteness(today);
  if (missing !== undefined) parts.push(`$(info) ${missing}.`);
  const last = input.snapshot.runs[0];
  if (last !== undefined) {
    // What is left of the day's and the week's budget is worth knowing before the next run.
    const now = withSharedBudgets({ ...last, state: 'live' }, input.snapshot.runs, input.now, input.days);
    const lasting = now.budgets.filter(({ budget, place }) => place !== undefined && spanOf(budget) !== 'run');
    parts.push(...byTightness(lasting).slice(0, MAX_BUDGETS).map(budgetLine));
    const ago = formatDuration(input.now - last.lastAt);
    parts.push(`Last run: ${escapeMarkdown(last.name)}, ${totalText(last.totals)}, ${ago} ago`);
  }
  parts.push('---', DASHBOARD, footer(input));
  return parts.join('\n\n');
}

const DASHBOARD = '[Open Dashboard](command:spanmeter.openDashboard)';

function links(run: Run): string {
  const argument = encodeURIComponent(JSON.stringify([run.id]));
  const open = `[Open Run](command:spanmeter.openDashboard?${argument})`;
  const stop = run.state === 'live' ? [`[Stop Run](command:spanmeter.stopRun?${argument})`] : [];
  const raise = canRaise(run) ? [`[Raise Budget…](command:spanmeter.raiseBudget?${argument})`] : [];
  return [open, ...stop, ...raise].join(' · ');
}

/** The ways to a price, a click away. */
function fixes(model: string): string {
  // A bracket in the name would end the link.
  const argument = encodeURIComponent(JSON.stringify([model])).replace(
    /[!'()*~]/g,
    character => `%${character.charCodeAt(0).toString(16)}`,
  );
  return [
    `[Set Price…](command:spanmeter.setModelPrice?${argument})`,
    `[Alias…](command:spanmeter.aliasModel?${argument})`,
    `[Mark Local](command:spanmeter.markLocal?${argument})`,
  ].join(' · ');
}

/** What was billed for one kind of token. */
interface Line {
  nano: number;
  readonly rates: Set<number>;
}

function table(run: Run): string {
  const { totals } = run;
  const lines: Record<(typeof KINDS)[number], Line> = {
    input: { nano: 0, rates: new Set() },
    cacheRead: { nano: 0, rates: new Set() },
    cacheWrite: { nano: 0, rates: new Set() },
    output: { nano: 0, rates: new Set() },
  };
  for (const call of run.calls) {
    for (const { bucket, nano, usdPerMillion } of call.cost.parts) {
      const kind = bucket === 'reasoning' ? 'output' : KINDS.find(name => bucket.startsWith(name));
      if (kind === undefined) continue;
      lines[kind].nano += nano;
      lines[kind].rates.add(usdPerMillion);
    }
  }
  const row = (name: string, tokens: number, { nano, rates }: Line) =>
    tokens === 0 ? [] : [[name, formatTokens(tokens), rateOf(rates), usd(nano)]];
  return markdownTable(
    ['', 'Tokens', 'Rate', 'Cost'],
    [
      ...row('Uncached input', totals.input, lines.input),
      ...row('Cache read', totals.cacheRead, lines.cacheRead),
      ...row('Cache write', totals.cacheWrite, lines.cacheWrite),
      ...row('Output', totals.output, lines.output),
      ...(totals.reasoning > 0 ? [['of which reasoning', formatTokens(totals.reasoning), '', '']] : []),
      ['**Total**', formatTokens(inputOf(totals) + totals.output), '', `**${costText(totals)}**`],
    ],
  );
}

// What a bucket's name begins with: audio, images and lifetimes are kinds of these.
const KINDS = ['input', 'cacheRead', 'cacheWrite', 'output'] as const;

function rateOf(rates: ReadonlySet<number>): string {
  const [only, more] = rates;
  if (only === undefined) return '–';
  return more === undefined ? rateText('input', only) : `${rates.size} rates`;
}

/** How the newest call of the main model was priced: who was asked and who answered, by which row, with which factors. */
function priced(run: Run): readonly string[] {
  const model = mainModel(run);
  if (model === undefined) return [];
  const call = run.calls.findLast(each => (each.requestModel ?? each.responseModel) === model && each.usage);
  if (call === undefined) return [`Model: ${escapeMarkdown(model)}`];
  const { responseModel, cost } = call;
  const served = responseModel !== undefined && responseModel !== model ? ` → ${escapeMarkdown(responseModel)}` : '';
  const how = cost.nano === null ? '' : `, ${statusText(cost.status)}`;
  const row = cost.nano === null || cost.key === undefined ? '' : `, priced as ${escapeMarkdown(cost.key)}`;
  const more = [...cost.modifiers.map(text => `Factor: ${text}`), ...cost.assumptions.map(text => `Assumed: ${text}`)];
  return [
    `Model: ${escapeMarkdown(model)}${served}${row}${how}`,
    ...more.slice(0, MAX_FACTS).map(text => escapeMarkdown(text)),
  ];
}

function usd(nano: number): string {
  return nano === 0 ? '–' : formatUsd(nano as Totals['nano']);
}

function cell(text: string): string {
  return escapeMarkdown(text);
}

/** `████░░ 84% · $0.42 of $0.50`, and whose it is where that is not the run's own. */
function budgetLine(status: BudgetStatus): string {
  const whose = status.place === undefined ? '' : ` · ${escapeMarkdown(budgetLabel(status))}`;
  return `\`${meter(status.ratio)}\` ${budgetPercent(status)} · ${budgetAmounts(status)}${whose}`;
}

/** Twenty characters of a bar. */
function meter(ratio: number): string {
  const full = Math.max(0, Math.min(20, Math.round(ratio * 20)));
  return '█'.repeat(full) + '░'.repeat(20 - full);
}

function stateText(run: Run, now: number): string {
  const turns = `${run.turns.length} ${run.turns.length === 1 ? 'turn' : 'turns'}`;
  if (run.state === 'live') return `live ${formatDuration(now - run.startedAt)} · ${turns}`;
  return `${endText(run)} after ${formatDuration(run.lastAt - run.startedAt)} · ${turns}`;
}

/** How a run ended, in words. */
export function endText(run: Run): string {
  switch (run.state) {
    case 'live':
      return 'live';
    case 'ok':
      return 'done';
    case 'error':
      return 'failed';
    case 'interrupted':
      return 'interrupted';
    case 'stopped':
      return stopReason(run) === 'request' ? 'stopped on request' : 'stopped by budget';
  }
}

function footer({ priceNote, priceWarning }: StatusInput): string {
  const old = priceWarning === undefined ? '' : `$(warning) ${escapeMarkdown(priceWarning)}\n\n`;
  return `${old}API list-price equivalent · ${escapeMarkdown(priceNote)}`;
}
