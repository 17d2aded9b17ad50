/** What an LLM call asked of tools and what came of it: one round per call, however many tools it asked for. */
import type { Call } from '../model.ts';
import type { ToolResultRef } from '../wire.ts';

/** One tool call with its result. Numbers stand for hashes: equal ones mean equal things. */
interface Step {
  readonly tool: string;
  /** tool and arguments */
  readonly asked: number;
  /** tool, arguments and result */
  readonly key: number;
  /** the result alone, of a step that failed */
  readonly result: number;
  readonly error: boolean;
  readonly bytes: number;
  /** it only waits: the recorder saw that, or its name says so */
  readonly wait: boolean;
}

export interface Round {
  /** the call that asked */
  readonly call: Call;
  /** the call whose prompt brought the results */
  readonly next: Call;
  /** each different step once, in a fixed order */
  readonly steps: readonly Step[];
  /** the set of steps */
  readonly key: number;
  /** the set of what was asked for, whatever came of it */
  readonly asked: number;
  /** steps left out because the same answer held them already */
  readonly duplicates: number;
  /** this set of steps was not among the last thirty rounds of the conversation */
  readonly fresh: boolean;
}

const REMEMBERED = 30;

const DECLARED_WAIT = /^(wait|sleep|poll)|^(BashOutput|TaskOutput|read_bash)$/i;

/** Makes the rounds of one conversation. */
export class RoundReader {
  #asked: Call | undefined;
  readonly #recent: number[] = [];
  #count = 0;

  /** A call ended that asked for tools: it waits for their results. */
  end(call: Call): void {
    this.#asked = call;
  }

  /** A prompt that brings the results; undefined where there was nothing to bring, or a result is missing. */
  request(next: Call): Round | undefined {
    const call = this.#asked;
    this.#asked = undefined;
    if (call === undefined) return undefined;
    const steps = stepsOf(call, next);
    if (steps === undefined) return undefined;
    const first = steps[0];
    if (first === undefined) return undefined;
    const one = steps.length === 1;
    const key = one ? first.key : foldAll(steps.map(step => step.key));
    const fresh = !this.#recent.includes(key);
    this.#recent[this.#count++ % REMEMBERED] = key;
    return {
      call,
      next,
      steps,
      key,
      asked: one ? first.asked : foldAll([...new Set(steps.map(step => step.asked))].sort((a, b) => a - b)),
      duplicates: call.toolCalls.length - steps.length,
      fresh,
    };
  }
}

function stepsOf(call: Call, next: Call): readonly Step[] | undefined {
  const steps: Step[] = [];
  const { toolResults } = next;
  for (let at = 0; at < call.toolCalls.length; at++) {
    const asked = call.toolCalls[at];
    if (asked === undefined) continue;
    const { id, name, args } = asked;
    // Results come in the order of the calls, as a rule.
    const result = toolResults[at]?.id === id ? toolResults[at] : resultOf(call, next, at);
    if (result === undefined) return undefined;
    const tool = hashText(name, hashText(args, 0));
    const key = hashText(result.result, tool);
    if (steps.length > 0 && steps.some(step => step.key === key)) continue;
    const { error = false, bytes } = result;
    const wait = asked.wait === true || DECLARED_WAIT.test(name);
    steps.push({ tool: name, asked: tool, key, result: error ? hashText(result.result, 1) : 0, error, bytes, wait });
  }
  return steps.length < 2 ? steps : steps.sort((a, b) => a.key - b.key);
}

/** Ollama and Gemini know a result by the name of its tool: those of one name come in the order of the calls. */
function resultOf({ toolCalls }: Call, { toolResults }: Call, at: number): ToolResultRef | undefined {
  const { id, name } = toolCalls[at] ?? { id: '', name: '' };
  const known = toolResults.find(result => result.id === id);
  if (known !== undefined) return known;
  const before = toolCalls.slice(0, at).filter(call => call.name === name).length;
  return toolResults.filter(result => result.id === name)[before];
}

function foldAll(keys: readonly number[]): number {
  let seed = keys.length;
  for (const key of keys) seed = mix(Math.floor(key / 0x100000000), mix((key % 0x100000000) | 0, seed));
  return seed;
}

/** A text as a number below 2⁵³, the same for equal texts after equal seeds (cyrb53, by bryc; public domain). */
export function hashText(text: string, seed: number): number {
  let h1 = 0xdeadbeef ^ (seed | 0);
  let h2 = 0x41c6ce57 ^ Math.floor(seed / 0x100000000);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    h1 = Math.imul(h1 ^ code, 2654435761);
    h2 = Math.imul(h2 ^ code, 1597334677);
  }
  return finish(h1, h2);
}

function mix(value: number, seed: number): number {
  const h1 = Math.imul(0xdeadbeef ^ (seed | 0) ^ value, 2654435761);
  const h2 = Math.imul(0x41c6ce57 ^ Math.floor(seed / 0x100000000) ^ value, 1597334677);
  return finish(h1, h2);
}

function finish(a: number, b: number): number {
  let h1 = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  let h2 = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 >>>= 0;
  return 4294967296 * (2097151 & h2) + (h1 >>> 0);
}
