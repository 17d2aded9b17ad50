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
  unpricedModels,
} from './amounts.ts';
import type { StatusInput } from './status.ts';

const MAX_RUNS = 5;
const MAX_BUDGETS = 3;

export function runTooltip(run: Run, input: StatusInput): string {
  const parts = [`**${escapeMarkdown(run.name)}** — ${stateText(run, input.now)}`];
  parts.push(...byTightness(run.budgets).slice(0, MAX_BUDGETS).map(budgetLine));
  parts.push(table(run));
  const model = mainModel(run);
  if (model !== undefined) parts.push(`Model: ${escapeMarkdown(model)}`);
  const missing = incompleteness(run.totals);
  if (missing !== undefined) parts.push(`$(info) ${missing}.`);
  const [unpriced] = unpricedModels(run.calls);
  if (unpriced !== undefined) parts.push(`$(question) No price for ${escapeMarkdown(unpriced)}.`);
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
    return `| ${cell(run.name)} | ${costText(run.totals)} | ${budget ? budgetPercent(budget) : '–'} | ${run.turns.length} |`;
  });
  const more = live.length > MAX_RUNS ? [`and ${live.length - MAX_RUNS} more`] : [];
  const head = '| Run | Cost | Budget | Turns |\n|:--|--:|--:|--:|';
  return [`**${live.length} live runs**`, `${head}\n${rows.join('\n')}`, ...more, '---', DASHBOARD, footer(input)].join(
    '\n\n',
  );
}

export function todayTooltip(input: StatusInput, today: Totals | undefined): string {
  const parts = [];
  if (input.trouble !== undefined) parts.push(`$(warning) ${escapeMarkdown(input.trouble)}`);
  if (today !== undefined) parts.push(`**${costText(today)}** today, ${formatTokens(tokensOf(today))} tokens`);
  const missing = today && incompleteness(today);
  if (missing !== undefined) parts.push(`$(info) ${missing}.`);
  const last = input.snapshot.runs[0];
  if (last !== undefined) {
    // What is left of the day's and the week's budget is worth knowing before the next run.
    const now = withSharedBudgets({ ...last, state: 'live' }, input.snapshot.runs, input.now, input.days);
    const lasting = now.budgets.filter(({ budget, place }) => place !== undefined && spanOf(budget) !== 'run');
    parts.push(...byTightness(lasting).slice(0, MAX_BUDGETS).map(budgetLine));
    const ago = formatDuration(input.now - last.lastAt);
    parts.push(`Last run: ${escapeMarkdown(last.name)}, ${costText(last.totals)}, ${ago} ago`);
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

function table(run: Run): string {
  const { totals } = run;
  const money = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };
  for (const call of run.calls) {
    for (const { bucket, nano } of call.cost.parts) {
      if (bucket.startsWith('cacheRead')) money.cacheRead += nano;
      else if (bucket.startsWith('cacheWrite')) money.cacheWrite += nano;
      else if (bucket.startsWith('output')) money.output += nano;
      else if (bucket.startsWith('input')) money.input += nano;
    }
  }
  const row = (name: string, tokens: number, nano: number) =>
    tokens === 0 ? [] : [`| ${name} | ${formatTokens(tokens)} | ${usd(nano)} |`];
  const rows = [
    '| | Tokens | Cost |',
    '|:--|--:|--:|',
    ...row('Uncached input', totals.input, money.input),
    ...row('Cache read', totals.cacheRead, money.cacheRead),
    ...row('Cache write', totals.cacheWrite, money.cacheWrite),
    ...row('Output', totals.output, money.output),
    ...(totals.reasoning > 0 ? [`| of which reasoning | ${formatTokens(totals.reasoning)} | |`] : []),
    `| **Total** | ${formatTokens(inputOf(totals) + totals.output)} | **${costText(totals)}** |`,
  ];
  return rows.join('\n');
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

function footer(input: StatusInput): string {
  return `API list-price equivalent · ${escapeMarkdown(input.priceNote)}`;
}
