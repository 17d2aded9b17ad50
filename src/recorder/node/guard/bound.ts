/** What a call may cost at most, before it is sent. */
import type { PriceableCall } from '../../../core/pricing/cost.ts';
import { totalInput, totalTokens, type Usage } from '../../../core/usage/usage.ts';

/** What a call is about to do, before it is sent. */
export interface Intent {
  readonly span: string;
  readonly call: PriceableCall;
  /** the request's text, media left out, in bytes */
  readonly inputBytes: number;
  /** the call whose prompt this one begins with, and how many bytes they share */
  readonly continues?: { readonly span: string; readonly bytes: number };
  /** whether the request itself holds all that will be billed as input, in text */
  readonly bounded: boolean;
  /** the lifetime of the cache writes it asks for; looked for only where it matters */
  readonly cacheWrite?: () => '5m' | '1h' | undefined;
  readonly maxTokens?: number;
}

// Against o200k, UTF-8 bytes ÷ 3 is over the count for prose, code and JSON; Claude's tokenizers count 10 to 45 % more.
const BYTES_PER_TOKEN = 3;
const CLAUDE_BYTES_PER_TOKEN = 2.3;

/**
 * The most a call may use. `output` stands for calls that do not state theirs. `before` is the input the provider reported
 * for the call that this one continues: the shared start can't be more than that, so only what is new has to be guessed.
 */
export function usageBound(intent: Intent, output: number, before?: number): Usage {
  const { call, inputBytes, continues, maxTokens = output } = intent;
  const cacheWrite = intent.cacheWrite?.();
  const isClaude = call.provider === 'anthropic' || /claude/i.test(call.requestModel ?? '');
  const guess = (bytes: number): number => Math.ceil(bytes / (isClaude ? CLAUDE_BYTES_PER_TOKEN : BYTES_PER_TOKEN));
  const known = before === undefined || continues === undefined ? Number.POSITIVE_INFINITY : before;
  const input = Math.min(guess(inputBytes), known + guess(Math.max(0, inputBytes - (continues?.bytes ?? 0))));
  if (cacheWrite === '1h') return { cacheWrite1h: input, output: maxTokens };
  if (cacheWrite === '5m') return { cacheWrite5m: input, output: maxTokens };
  return { input, output: maxTokens };
}

/** Whether the bound is one: all input is in the request, and the output has a stated end. */
export function isBound(intent: Intent): boolean {
  return intent.bounded && intent.maxTokens !== undefined;
}

export function tokensOf(usage: Usage): number {
  return totalTokens(usage) ?? 0;
}

/** The reported input of recent calls, for the bound of those that continue them. */
export class KnownInputs {
  readonly #inputs = new Map<string, { readonly model: string | undefined; readonly input: number }>();

  /** Undefined after a change of model: another tokenizer may make more of the same text. */
  of({ continues, call }: Intent): number | undefined {
    const known = continues && this.#inputs.get(continues.span);
    return known?.model === call.requestModel ? known?.input : undefined;
  }

  learn({ span, call }: Intent, usage: Usage | undefined): void {
    const input = usage && totalInput(usage);
    if (input === undefined) return;
    this.#inputs.set(span, { model: call.requestModel, input });
    // Conversations go on from their latest call: a few dozen cover all that run side by side.
    const oldest = this.#inputs.size > MAX_KNOWN ? this.#inputs.keys().next() : undefined;
    if (oldest && !oldest.done) this.#inputs.delete(oldest.value);
  }
}

const MAX_KNOWN = 64;
