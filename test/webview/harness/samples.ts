/** Made-up runs for the page: healthy, looping, hostile, without prices, in every state, and 50,000 turns long. */

import { formatUsd, fromNano } from '../../../src/core/money.ts';
import type {
  DashboardModel,
  FindingView,
  RunRow,
  RunsUpdate,
  RunView,
  TurnColumns,
} from '../../../src/core/views/dashboard.ts';
import { noise, type Recipe, START, turnColumns } from './sample-turns.ts';

export interface Sample {
  readonly model: DashboardModel;
  readonly runs: RunsUpdate;
  readonly turns: number;
  columns(from: number, to: number): TurnColumns;
}

/** Names that try to run, to turn the line around, or to be very long. */
export const HOSTILE = [
  '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>',
  '\u202Egnp.exe\u202C لوحة القيادة',
  `${'very-long-name-'.repeat(20)}end`,
  '\u001b[31mred\u001b[0m {{7*7}} `id`',
] as const;

/** What a sample can be asked for by name. */
export const SAMPLES = {
  healthy: () => sample({ name: 'planner.mjs', turns: 38, live: true, budget: 0.61 }),
  loop: () => sample({ name: 'loop.mjs', turns: 61, budget: 1.004, stopped: true, findings: FINDINGS }),
  states: () =>
    sample({ name: 'flaky.mjs', turns: 24, live: true, budget: 0.84, flags: true, agents: ['coder', 'reviewer'] }),
  hostile: () =>
    sample({ name: HOSTILE[0], turns: 12, live: true, agents: HOSTILE, findings: [hostileFinding()], models: HOSTILE }),
  unpriced: () => sample({ name: 'local.mjs', turns: 9, unpriced: true }),
  long: () => sample({ name: 'overnight.mjs', turns: 50_000, live: true, budget: 0.44 }),
  first: () => sample({ name: 'first.mjs', turns: 1, live: true, budget: 0.01 }),
  waiting: () => sample({ name: 'waiting.mjs', turns: 0, live: true }),
} as const;

export type SampleName = keyof typeof SAMPLES;

/** No run at all. */
export function nothing(): DashboardModel {
  return { runCount: 0, notes: [], priceNote: PRICES };
}

const PRICES = 'API list-price equivalent · genai-prices 0.1.8, 2026-09-22';

const FINDINGS: readonly FindingView[] = [
  {
    code: 'runaway-loop',
    mute: { code: 'runaway-loop' },
    severity: 'critical',
    title: '12 almost equal calls in a row ($1.90)',
    evidence: [
      'Turns 49 to 61 differ in 14 of 21,370 input tokens.',
      'The tool search_files got the same arguments 12 times.',
    ],
    remedy: 'Stop when a tool call repeats, or set a limit of turns.',
    site: { file: '/home/dev/agents/loop.mjs', line: 42, label: 'loop.mjs:42' },
  },
  {
    code: 'system-prompt-bloat',
    mute: { code: 'system-prompt-bloat' },
    severity: 'warning',
    title: 'The system prompt is 38% of the input ($1.12)',
    evidence: [
      '4,812 tokens in each of 61 turns, none of them from a cache.',
      '6 tokens of input for each token of output.',
    ],
    remedy: 'Put what does not change first, and mark it for the cache.',
    site: { file: '/home/dev/agents/loop.mjs', line: 17, label: 'loop.mjs:17' },
  },
];

function hostileFinding(): FindingView {
  return {
    code: 'runaway-loop',
    mute: { code: 'runaway-loop' },
    severity: 'warning',
    title: HOSTILE[0],
    evidence: HOSTILE,
    remedy: HOSTILE[1],
    site: { file: `/tmp/${HOSTILE[0]}`, line: 1, label: HOSTILE[1] },
  };
}

function sample(recipe: Recipe): Sample {
  const columns = (from: number, to: number) => turnColumns(recipe, from, to);
  const { turns } = recipe;
  const run = runView(recipe, turns, columns(0, turns));
  const runs = runsUpdate(run, turns);
  return { turns, columns, runs, model: { runCount: runs.rows.length, run, notes: [], priceNote: PRICES } };
}

/** The run among many others. */
function runsUpdate(run: RunView, turns: number): RunsUpdate {
  const rows = Array.from({ length: 213 }, (_, i) => runRow(i));
  const row: RunRow = {
    ...{
      id: run.id,
      name: run.name,
      state: run.state,
      stateText: run.stateText,
      startedAt: START,
      lastAt: START,
      turns,
    },
    ...{
      tokens: 1_234_567,
      nano: 4_180_000_000,
      costText: run.costText,
      findings: run.findings.length,
      worst: 'warning',
    },
    ...(run.budget && { budgetRatio: run.budget.ratio, budgetText: run.budget.percentText }),
    cachedShare: 0.89,
  };
  return { rows: [row, ...rows], whole: true, footer: '214 runs · $187.20 · 3 calls without a price' };
}

function runView(recipe: Recipe, turns: number, columns: TurnColumns): RunView {
  const { live = false, stopped = false, unpriced = false, budget } = recipe;
  const nano = costOf(columns);
  const cost = formatUsd(fromNano(nano));
  const limit = budget === undefined ? undefined : fromNano(Math.max(1, Math.round(nano / budget)));
  const state = live ? 'live' : stopped ? 'stopped' : 'ok';
  return {
    id: `run-${recipe.name}`,
    name: recipe.name,
    state,
    stateText: live ? 'live' : stopped ? 'stopped: run budget' : 'done',
    subtitle: 'gpt-5-mini, claude-haiku-4.5 · 6 min 12 s · 1.2M tokens',
    costText: unpriced ? '412k tokens, no price' : recipe.flags ? `≥ ${cost}` : cost,
    ...(recipe.flags && { costNote: '2 calls without a price, 1 call cut off, counted with what was reported.' }),
    ...(budget !== undefined &&
      limit !== undefined && {
        budget: {
          ...{
            label: 'run budget',
            text: `${cost} of ${formatUsd(limit)}`,
            percentText: `${Math.round(budget * 100)}%`,
          },
          ...{ ratio: budget, warnAt: 0.8, limitNano: limit },
          level: budget >= 1 ? 'over' : budget >= 0.8 ? 'near' : 'within',
        } as const,
      }),
    figures: [
      {
        ...{ label: 'Last turn', value: unpriced ? '41k tokens, no price' : '$0.1245' },
        ...{ note: '$0.0871 on average', turn: Math.max(0, turns - 1) },
      },
      { label: 'Cached input', value: '89%', note: '1.1M of 1.2M input tokens' },
      { label: 'Output', value: '26k', note: '11k of it reasoning' },
      ...(live && budget ? [{ label: 'Budget lasts', value: '≈ 4 min', note: 'about 24 turns like these' }] : []),
    ],
    guardText: budget
      ? 'Guard armed: a call that would pass the limit fails before it is sent ($5.00 a run).'
      : 'No budget binds this run.',
    findings: recipe.findings ?? [],
    models: recipe.models ?? ['gpt-5-mini', 'claude-haiku-4.5'],
    agents: recipe.agents ?? [],
    sites: [17, 42, 88].map(line => ({
      file: `/home/dev/agents/${recipe.name}`,
      line,
      label: `${recipe.name}:${line}`,
    })),
    turnCount: turns,
    canStop: live,
    canRaise: live && budget !== undefined,
  };
}

function costOf({ nano }: TurnColumns): number {
  return nano.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0);
}

const ROW_STATES = ['ok', 'ok', 'error', 'ok', 'interrupted', 'stopped'] as const;
const ROW_WORDS = { ok: 'done', error: 'failed', interrupted: 'interrupted', stopped: 'stopped: run budget' } as const;

function runRow(i: number): RunRow {
  const state = ROW_STATES[i % ROW_STATES.length] ?? 'ok';
  const nano = Math.round(5e9 * noise(i * 3));
  const priced = i % 17 !== 5;
  const findings = i % 5 === 0 ? 1 + (i % 3) : 0;
  return {
    id: `row-${i}`,
    name:
      i < HOSTILE.length
        ? (HOSTILE[i] ?? '')
        : (['planner.mjs', 'fix tests', 'reviewer', 'summarise.mjs'][i % 4] ?? ''),
    state,
    stateText: ROW_WORDS[state],
    startedAt: START - (i + 1) * 47 * 60_000,
    lastAt: START - i * 47 * 60_000,
    turns: 3 + Math.floor(noise(i) * 60),
    tokens: Math.floor(noise(i + 1) * 3_000_000),
    ...(priced && { nano }),
    costText: priced
      ? i % 11 === 3
        ? `≥ ${formatUsd(fromNano(nano))}`
        : formatUsd(fromNano(nano))
      : '412k tokens, no price',
    ...(i % 3 !== 0 && { budgetRatio: nano / 5e9, budgetText: `${Math.round(nano / 5e7)}%` }),
    ...(i % 7 !== 2 && { cachedShare: noise(i + 2) }),
    findings,
    ...(findings > 0 && { worst: i % 2 === 0 ? 'warning' : 'information' }),
  };
}
