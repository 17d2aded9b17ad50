/** Free metadata of the program → flat attributes: numbers and short words, nothing that holds what was said. */
import type { Attributes, AttributeValue } from '../../../core/wire.ts';
import { isObject, type Json } from '../json.ts';

const MAX_KEYS = 64;
const MAX_TEXT = 200;
const MAX_DEPTH = 3;

// Texts under these names are prompts and answers more often than not: they stay in the program.
const CONTENT =
  /^(?:inputs?|outputs?|prompts?|completions?|messages?|content|text|body|arguments|args|params|results?|responses?|requests?|query|question|answer|instructions|system|data|document|snippet|usage)$/i;

/** Undefined where nothing is left. */
export function toMeta(metadata: unknown): Attributes | undefined {
  if (!isObject(metadata)) return undefined;
  const meta: Record<string, AttributeValue> = {};
  collect(metadata, '', false, 0, meta);
  return Object.keys(meta).length > 0 ? meta : undefined;
}

function collect(
  fields: Json,
  path: string,
  isContent: boolean,
  depth: number,
  meta: Record<string, AttributeValue>,
): void {
  for (const [key, value] of Object.entries(fields)) {
    if (Object.keys(meta).length >= MAX_KEYS) return;
    const name = (path === '' ? key : `${path}.${key}`).slice(0, MAX_TEXT);
    const hidden = isContent || CONTENT.test(key);
    if (typeof value === 'number' || typeof value === 'boolean') meta[name] = value;
    else if (typeof value === 'string') {
      if (!hidden && value.length <= MAX_TEXT) meta[name] = value;
    } else if (Array.isArray(value)) {
      const words = value.filter((item): item is string => typeof item === 'string' && item.length <= MAX_TEXT);
      if (!hidden && words.length === value.length && words.length <= MAX_KEYS) meta[name] = words;
    } else if (isObject(value) && depth < MAX_DEPTH) collect(value, name, hidden, depth + 1, meta);
  }
}
