/** How usage objects differ in what they count within what, by where they come from and how they look. */
import * as names from './names.ts';

/** The APIs whose usage objects differ. */
export type UsageApi =
  | 'openai.chat'
  | 'openai.responses'
  | 'openai.realtime'
  | 'openai.images'
  | 'embeddings'
  | 'anthropic.messages'
  | 'gemini.generateContent'
  | 'gemini.interactions'
  | 'bedrock.converse'
  | 'bedrock.invoke'
  | 'ollama'
  | 'cohere'
  | 'mistral'
  | 'groq'
  | 'xai'
  | 'deepseek'
  | 'openrouter'
  | 'perplexity';

/** What is known about where a usage object comes from. The shape of the object itself counts more. */
export interface UsageHint {
  /** `gen_ai.provider.name` */
  readonly provider?: string;
  readonly api?: UsageApi;
}

/** How the object was found to count. */
export interface UsageConvention {
  /** cached tokens are within the input count, or beside it */
  readonly cache: 'inside' | 'beside';
  /** reasoning tokens are within the output count, or beside it */
  readonly reasoning: 'inside' | 'beside';
}

/** What was found where, as far as it tells how a usage object counts. */
export interface Evidence {
  readonly hint: UsageHint;
  /** span attributes of an instrumentation rather than a provider's answer */
  readonly prefixed: boolean;
  /** input told as a bare `input` or `prompt` */
  readonly bare: boolean;
  readonly input: string | undefined;
  readonly read: string | undefined;
  readonly write: string | undefined;
  /** uncached input is told apart */
  readonly fresh: boolean;
  /** cache writes are told apart by lifetime, as Anthropic does */
  readonly lifetimes: boolean;
}

/** Whether cached tokens are counted beside the input. */
export function cacheBeside({ hint, prefixed, bare, input, read, write, fresh, lifetimes }: Evidence): boolean {
  if (hint.api === 'anthropic.messages' || hint.api === 'bedrock.converse') return true;
  // Vercel's SDK 5 passed Anthropic's count on unchanged; 6 has details and includes the cache.
  if (read === 'cached_input_tokens' && !fresh) return /anthropic|claude|bedrock/i.test(hint.provider ?? '');
  // OpenTelemetry's input tokens include the cache; Langfuse's `input` is what is left of it.
  if (prefixed) return false;
  if (bare) return true;
  if (input === undefined || /^prompt|^billed/.test(input)) return false;
  return names.READ_BESIDE.includes(read ?? '') || names.WRITE_BESIDE.includes(write ?? '') || lifetimes;
}

/** Whether reasoning told under a name is counted beside the output. A total, where one is told, says it better. */
export function reasoningBeside({ hint, bare, input }: Evidence, name: string): boolean {
  if (names.THOUGHTS.includes(name) || isPerplexity(hint)) return true;
  // xAI's chat API counts it beside the completion, its responses API within.
  if (isXai(hint)) return input === 'prompt_tokens';
  return bare && name === 'output_reasoning_tokens';
}

/** Gemini's counts under OpenAI's names: what it thought is told in the total alone. */
export function hidesThoughts({ hint, prefixed, input }: Evidence): boolean {
  return !prefixed && input === 'prompt_tokens' && /google|gemini|vertex/i.test(hint.provider ?? '');
}

/** Gemini and Perplexity always count reasoning beside the output, whatever their totals say. */
export function reasoningFixed(hint: UsageHint, name: string): boolean {
  return names.THOUGHTS.includes(name) || isPerplexity(hint);
}

/** xAI is known to report more cached tokens than input at times, and means them beside it. */
export function isXai(hint: UsageHint): boolean {
  return hint.api === 'xai' || /^x.?ai|grok/i.test(hint.provider ?? '');
}

function isPerplexity(hint: UsageHint): boolean {
  return hint.api === 'perplexity' || /perplexity/i.test(hint.provider ?? '');
}
