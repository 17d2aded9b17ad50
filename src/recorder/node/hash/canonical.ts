/** JSON written one way only, so that equal values have equal hashes. */
import { isObject } from '../json.ts';

// A value deeper than this is cut: no tool takes it, and a hostile one must not overflow the stack.
const MAX_DEPTH = 64;

/** JSON with object keys sorted by code unit, no space, numbers as JavaScript prints them. */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH) return '"…"';
  if (Array.isArray(value)) return `[${value.map(item => canonicalJson(item, depth + 1)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonicalJson(value[key], depth + 1)}`);
  return `{${fields.join(',')}}`;
}

const NARRATION = new Set([
  'description',
  'explanation',
  'task_progress',
  'thought',
  'reason',
  'yield_time_ms',
  'max_output_tokens',
]);

/**
 * The text of a tool call's arguments that two equal calls share. What a model says about a call is left out: it differs
 * where the call does not. Numbers are kept: a call for the next page is another call.
 */
export function canonicalArguments(args: unknown): string {
  if (!isObject(args)) return canonicalJson(args);
  const kept = Object.entries(args).filter(([key]) => !NARRATION.has(key) && !key.startsWith('timeout'));
  return canonicalJson(Object.fromEntries(kept));
}
