/** The prompts of the conversations this process has under way: what a new request is compared with. */
import type { Prefix, RequestLine, ToolResultRef } from '../../../core/wire.ts';
import type { Hasher } from '../hash/hasher.ts';
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
    // As a rule it takes the place of the one before it, which is the most recent.
    if (replaced !== undefined && recent[0] === replaced) recent[0] = sent;
    else {
      const at = replaced === undefined ? -1 : recent.indexOf(replaced);
      if (at >= 0) recent.splice(at, 1);
      recent.unshift(sent);
    }
    let room = MAX_HELD_CHARACTERS;
    for (let index = 0; index < recent.length; index++) {
      room -= recent[index]?.prompt.body.text.length ?? 0;
      if (room < 0 || index >= MAX_CONVERSATIONS) recent.length = index;
    }
  }

  return {
    scan(text, listKeys) {
      const { beside, alike } = closest(recent, text);
      const body = scanBody(text, listKeys, beside && { body: beside.body, alike });
      return body && { body, beside };
    },
    measure(protocol, { body, beside }, provider) {
      const prompt = measurePrompt(protocol, body, beside?.protocol === protocol ? beside : undefined, hasher);
      const { before, common } = previousCall(recent, prompt);
      const neighbour = before ?? recent.find(sent => sent.provider === provider && sent.prompt.protocol === protocol);
      const line: { -readonly [K in keyof Measured['line']]: Measured['line'][K] } = {
        parts: partsOf(prompt.steps.at(-1) ?? NOTHING, prompt.tools, prompt.system),
      };
      if (neighbour) line.prefix = prefixOf(prompt, neighbour, before && common);
      const results = newResults(prompt, common);
      if (results) line.tool_results = results;
      return {
        prompt,
        line,
        sent(span) {
          const continues = before !== undefined && common === before.prompt.blocks.length;
          remember({ prompt, provider, span }, continues ? before : undefined);
        },
      };
    },
  };
}

// Whose text begins alike the furthest: it decides only how much need not be read again, never the result.
function closest(recent: readonly Sent[], text: string): { beside: Prompt | undefined; alike: number } {
  let found: Sent | undefined;
  let length = 0;
  for (const sent of recent) {
    const { body, protocol } = sent.prompt;
    const list = body.lists.get(protocol.layout.list ?? '');
    const end = list === undefined ? 0 : list.start + (list.ends.at(-1) ?? 1);
    if (end > length && beginsAlike(text, body.text, end)) {
      found = sent;
      length = end;
    }
  }
  return { beside: (found ?? recent[0])?.prompt, alike: length };
}

// Other conversations begin with the same long system prompt: where they part is seen at the end of the range first.
function beginsAlike(text: string, other: string, end: number): boolean {
  const tail = Math.max(0, end - 64);
  return text.slice(tail, end) === other.slice(tail, end) && text.slice(0, tail) === other.slice(0, tail);
}

// The call this one continues, and how many blocks they share: of those with the same beginning, the one that shares the
// most; the latest of equals.
function previousCall(recent: readonly Sent[], prompt: Prompt): { before: Sent | undefined; common: number } {
  let found: Sent | undefined;
  let most = -1;
  for (const sent of recent) {
    if (sent.prompt.protocol !== prompt.protocol) continue;
    const common = commonBlocks(prompt, sent.prompt);
    if (common > most && isSameConversation(prompt, sent.prompt, common)) {
      found = sent;
      most = common;
    }
  }
  return { before: found, common: Math.max(0, most) };
}

/**
 * The same system prompt, tools and first user message; or, where the first two changed (a clock in the system prompt,
 * a tool more), the first user message and the message after it.
 */
function isSameConversation(a: Prompt, b: Prompt, common: number): boolean {
  const first = firstUser(a);
  const other = firstUser(b);
  if (first < 0 || other < 0 || a.blocks[first]?.hash !== b.blocks[other]?.hash) return false;
  const sameHead = a.tools?.hash === b.tools?.hash && a.system?.hash === b.system?.hash;
  if (sameHead && first === other && common > first) return true;
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

// `shared` blocks are known to be the same where the other call is the one this one continues.
function prefixOf(prompt: Prompt, { prompt: other, span }: Sent, shared: number | undefined): Prefix {
  const { tools, system, blocks, steps } = prompt;
  // In the order in which providers put a prompt together: what differs ends the prefix.
  const sameTools = tools?.hash === other.tools?.hash;
  const sameSystem = sameTools && system?.hash === other.system?.hash;
  const common = sameSystem ? (shared ?? commonBlocks(prompt, other)) : 0;
  const prefix = {
    same: (sameTools && tools ? 1 : 0) + (sameSystem && system ? 1 : 0) + common,
    of: (tools ? 1 : 0) + (system ? 1 : 0) + blocks.length,
    bytes:
      (sameTools && tools ? tools.bytes : 0) +
      (sameSystem && system ? system.bytes : 0) +
      (steps[common - 1]?.bytes ?? 0),
  };
  return shared === undefined ? prefix : { ...prefix, span };
}

function newResults({ blocks }: Prompt, known: number): readonly ToolResultRef[] | undefined {
  const results: ToolResultRef[] = [];
  for (let at = known; at < blocks.length; at++) results.push(...(blocks[at]?.resultRefs ?? []));
  return results.length > 0 ? results : undefined;
}
