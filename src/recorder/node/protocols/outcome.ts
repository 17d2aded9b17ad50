/** What is known of a call's answer so far. */
import { keepText } from '../hash/output.ts';
import { asArray, asCount, asObject, asString, asWord, isObject, type Json, parseJson, remembered } from '../json.ts';

/** A tool call as it is put together from a stream. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, or the value itself */
  arguments: unknown;
}

export interface Outcome {
  id?: string;
  model?: string;
  serviceTier?: string;
  readonly finishReasons: string[];
  /** the provider's own object, cleaned: numbers and short words only */
  usage?: Json;
  /** tool calls by their place in the answer */
  readonly tools: Map<string | number, ToolCall>;
  /** bytes of text that came, as far as they were counted: for an estimate where no usage comes */
  textBytes: number;
  /** the pieces of its text, as they came: for a hash of it, and gone with the call */
  readonly text: string[];
  textLength: number;
  /** the protocol said that the answer is complete */
  finished: boolean;
  /** the model has ended; only the end of the bytes tells whether more is said about it */
  stopped: boolean;
  /** the provider reported a failure inside the answer */
  errorType?: string;
}

export function newOutcome(): Outcome {
  return {
    finishReasons: [],
    tools: new Map(),
    textBytes: 0,
    text: [],
    textLength: 0,
    finished: false,
    stopped: false,
  };
}

export function noteModel(outcome: Outcome, from: Json): void {
  const id = asString(from['id'] ?? from['responseId']);
  const model = asString(from['model'] ?? from['modelVersion']);
  const tier = asWord(from['service_tier']);
  if (id !== undefined) outcome.id = id.slice(0, 128);
  if (model !== undefined) outcome.model = model.slice(0, 128);
  if (tier !== undefined) outcome.serviceTier = tier;
}

export function noteFinish(outcome: Outcome, reason: unknown): void {
  const word = asWord(reason);
  if (word !== undefined && !outcome.finishReasons.includes(word)) outcome.finishReasons.push(word);
}

/** Takes the newest usage. With `merge`, fields it does not restate are kept. */
export function noteUsage(outcome: Outcome, usage: unknown, merge = false): void {
  const clean = isObject(usage) ? cleanUsage(usage) : undefined;
  if (clean === undefined) return;
  outcome.usage = merge && outcome.usage !== undefined ? { ...outcome.usage, ...clean } : clean;
}

/** The failure a provider reports in an error object, as a word. */
export function noteError(outcome: Outcome, error: unknown): void {
  const fields = asObject(error) ?? {};
  outcome.errorType = asWord(fields['code']) ?? asWord(fields['type']) ?? asWord(fields['status']) ?? 'error';
}

/** Counts a text, if it is one. */
export function noteText(outcome: Outcome, text: unknown): void {
  if (typeof text !== 'string') return;
  outcome.textBytes += text.length;
  keepText(outcome, text);
}

/** Text that is billed and not part of the answer: reasoning, arguments of tools. */
export function noteHidden(outcome: Outcome, text: unknown): void {
  if (typeof text === 'string') outcome.textBytes += text.length;
}

/** A tool call, or, where one is known at this place, more text of its arguments. */
export function noteTool(outcome: Outcome, at: string | number, id: unknown, name: unknown, args: unknown): void {
  const known = outcome.tools.get(at);
  noteHidden(outcome, args);
  if (known === undefined)
    outcome.tools.set(at, { id: asString(id) ?? '', name: asString(name) ?? '', arguments: args });
  else if (typeof args === 'string')
    known.arguments = typeof known.arguments === 'string' ? known.arguments + args : args;
}

/** Arguments as a value, where their text is JSON; the text as it came, where it is cut or none. */
export function argumentsOf(call: ToolCall): unknown {
  if (typeof call.arguments !== 'string') return call.arguments;
  return parseJson(call.arguments) ?? call.arguments;
}

/** The events and answers of an API are objects; anything else in their place is no news. */
export function eachObject(list: unknown): readonly Json[] {
  return asArray(list).filter(isObject);
}

/** A usage object without anything that could be a text of the user's: numbers, flags and short words only. */
export function cleanUsage(value: Json, depth = 0): Json | undefined {
  const kept: Record<string, unknown> = {};
  let any = false;
  for (const key of Object.keys(value).slice(0, 100)) {
    const clean = cleanField(value[key], depth);
    if (clean === undefined || !isName(key)) continue;
    kept[key] = clean;
    any = true;
  }
  return any ? kept : undefined;
}

const isName = remembered(text => /^[\w.-]{1,64}$/.test(text));

function cleanField(field: unknown, depth: number): unknown {
  if (typeof field === 'number' || typeof field === 'boolean') return asCount(field) ?? field;
  if (typeof field === 'string') return asWord(field);
  if (depth >= 4) return undefined;
  if (Array.isArray(field)) return field.slice(0, 50).flatMap((item: unknown) => cleanField(item, depth + 1) ?? []);
  return isObject(field) ? cleanUsage(field, depth + 1) : undefined;
}
