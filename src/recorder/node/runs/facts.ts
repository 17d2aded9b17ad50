/** What a program says of a run it opens, and how that reaches the processes it starts: `SPANMETER_RUN`, as JSON. */
import { parseConfig } from '../../../core/budgets/config.ts';
import type { Attributes, BudgetRef } from '../../../core/wire.ts';
import { asObject, asString, type Json, optional, parseJson } from '../json.ts';

export interface RunFacts {
  readonly name: string;
  readonly agent?: string;
  readonly task?: string;
  readonly user?: string;
  readonly session?: string;
  readonly budgets?: readonly BudgetRef[];
  /** prompts and answers are kept; what the environment says, unless given */
  readonly content?: boolean;
  readonly meta?: Attributes;
}

/** What a process that joins a run has to know of it. */
export interface KnownFacts extends Partial<Omit<RunFacts, 'meta'>> {
  /** the run it was begun within: its limits bind as well */
  readonly outer?: KnownFacts & { readonly run: string };
}

const TEXTS = ['name', 'agent', 'task', 'user', 'session'] as const;
const MOST_CHARACTERS = 8192;
const MOST_LEVELS = 8;

/** As the value of the variable; undefined where there is nothing to say, or too much of it. */
export function encodeFacts(facts: KnownFacts): string | undefined {
  const text = JSON.stringify(facts);
  return text === '{}' || text.length > MOST_CHARACTERS ? undefined : text;
}

/** Reads the variable. Whatever else stands in it counts as not said. */
export function decodeFacts(text: string | undefined): KnownFacts {
  return text === undefined || text.length > MOST_CHARACTERS ? {} : factsOf(parseJson(text), MOST_LEVELS);
}

function factsOf(value: unknown, levels: number): KnownFacts {
  const fields = asObject(value) ?? {};
  const { budgets } = parseConfig({ budgets: fields['budgets'] });
  const outer = levels > 0 ? asObject(fields['outer']) : undefined;
  const run = asString(outer?.['run']);
  return {
    ...textsOf(fields),
    ...(budgets.length > 0 && { budgets }),
    ...(typeof fields['content'] === 'boolean' && { content: fields['content'] }),
    ...(run !== undefined && /^[0-9a-f]{32}$/.test(run) && { outer: { run, ...factsOf(outer, levels - 1) } }),
  };
}

function textsOf(fields: Json): Partial<Record<(typeof TEXTS)[number], string>> {
  return Object.assign({}, ...TEXTS.map(key => optional(key, asString(fields[key])?.slice(0, 200) || undefined)));
}
