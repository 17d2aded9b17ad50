/** One block of a prompt, measured once: the system prompt, or an element of the list of messages. */
import type { ToolResultRef } from '../../../core/wire.ts';
import type { Hasher } from '../hash/hasher.ts';
import { normaliseResult } from '../hash/normalise.ts';
import { asArray, asObject, asString, parseJson } from '../json.ts';
import type { ElementFacts, RawResult } from '../protocols/protocol.ts';
import { tokensPerCharacter } from './tokens.ts';

export interface Size {
  readonly n: number;
  readonly bytes: number;
  readonly tokens: number;
}

export interface Block {
  readonly part: ElementFacts['part'];
  /** of its JSON as it was sent */
  readonly hash: string;
  readonly bytes: number;
  /** what is neither results nor media */
  readonly text: Size;
  readonly results: Size;
  readonly media: Size;
  readonly resultRefs: readonly ToolResultRef[];
}

const NONE: Size = { n: 0, bytes: 0, tokens: 0 };

// Images and files are long and hold no text: the rate of what stands beside them is not sampled.
const USUAL_RATE = 0.25;

/** Measures a block from its JSON text. */
export function measureBlock(text: string, factsOf: (value: unknown) => ElementFacts, hasher: Hasher): Block {
  const facts = factsOf(parseJson(text));
  const bytes = Buffer.byteLength(text);
  const rate = facts.media.length > 0 ? USUAL_RATE : (tokensPerCharacter(text) * text.length) / Math.max(1, bytes);
  const media = facts.media.length === 0 ? 0 : Math.min(bytes, jsonBytes(facts.media));
  const room = bytes - media;
  const resultRefs = facts.results.length === 0 ? NO_RESULTS : facts.results.map(result => refOf(result, hasher));
  const inResults = facts.onlyResults ? room : Math.min(room, bytesOf(resultRefs));
  return {
    part: facts.part,
    hash: hasher(text),
    bytes,
    text: facts.onlyResults ? NONE : sizeOf(1, room - inResults, rate),
    results: resultRefs.length === 0 ? NONE : sizeOf(resultRefs.length, inResults, rate),
    media: facts.media.length === 0 ? NONE : { n: facts.media.length, bytes: media, tokens: 0 },
    resultRefs,
  };
}

const NO_RESULTS: readonly ToolResultRef[] = [];

function sizeOf(n: number, bytes: number, rate: number): Size {
  return { n, bytes, tokens: Math.round(bytes * rate) };
}

function bytesOf(results: readonly ToolResultRef[]): number {
  let sum = 0;
  for (const { bytes } of results) sum += bytes;
  return sum;
}

function refOf(result: RawResult, hasher: Hasher): ToolResultRef {
  const text = textOf(result);
  const id = result.id.slice(0, 128);
  const hash = hasher(normaliseResult(text));
  const bytes = Buffer.byteLength(text);
  return result.error ? { id, result: hash, bytes, error: true } : { id, result: hash, bytes };
}

// A result is a text, or a list of blocks: of these, media are counted apart.
function textOf({ content }: RawResult): string {
  if (typeof content === 'string') return content;
  if (content === undefined || content === null) return '';
  if (!Array.isArray(content)) return JSON.stringify(content) ?? '';
  return asArray(content)
    .map(item => asString(asObject(item)?.['text']) ?? (typeof item === 'string' ? item : otherBlock(item)))
    .join('\n');
}

function otherBlock(item: unknown): string {
  const type = String(asObject(item)?.['type']);
  return /image|document|file|audio/.test(type) ? '' : (JSON.stringify(item) ?? '');
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}
