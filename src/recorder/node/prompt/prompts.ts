/** The prompts of the conversations this process has under way: what a new request is compared with. */
import type { Prefix, RequestLine, ToolResultRef } from '../../../core/wire.ts';
import type { Hasher } from '../hash/hasher.ts';
import { optional } from '../json.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { NOTHING, partsOf } from './composition.ts';
import { measurePrompt, type Prompt } from './prompt.ts';
import { type ScannedBody, scanBody } from './scan.ts';

/** A prompt that was sent, and by which call. */
interface Sent {
  readonly prompt: Prompt;
  readonly provider: string;
  readonly span: string;
}

/** A request's prompt, measured against those before it. */
interface Measured {
  readonly prompt: Prompt;
  readonly line: Omit<RequestLine, 't' | 'span' | 'remote_context'>;
  /** Remembers it as sent by a call. */
  sent(span: string): void;
}

/** A request's body, and the prompt whose text it was scanned beside. */
interface Scanned {
  readonly body: ScannedBody;
  readonly beside: Prompt | undefined;
}

export interface Prompts {
  /** Reads a request's body. Undefined where it is no JSON object. */
  scan(text: string, listKeys: ReadonlySet<string>): Scanned | undefined;
  measure(protocol: Protocol, scanned: Scanned, provider: string): Measured;
}

const MAX_CONVERSATIONS = 8;
const MAX_HELD_CHARACTERS = 16 * 1024 * 1024;

export function createPrompts(hasher: Hasher): Prompts {
  // Most recent first.
  const recent: Sent[] = [];

  function remember(sent: Sent, replaced: Sent | undefined): void {
    const at = replaced === undefined ? -1 : recent.indexOf(replaced);
    if (at >= 0) recent.splice(at, 1);
    recent.unshift(sent);
    let room = MAX_HELD_CHARACTERS;
    for (const [index, { prompt }] of recent.entries()) {
      room -= prompt.body.text.length;
      if (room < 0 || index >= MAX_CONVERSATIONS) recent.length = index;
    }
  }

  return {
    scan(text, listKeys) {
      const beside = closest(recent, text)?.prompt;
      const body = scanBody(text, listKeys, beside?.body);
      return body && { body, beside };
    },
    measure(protocol, { body, beside }, provider) {
      const prompt = measurePrompt(protocol, body, beside?.protocol === protocol ? beside : undefined, hasher);
      const before = previousCall(recent, prompt);
      const neighbour = before ?? recent.find(sent => sent.provider === provider && sent.prompt.protocol === protocol);
      return {
        prompt,
        line: {
          parts: partsOf(prompt.steps.at(-1) ?? NOTHING, prompt.tools, prompt.system),
          ...optional('prefix', neighbour && prefixOf(prompt, neighbour, before !== undefined)),
          ...optional('tool_results', newResults(prompt, before?.prompt)),
        },
        sent(span) {
          const continues = before !== undefined && commonBlocks(prompt, before.prompt) === before.prompt.blocks.length;
          remember({ prompt, provider, span }, continues ? before : undefined);
        },
      };
    },
  };
}

// Whose text begins alike the furthest: it decides only how much need not be read again, never the result.
function closest(recent: readonly Sent[], text: string): Sent | undefined {
  let found: Sent | undefined;
  let length = 0;
  for (const sent of recent) {
    const { body, protocol } = sent.prompt;
    const list = body.lists.get(protocol.layout.list ?? '');
    const end = list === undefined ? 0 : list.start + (list.ends.at(-1) ?? 1);
    if (end > length && text.slice(0, end) === body.text.slice(0, end)) {
      found = sent;
      length = end;
    }
  }
  return found ?? recent[0];
}

// The call this one continues: of those with the same beginning, the one that shares the most; the latest of equals.
function previousCall(recent: readonly Sent[], prompt: Prompt): Sent | undefined {
  let found: Sent | undefined;
  let most = -1;
  for (const sent of recent) {
    if (sent.prompt.protocol !== prompt.protocol || !isSameConversation(prompt, sent.prompt)) continue;
    const common = commonBlocks(prompt, sent.prompt);
    if (common > most) {
      found = sent;
      most = common;
    }
  }
  return found;
}

/**
 * The same system prompt, tools and first user message; or, where the first two changed (a clock in the system prompt,
 * a tool more), the first user message and the message after it.
 */
function isSameConversation(a: Prompt, b: Prompt): boolean {
  const first = firstUser(a);
  const other = firstUser(b);
  if (first < 0 || other < 0 || a.blocks[first]?.hash !== b.blocks[other]?.hash) return false;
  const sameHead = a.tools?.hash === b.tools?.hash && a.system?.hash === b.system?.hash;
  if (sameHead && first === other && commonBlocks(a, b) > first) return true;
  const next = a.blocks[first + 1]?.hash;
  return next !== undefined && next === b.blocks[other + 1]?.hash;
}

function firstUser(prompt: Prompt): number {
  return prompt.blocks.findIndex(block => block.part === 'user' && block.text.n > 0);
}

function commonBlocks(a: Prompt, b: Prompt): number {
  const length = Math.min(a.blocks.length, b.blocks.length);
  let count = 0;
  while (count < length && (a.blocks[count] === b.blocks[count] || a.blocks[count]?.hash === b.blocks[count]?.hash))
    count++;
  return count;
}

function prefixOf(prompt: Prompt, { prompt: other, span }: Sent, continues: boolean): Prefix {
  const fixed = [
    [prompt.tools, other.tools],
    [prompt.system, other.system],
  ] as const;
  const heads = fixed.filter(([own, before]) => (own ?? before) !== undefined);
  const sameHeads = heads.findIndex(([own, before]) => own?.hash !== before?.hash);
  const common = sameHeads < 0 ? commonBlocks(prompt, other) : 0;
  const same = heads.slice(0, sameHeads < 0 ? heads.length : sameHeads);
  return {
    same: same.length + common,
    of: fixed.filter(([own]) => own !== undefined).length + prompt.blocks.length,
    bytes:
      same.reduce((sum, [own]) => sum + (own?.bytes ?? 0), 0) +
      prompt.blocks.slice(0, common).reduce((sum, block) => sum + block.bytes, 0),
    ...(continues && { span }),
  };
}

function newResults(prompt: Prompt, before: Prompt | undefined): readonly ToolResultRef[] | undefined {
  const known = before === undefined ? 0 : commonBlocks(prompt, before);
  const results = prompt.blocks.slice(known).flatMap(block => block.resultRefs);
  return results.length > 0 ? results : undefined;
}
