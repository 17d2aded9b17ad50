/** Any provider's usage object as a flat list of snake-case paths, so that one table of names reads them all. */
import { isObject } from '../fields.ts';

/** Leaves by path. `prefixed` where they were span attributes of an instrumentation rather than a provider's answer. */
export interface Flat {
  readonly leaves: ReadonlyMap<string, unknown>;
  readonly prefixed: boolean;
}

const MAX_LEAVES = 400;
const MAX_DEPTH = 5;

/** Wrappers around a usage object, and the name spaces of instrumentations. */
const WRAPPER =
  /^(?:response\.|message\.|meta\.|metadata\.|x_groq\.|delta\.)?(?:usage_metadata|usage_details|usage|token_usage|meta|amazon_bedrock_invocation_metrics|model_usage)\.(?=.)/;
const NAMESPACE = /^(?:gen_ai\.usage|llm\.usage|ai\.usage|llm\.token_count|spanmeter\.usage)\./;

/**
 * Flattens. `promptTokensDetails: [{modality: 'AUDIO', tokenCount: 5}]` becomes `prompt_tokens_details.audio`, and
 * `cacheDetails: [{ttl: '1h', inputTokens: 5}]` becomes `cache_details.1h`. What stands outside wins over what is wrapped.
 */
export function flatten(raw: unknown): Flat {
  const all = new Map<string, unknown>();
  walk(raw, '', 0, all);
  const leaves = new Map<string, unknown>();
  let prefixed = false;
  const wrapped: [string, unknown][] = [];
  for (const [path, value] of all) {
    // What is wrapped has a dot in it.
    const bare = path.includes('.') ? bareOf(path) : path;
    if (bare === path) leaves.set(path, value);
    else {
      wrapped.push([bare, value]);
      if (NAMESPACE.test(path)) prefixed = true;
    }
  }
  for (const [path, value] of wrapped) if (!leaves.has(path)) leaves.set(path, value);
  return { leaves, prefixed };
}

// Providers name a few fields, over and over.
const BARE = new Map<string, string>();
const MAX_BARE = 256;

function bareOf(path: string): string {
  const known = BARE.get(path);
  if (known !== undefined) return known;
  const bare = path.replace(WRAPPER, '').replace(NAMESPACE, '');
  if (BARE.size < MAX_BARE) BARE.set(path, bare);
  return bare;
}

function walk(value: unknown, path: string, depth: number, out: Map<string, unknown>): void {
  if (out.size >= MAX_LEAVES || depth > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    for (const item of value.slice(0, 32)) walkTagged(item, path, out);
  } else if (isObject(value)) {
    const before = path === '' ? '' : `${path}.`;
    for (const key of Object.keys(value)) walk(value[key], before + snake(key), depth + 1, out);
  } else if (path !== '' && value !== null && value !== undefined) {
    out.set(path, value);
  }
}

function walkTagged(item: unknown, path: string, out: Map<string, unknown>): void {
  if (!isObject(item)) return;
  const tag = item['modality'] ?? item['ttl'];
  const count = item['tokenCount'] ?? item['token_count'] ?? item['tokens'] ?? item['inputTokens'];
  if (typeof tag !== 'string' || typeof count !== 'number') return;
  // Gemini bills the pages of a document as images.
  const key = `${path}.${tag.toLowerCase().slice(0, 20).replace('document', 'image')}`;
  const known = out.get(key);
  out.set(key, typeof known === 'number' ? known + count : count);
}

function snake(key: string): string {
  // As most providers write theirs.
  if (key.length <= 100 && /^[a-z0-9_]*$/.test(key)) return key;
  return key
    .slice(0, 100)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
}
