/** What a run would have cost otherwise: on models worth a look, as a batch, with perfect caching. */
import type { Pricer } from '../calls.ts';
import { modelOfRun } from '../compare.ts';
import type { Run } from '../model.ts';
import { formatUsd } from '../money.ts';
import { tokens } from '../totals.ts';
import { type Scenario, whatIf } from '../what-if.ts';
import type { WhatIfResult, WhatIfView } from './insight.ts';
import { whatIfNotes, whatIfText } from './what-if.ts';

const MOST_MODELS = 12;
const LEAST_MODELS = 2;
const MOST_USED = 4;
/** Calls to price anew at one request: some tenths of a second. */
const MOST_PRICED = 100_000;

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
  const most = Math.max(LEAST_MODELS, Math.min(MOST_MODELS, Math.floor(MOST_PRICED / Math.max(1, run.calls.length))));
  const look = (scenario: Scenario) => whatIf([run.calls], scenario, price);
  const models = candidates(run, used, price)
    .slice(0, most)
    .flatMap(model => {
      const result = look({ kind: 'model', model });
      return result.nano === null ? [] : [{ model, nano: result.nano, result }];
    })
    .sort((a, b) => a.nano - b.nano)
    .map(({ model, nano, result }) => ({
      model,
      label: `${model}: ${result.incomplete ? '≥ ' : ''}${formatUsd(nano)}`,
      text: whatIfText(result, 'This run'),
      notes: whatIfNotes(result),
    }));
  const others = [{ kind: 'batch' } as const, { kind: 'caching' } as const].map((scenario): WhatIfResult => {
    const result = look(scenario);
    return { text: whatIfText(result, 'This run'), notes: whatIfNotes(result) };
  });
  return { turns: run.turns.length, models, others };
}

/** Siblings first, then what else is in use here, then what everybody knows; only what has a price, and not twice. */
function candidates(run: Run, used: readonly string[], price: Pricer): readonly string[] {
  const provider = providerOf(run);
  const own = new Set(run.calls.map(call => call.requestModel ?? call.responseModel));
  const only = own.size === 1 ? modelOfRun(run) : undefined;
  const named = [...(FAMILIES[provider ?? ''] ?? []), ...used.slice(0, MOST_USED), ...WELL_KNOWN];
  const seen = new Set<string>(only === undefined ? [] : [only]);
  const last = run.calls.at(-1);
  return named.filter(model => {
    const bare = model.slice(model.indexOf('/') + 1);
    if (seen.has(bare) || last === undefined) return false;
    seen.add(bare);
    return whatIf([[{ ...last, usage: { input: 1, output: 1 } }]], { kind: 'model', model }, price).nano !== null;
  });
}

/** Whose price list most of the run's tokens are on. */
function providerOf(run: Run): string | undefined {
  const sums = new Map<string, number>();
  for (const call of run.calls) {
    const provider = call.cost.key?.slice(0, call.cost.key.indexOf('/'));
    if (provider !== undefined) sums.set(provider, (sums.get(provider) ?? 0) + tokens(call));
  }
  const most = [...sums].sort((a, b) => b[1] - a[1])[0]?.[0];
  return most === undefined ? undefined : (SAME_FAMILY[most] ?? most);
}
