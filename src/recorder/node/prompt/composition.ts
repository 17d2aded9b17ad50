/** What a prompt is made of, block by block: each step is made once from the step before it. */
import type { Part, Parts } from '../../../core/wire.ts';
import type { Block, Size } from './block.ts';
import type { ToolsPart } from './tools-block.ts';

/** Sums over blocks, with a hash that tells two sequences of them apart. */
interface Tally extends Size {
  readonly hash: string;
}

/** The composition of a prompt up to a block. */
export interface Composition {
  readonly system: Tally;
  readonly history: Tally;
  readonly results: Tally;
  readonly media: Size;
  /** of all blocks together */
  readonly bytes: number;
  /** the newest input of the user: history, once a newer one comes */
  readonly user: Block | undefined;
}

const EMPTY: Tally = { n: 0, bytes: 0, tokens: 0, hash: '' };

export const NOTHING: Composition = {
  system: EMPTY,
  history: EMPTY,
  results: EMPTY,
  media: EMPTY,
  bytes: 0,
  user: undefined,
};

/** The composition with one more block. */
export function addBlock(before: Composition, block: Block): Composition {
  const { system, history, results, media, bytes, user } = before;
  const next = { system, history, results, media, bytes: bytes + block.bytes, user };
  if (block.results.n > 0) next.results = tally(before.results, block.results, block.hash);
  if (block.media.n > 0) next.media = sum(before.media, block.media);
  if (block.text.n === 0) return next;
  if (block.part === 'system') next.system = tally(before.system, block.text, block.hash);
  else if (block.part === 'assistant') next.history = tally(before.history, block.text, block.hash);
  else {
    if (before.user) next.history = tally(before.history, before.user.text, before.user.hash);
    next.user = block;
  }
  return next;
}

/** The parts of a prompt, as the log names them. Parts there are none of are left out. */
export function partsOf(whole: Composition, tools: ToolsPart | undefined, system: Block | undefined): Parts {
  const all = system ? tally(whole.system, system.text, system.hash) : whole.system;
  const parts: { -readonly [K in keyof Parts]: Parts[K] } = {};
  if (all.n > 0) parts.system = part(all, all.hash);
  if (tools) parts.tools = tools;
  if (whole.history.n > 0) parts.history = part(whole.history, whole.history.hash);
  if (whole.results.n > 0) parts.tool_results = part(whole.results, whole.results.hash);
  if (whole.user) parts.user = part(whole.user.text, whole.user.hash);
  if (whole.media.n > 0) parts.media = { n: whole.media.n, bytes: whole.media.bytes };
  return parts;
}

function tally(before: Tally, added: Size, hash: string): Tally {
  return {
    n: before.n + added.n,
    bytes: before.bytes + added.bytes,
    tokens: before.tokens + added.tokens,
    hash: before.hash === '' ? hash : chain(before.hash, hash),
  };
}

/**
 * The hash of a sequence of blocks: that of the one block, or for each half (8 hex digits) `before × 31 + block`, modulo
 * 2³². Its inputs are keyed already, so nothing more than equality needs to be kept.
 */
function chain(before: string, block: string): string {
  return half(before, block, 0) + half(before, block, 8);
}

function half(before: string, block: string, at: number): string {
  const mixed = Math.imul(digits(before, at), 31) + digits(block, at);
  return (mixed >>> 0).toString(16).padStart(8, '0');
}

function digits(hash: string, at: number): number {
  return Number.parseInt(hash.slice(at, at + 8), 16);
}

function sum(a: Size, b: Size): Size {
  return { n: a.n + b.n, bytes: a.bytes + b.bytes, tokens: a.tokens + b.tokens };
}

function part({ n, bytes, tokens }: Size, hash: string): Part {
  return { n, bytes, tokens, hash };
}
