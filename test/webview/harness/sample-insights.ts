/** What the host answers when it is asked: amounts opened, the tab "Agents & models", what a run would have cost otherwise. */
import type { RunRow } from '../../../src/core/views/dashboard.ts';
import type {
  ExplanationView,
  GroupRow,
  ModelsView,
  WhatIfRunsView,
  WhatIfView,
} from '../../../src/core/views/insight.ts';
import type { FromWebview, ToWebview } from '../../../src/core/views/messages.ts';

/** What the host would say to a message of the webview; undefined where it says nothing. */
export function answerTo(
  message: FromWebview,
  turns: number,
  hostile: readonly string[],
  runs: readonly RunRow[] = [],
): ToWebview | undefined {
  switch (message.type) {
    case 'explain': {
      const { run, turn } = message;
      if (turn === undefined) return { type: 'explanation', run, view: WHOLE_RUN };
      return { type: 'explanation', run, turn, view: turnView(turn) };
    }
    case 'whatIf':
      return { type: 'whatIf', run: message.run, view: whatIf(turns) };
    case 'whatIfRuns':
      return { type: 'whatIfRuns', view: whatIfRuns(runs.filter(({ id }) => message.runs?.includes(id) ?? true)) };
    case 'show':
      return message.tab === 'models' ? { type: 'models', view: modelsView(hostile) } : undefined;
    default:
      return undefined;
  }
}

const BILLED = ['Billed', 'Units', 'Rate', 'Cost'] as const;
const SOURCE = [
  { label: 'Source', text: 'genai-prices 0.1.8, prices of 2026-09-22' },
  { label: 'Basis', text: 'API list-price equivalent, not a bill' },
];

function turnView(turn: number): ExplanationView {
  return {
    title: `Turn ${turn + 1}`,
    amount: '≥ $0.04',
    note: '1 call without a price, 1 call cut off, counted with what was reported.',
    blocks: [
      {
        title: 'Call 41',
        heads: BILLED,
        parts: [
          { what: 'input', units: '12,400 tokens', rate: '$2.50 / M', amount: '$0.0310000' },
          { what: 'cache read', units: '3,201 tokens', rate: '$1.25 / M', amount: '$0.0040013' },
          { what: 'cache write, 5 min', units: '200 tokens', rate: '$3.125 / M', amount: '$0.0006250' },
          { what: 'output', units: '412 tokens', rate: '$10.00 / M', amount: '$0.0041200' },
        ],
        total: '≈ $0.0397463',
        facts: [
          { label: 'Model', text: 'gpt-5-mini → gpt-5-mini-2025-08-07' },
          { label: 'Provider', text: 'openai at api.openai.com' },
          { label: 'Priced as', text: 'openai/gpt-5-mini' },
          { label: 'Match', text: 'the model is in the price table but for a route, a date or a version' },
          { label: 'Factor', text: 'batch × 0.5 (in the rates above)' },
          { label: 'Assumed', text: 'no price for a cache write: input rate used' },
          ...SOURCE,
        ],
      },
      {
        ...{ title: 'Call 42', heads: BILLED, parts: [] },
        facts: [
          { label: 'Model', text: 'claude-haiku-4.5' },
          { label: 'State', text: 'failed (HTTP 529)' },
          { label: 'Not priced', text: 'no usage was reported' },
        ],
      },
    ],
    more: '3 more calls of this turn: $0.01.',
  };
}

const WHOLE_RUN: ExplanationView = {
  title: 'Whole run',
  amount: '$0.15',
  blocks: [
    {
      title: 'What was billed',
      heads: BILLED,
      parts: [
        { what: 'input', units: '312,400', rate: '2 rates', amount: '$0.0781000' },
        { what: 'cache read', units: '512,201', rate: '$0.025 / M', amount: '$0.0128050' },
        { what: 'output', units: '26,112', rate: '$2.00 / M', amount: '$0.0522240' },
      ],
      total: '$0.1431290',
      facts: [],
    },
    {
      title: 'By model',
      heads: ['Model', 'Tokens', 'Calls', 'Cost'],
      parts: [
        { what: 'gpt-5-mini → gpt-5-mini-2025-08-07', units: '812k', rate: '58', amount: '$0.1391290' },
        { what: 'claude-haiku-4.5', units: '38k', rate: '3', amount: '$0.0040000' },
      ],
      total: '$0.1431290',
      facts: [{ label: 'Match', text: 'the model is in the price table (58 calls)' }, ...SOURCE],
    },
  ],
};

function row(name: string, share: number | undefined, rest: Partial<GroupRow> = {}): GroupRow {
  return {
    ...{ key: `=${name}`, name, runs: 38, calls: 1204, input: 2_412_000, output: 81_200, cachedShare: 0.61 },
    ...(share !== undefined && { share }),
    ...(share !== undefined && { nano: Math.round(share * 187.2e9), perCall: 12_400_000, perCallText: '$0.0124' }),
    costText: `$${((share ?? 0) * 187.2).toFixed(2)}`,
    ...rest,
  };
}

function modelsView(hostile: readonly string[]): ModelsView {
  const unpriced = row('house-model-7', undefined);
  const site = (line: number) => ({ file: '/home/dev/agents/loop.mjs', line, label: `loop.mjs:${line}` });
  return {
    groups: {
      model: [
        row('gpt-5-mini', 0.72),
        row('claude-haiku-4.5', 0.25, { costText: '≈ $46.80', runs: 9 }),
        row('gpt-4o-mini-2024-07-18', 0.0301, { costText: '≥ $5.61', calls: 88 }),
        { ...unpriced, costText: '412k tokens, no price', calls: 12 },
        ...hostile.map(name => row(name, undefined, { costText: '1.2M tokens, free' })),
      ],
      agent: [row('coder', 0.6), row('reviewer', 0.31), row('(no agent)', 0.09, { key: '' })],
      site: [17, 42, 88].map(line => row(`loop.mjs:${line}`, 20 / (line + 20), { site: site(line) })),
    },
    footer: '214 runs · ≥ $187.20 · 12 calls without a price',
    unpriced: [
      {
        model: 'house-model-7',
        text: 'No price for house-model-7: 412k tokens in 12 calls',
        note: 'house-model-7 is not in the price table',
      },
      {
        model: hostile[0] ?? '',
        text: `No price for ${hostile[0]}: 12k tokens in 1 call`,
        note: 'gpt-4o-minni is not in the price table of openai; it looks like openai/gpt-4o-mini',
      },
    ],
    comparisons: [
      {
        task: 'triage the inbox',
        rows: [
          {
            ...{ model: 'gpt-5-mini', runs: '24', median: '$0.31', p90: '$0.44', max: '$1.02' },
            ...{ tokens: '120k', turns: '14', total: '$8.12' },
          },
          {
            ...{ model: 'gpt-4o-mini', runs: '8', median: '≥ $0.06', p90: '≥ $0.09', max: '≥ $0.12' },
            ...{ tokens: '412k', turns: '51', total: '≥ $0.55' },
          },
          {
            ...{ model: 'house-model-7', runs: '1', median: 'no price', p90: 'no price', max: 'no price' },
            ...{ tokens: '90k', turns: '9', total: 'no price' },
          },
        ],
        notes: [
          'gpt-4o-mini took 3.4× the tokens of gpt-5-mini for triage the inbox (median 412k, 120k), $0.06 a run, $0.31 on gpt-5-mini.',
        ],
      },
    ],
  };
}

function whatIf(turns: number): WhatIfView {
  const notes = [
    'Assumes: the same tokens in and out: another model counts, answers and caches differently.',
    'Assumes: prices of the time of each call, at the service level it was served at.',
  ];
  const model = (name: string, usd: string) => ({
    ...{ model: name, label: `${name}: ${usd}`, text: `This run on ${name}: ${usd} instead of $1.83`, notes },
  });
  return {
    turns,
    models: [model('gpt-4o-mini', '$0.11'), model('google/gemini-2.5-flash', '$0.29'), model('gpt-5.4', '$4.10')],
    others: [
      { text: 'This run as a batch: $0.92 instead of $1.83', notes: ['Assumes: the same calls could have waited.'] },
      { text: 'This run with perfect prompt caching: $1.20 instead of $1.83', notes: [] },
    ],
  };
}

function whatIfRuns(runs: readonly RunRow[]): WhatIfRunsView {
  const { models, others } = whatIf(0);
  const all = <T extends { readonly text: string }>(result: T): T => ({
    ...result,
    text: result.text.replace('This run', `${runs.length} runs`).replace('$1.83', '≥ $187.20'),
  });
  return {
    runs: runs.length,
    tokens: runs.reduce((sum, run) => sum + run.tokens, 0),
    models: models.map(all),
    others: others.map(all),
    more: 'The newest 200 runs of 214: more would take too long here.',
  };
}
