/** What runs would have cost otherwise, one or all that are listed: on models worth a look, as a batch, with perfect caching. */
import type { Pricer } from '../calls.ts';
import type { Run } from '../model.ts';
import { formatUsd } from '../money.ts';
import { count, formatCount } from '../text.ts';
import { tokens, tokensOf } from '../totals.ts';
import { type Scenario, whatIf } from '../what-if.ts';
import type { WhatIfResult, WhatIfRunsView, WhatIfView } from './insight.ts';
import { whatIfNotes, whatIfText } from './what-if.ts';

const MOST_MODELS = 12;
const LEAST_MODELS = 2;
const MOST_USED = 4;
/** Calls to price anew at one request: some tenths of a second. */
const MOST_PRICED = 100_000;
/** Calls of several runs together that are priced anew at all: half a second. `spanmeter report --what-if` has no such end. */
const MOST_CALLS = 50_000;

/** Each provider's models that people choose between. One that the price table doesn't know is not offered. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  openai: ['gpt-4o-mini', 'gpt-5-mini', 'gpt-5.4-mini', 'gpt-5.4-nano', 'gpt-4.1-mini', 'gpt-4o', 'gpt-5.4'],
  anthropic: ['claude-haiku-4-5', 'claude-sonnet-4-6', 'claude-opus-4-8'],
  google: ['gemini-2.5-flash', 'gemini-2.5-flash-lite', 'gemini-3-flash-preview', 'gemini-2.5-pro'],
  mistral: ['mistral-small-latest', 'mistral-large-latest'],
  deepseek: ['deepseek-chat'],
  'x-ai': ['grok-4-fast'],
};

/** Known to most, so that there is always something to compare with. */
export const WELL_KNOWN: readonly string[] = [
  'openai/gpt-4o-mini',
  'anthropic/claude-haiku-4-5',
  'google/gemini-2.5-flash',
  'openai/gpt-5-mini',
  'anthropic/claude-sonnet-4-6',
  'deepseek/deepseek-chat',
  'google/gemini-2.5-flash-lite',
  'mistral/mistral-small-latest',
];

/** Azure sells what OpenAI makes. */
const SAME_FAMILY: Readonly<Record<string, string>> = { azure: 'openai' };

/** `used`: models of the other runs, most used first. */
export function alternatives(run: Run, used: readonly string[], price: Pricer): WhatIfView {
  return { turns: run.turns.length, ...otherwise([run], used, price, 'This run') };
}

/** The same for several runs, all together. `runs`: newest first; where there are too many, the oldest are left out. */
export function alternativesOfRuns(runs: readonly Run[], used: readonly string[], price: Pricer): WhatIfRunsView {
  const taken = newest(runs);
  const subject = count(taken.length, 'run');
  const left = runs.length - taken.length;
  return {
    runs: runs.length,
    tokens: runs.reduce((all, { totals }) => all + tokensOf(totals), 0),
    ...otherwise(taken, used, price, subject),
    ...(left > 0 && {
      more: `The newest ${subject} of ${formatCount(runs.length)}: more would take too long here, see spanmeter report --what-if.`,
    }),
  };
}

function newest(runs: readonly Run[]): readonly Run[] {
  let calls = 0;
  const end = runs.findIndex(run => {
    calls += run.calls.length;
    return calls > MOST_CALLS;
  });
  return end < 0 ? runs : runs.slice(0, Math.max(1, end));
}

function otherwise(
  runs: readonly Run[],
  used: readonly string[],
  price: Pricer,
  subject: string,
): Pick<WhatIfView, 'models' | 'others'> {
  const calls = runs.reduce((sum, run) => sum + run.calls.length, 0);
  const most = Math.max(LEAST_MODELS, Math.min(MOST_MODELS, Math.floor(MOST_PRICED / Math.max(1, calls))));
  const look = (scenario: Scenario) => whatIf(runs, scenario, price);
  const models = candidates(runs, used, price)
    .slice(0, most)
    .flatMap(model => {
      const result = look({ kind: 'model', model });
      return result.nano === null ? [] : [{ model, nano: result.nano, result }];
    })
    .sort((a, b) => a.nano - b.nano)
    .map(({ model, nano, result }) => ({
      model,
      label: `${model}: ${result.incomplete ? '≥ ' : ''}${formatUsd(nano)}`,
      text: whatIfText(result, subject),
      notes: whatIfNotes(result),
    }));
  const others = [{ kind: 'batch' } as const, { kind: 'caching' } as const].map((scenario): WhatIfResult => {
    const result = look(scenario);
    return { text: whatIfText(result, subject), notes: whatIfNotes(result) };
  });
  return { models, others };
}

/** Siblings first, then what else is in use here, then what everybody knows; only what has a price, and not twice. */
function candidates(runs: readonly Run[], used: readonly string[], price: Pricer): readonly string[] {
  const provider = providerOf(runs);
  const own = new Set(runs.flatMap(run => run.calls.map(call => call.requestModel ?? call.responseModel)));
  const [only] = own.size === 1 ? own : [];
  const named = [...(FAMILIES[provider ?? ''] ?? []), ...used.slice(0, MOST_USED), ...WELL_KNOWN];
  const seen = new Set<string>(only === undefined ? [] : [only]);
  const recent = runs.find(run => run.calls.length > 0);
  const last = recent?.calls.at(-1);
  return named.filter(model => {
    const bare = model.slice(model.indexOf('/') + 1);
    if (seen.has(bare) || recent === undefined || last === undefined) return false;
    seen.add(bare);
    const probe = { dir: recent.dir, calls: [{ ...last, usage: { input: 1, output: 1 } }] };
    return whatIf([probe], { kind: 'model', model }, price).nano !== null;
  });
}

/** Whose price list most of the tokens are on. */
function providerOf(runs: readonly Run[]): string | undefined {
  const sums = new Map<string, number>();
  for (const call of runs.flatMap(run => run.calls)) {
    const provider = call.cost.key?.slice(0, call.cost.key.indexOf('/'));
    if (provider !== undefined) sums.set(provider, (sums.get(provider) ?? 0) + tokens(call));
  }
  const most = [...sums].sort((a, b) => b[1] - a[1])[0]?.[0];
  return most === undefined ? undefined : (SAME_FAMILY[most] ?? most);
}
