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
  const texts = facts.results.map(textOf);
  const room = bytes - media;
  const inResults = facts.onlyResults
    ? room
    : Math.min(
        room,
        texts.reduce((sum, one) => sum + Buffer.byteLength(one), 0),
      );
  const size = (n: number, part: number): Size =>
    n === 0 ? NONE : { n, bytes: part, tokens: Math.round(part * rate) };
  return {
    part: facts.part,
    hash: hasher(text),
    bytes,
    text: size(facts.onlyResults ? 0 : 1, room - inResults),
    results: size(texts.length, inResults),
    media: facts.media.length === 0 ? NONE : { n: facts.media.length, bytes: media, tokens: 0 },
    resultRefs: facts.results.map((result, index) => refOf(result, texts[index] ?? '', hasher)),
  };
}

function refOf(result: RawResult, text: string, hasher: Hasher): ToolResultRef {
  return {
    id: result.id.slice(0, 128),
    result: hasher(normaliseResult(text)),
    bytes: Buffer.byteLength(text),
    ...(result.error && { error: true }),
  };
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
