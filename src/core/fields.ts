/** Single fields of a line, read from unknown JSON. What is not what it should be is undefined, never an exception. */
import { clean } from './text.ts';
import {
  type Attributes,
  type AttributeValue,
  BUDGET_ACTIONS,
  BUDGET_PERS,
  BUDGET_SPANS,
  type BudgetRef,
  PART_NAMES,
  type Part,
  type PartName,
  type Parts,
  type Prefix,
  type ToolCallRef,
  type ToolResultRef,
} from './wire.ts';

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that is there, or nothing at all: exact optional properties hold no undefined. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

export function text(value: unknown, max = 200): string | undefined {
  return typeof value === 'string' ? clean(value, max) : undefined;
}

/** Ids are hex digits in our own logs; other sources may use any short word. */
export function id(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.:-]{1,64}$/.test(value) ? value : undefined;
}

// Year 2000 to 2100: a clock outside it is no clock, and would put a run at the wrong end of every list.
export function time(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 946_684_800_000 && value <= 4_102_444_800_000 ? value : undefined;
}

export function whole(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}

export function bool(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

export function oneOf<T extends string>(all: readonly T[], value: unknown): T | undefined {
  return all.find(item => item === value);
}

const MAX_LIST = 4096;

export function list<T>(value: unknown, read: (item: Json) => T | undefined): readonly T[] {
  if (!Array.isArray(value)) return [];
  const found: T[] = [];
  for (const item of value.slice(0, MAX_LIST)) {
    const entry = isObject(item) ? read(item) : undefined;
    if (entry !== undefined) found.push(entry);
  }
  return found;
}

/** Flat attributes. Strings are cleaned, odd values and the names that reach into prototypes are dropped. */
export function attributes(value: unknown): Attributes | undefined {
  if (!isObject(value)) return undefined;
  const found: Record<string, AttributeValue> = {};
  for (const [key, item] of Object.entries(value).slice(0, 256)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype' || key.length > 100) continue;
    if (typeof item === 'string') found[key] = clean(item, 4096);
    else if (typeof item === 'boolean' || (typeof item === 'number' && Number.isFinite(item))) found[key] = item;
    else if (Array.isArray(item)) {
      found[key] = item
        .slice(0, 64)
        .filter(entry => typeof entry === 'string')
        .map(entry => clean(entry));
    }
  }
  return found;
}

export function budget(o: Json): BudgetRef | undefined {
  const per = oneOf(BUDGET_PERS, o['per']);
  if (per === undefined) return undefined;
  const alertAt = positive(o['alertAt']);
  return {
    per,
    ...optional('within', oneOf(BUDGET_SPANS, o['within'])),
    ...optional('usd', positive(o['usd'])),
    ...optional('tokens', positive(o['tokens'])),
    ...optional('calls', positive(o['calls'])),
    ...optional('minutes', positive(o['minutes'])),
    alertAt: alertAt !== undefined && alertAt <= 1 ? alertAt : 0.8,
    action: oneOf(BUDGET_ACTIONS, o['action']) ?? 'stop',
    ...optional('agent', text(o['agent'])),
    ...optional('task', text(o['task'])),
    ...optional('user', text(o['user'])),
    ...optional('model', text(o['model'])),
  };
}

export function parts(value: unknown): Parts {
  if (!isObject(value)) return {};
  const found: Partial<Record<PartName, Part>> = {};
  for (const name of PART_NAMES) {
    const o = value[name];
    if (!isObject(o)) continue;
    const items = list(o['items'], item => {
      const itemName = text(item['name']);
      return itemName === undefined ? undefined : { name: itemName, bytes: whole(item['bytes']) ?? 0 };
    });
    found[name] = {
      n: whole(o['n']) ?? 0,
      bytes: whole(o['bytes']) ?? 0,
      ...optional('tokens', whole(o['tokens'])),
      ...optional('hash', id(o['hash'])),
      ...optional('items', items.length > 0 ? items : undefined),
    };
  }
  return found;
}

export function prefix(value: unknown): Prefix | undefined {
  if (!isObject(value)) return undefined;
  const of = whole(value['of']);
  if (of === undefined) return undefined;
  const same = Math.min(whole(value['same']) ?? 0, of);
  return { same, of, bytes: whole(value['bytes']) ?? 0, ...optional('span', id(value['span'])) };
}

export function toolCall(o: Json): ToolCallRef | undefined {
  const name = text(o['name']);
  const args = id(o['args']);
  if (name === undefined || args === undefined) return undefined;
  return { id: text(o['id']) ?? '', name, args, ...(o['wait'] === true && { wait: true }) };
}

export function toolResult(o: Json): ToolResultRef | undefined {
  const callId = text(o['id']);
  const result = id(o['result']);
  if (callId === undefined || result === undefined) return undefined;
  return { id: callId, result, bytes: whole(o['bytes']) ?? 0, ...optional('error', bool(o['error'])) };
}
