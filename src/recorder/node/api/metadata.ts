/** Free metadata of the program → flat attributes: numbers and short words, nothing that holds what was said. */
import type { Attributes, AttributeValue } from '../../../core/wire.ts';
import { isObject, type Json, remembered } from '../json.ts';

const MAX_KEYS = 64;
const MAX_TEXT = 200;
const MAX_DEPTH = 3;

// Texts under these names are prompts and answers more often than not: they stay in the program.
const CONTENT =
  /^(?:inputs?|outputs?|prompts?|completions?|messages?|content|text|body|arguments|args|params|results?|responses?|requests?|query|question|answer|instructions|system|data|document|snippet|usage)$/i;

/** Undefined where nothing is left. */
export function toMeta(metadata: unknown): Attributes | undefined {
  if (!isObject(metadata)) return undefined;
  const kept: Kept = { meta: {}, keys: 0 };
  collect(metadata, '', false, 0, kept);
  return kept.keys > 0 ? kept.meta : undefined;
}

interface Kept {
  readonly meta: Record<string, AttributeValue>;
  keys: number;
}

const isHarmless = remembered(key => !CONTENT.test(key));

function collect(fields: Json, path: string, isContent: boolean, depth: number, kept: Kept): void {
  for (const key of Object.keys(fields)) {
    if (kept.keys >= MAX_KEYS) return;
    const value = fields[key];
    const whole = path === '' ? key : `${path}.${key}`;
    const name = whole.length > MAX_TEXT ? whole.slice(0, MAX_TEXT) : whole;
    const hidden = isContent || !isHarmless(key);
    if (typeof value === 'number' || typeof value === 'boolean') keep(kept, name, value);
    else if (typeof value === 'string') {
      if (!hidden && value.length <= MAX_TEXT) keep(kept, name, value);
    } else if (Array.isArray(value)) {
      const words = value.filter((item): item is string => typeof item === 'string' && item.length <= MAX_TEXT);
      if (!hidden && words.length === value.length && words.length <= MAX_KEYS) keep(kept, name, words);
    } else if (isObject(value) && depth < MAX_DEPTH) collect(value, name, hidden, depth + 1, kept);
  }
}

// Two names that are cut may be one: it is one key then.
function keep(kept: Kept, name: string, value: AttributeValue): void {
  if (!Object.hasOwn(kept.meta, name)) kept.keys++;
  kept.meta[name] = value;
}
