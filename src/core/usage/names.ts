/**
 * Where usage objects keep each count, in snake case: providers' answers, SDKs, and instrumentations of today and earlier.
 * The first name that is there counts. Sources: the SDKs' own types (OpenAI, Anthropic, Google, AWS, Ollama, Cohere,
 * Mistral, Groq), OpenTelemetry's GenAI conventions since 1.27, OpenInference, OpenLLMetry, Langfuse, LangChain,
 * pydantic-ai and the Vercel AI SDK 3 to 7.
 */

const DETAILS_IN = ['prompt_tokens_details', 'input_tokens_details', 'input_token_details', 'prompt_token_details'];
const DETAILS_OUT = ['completion_tokens_details', 'output_tokens_details', 'output_token_details'];
const each = (paths: readonly string[], name: string): string[] => paths.map(path => `${path}.${name}`);

export const TOTAL = ['total_tokens', 'total_token_count', 'total'] as const;

/** Cohere's billed units come before its counts: they are what is paid for. */
export const INPUT: readonly string[] = [
  'billed_units.input_tokens',
  'prompt_tokens',
  'input_tokens',
  'prompt_token_count',
  'input_token_count',
  'prompt_eval_count',
  'total_input_tokens',
  'tokens.input_tokens',
  'tokens.input',
  'tokens.prompt',
  'tokens_in',
  'input_tokens.total',
  'input_text_token_count',
  'tokens_evaluated',
  'x_amzn_bedrock_input_token_count',
];

export const OUTPUT: readonly string[] = [
  'billed_units.output_tokens',
  'completion_tokens',
  'output_tokens',
  'candidates_token_count',
  'response_token_count',
  'output_token_count',
  'eval_count',
  'total_output_tokens',
  'tokens.output_tokens',
  'tokens.output',
  'tokens.completion',
  'tokens_out',
  'output_tokens.total',
  'generation_token_count',
  'generated_token_count',
  'tokens_predicted',
  'x_amzn_bedrock_output_token_count',
];

/** Counts only where a number stands there: in free metadata these words also hold prompts. */
export const BARE_INPUT = ['input', 'prompt'] as const;
export const BARE_OUTPUT = ['output', 'completion'] as const;

/** Input that is neither read from nor written to a cache, where the total is not told. */
export const FRESH: readonly string[] = [
  ...each(DETAILS_IN, 'no_cache_tokens'),
  'input_tokens.no_cache',
  'prompt_cache_miss_tokens',
];

/** Names of APIs that count the cache beside the input: Anthropic, Bedrock, Claude's agent SDK. */
export const READ_BESIDE: readonly string[] = ['cache_read_input_tokens', 'cache_read_input_token_count'];
export const WRITE_BESIDE: readonly string[] = [
  'cache_creation_input_tokens',
  'cache_write_input_tokens',
  'cache_write_input_token_count',
];

export const READ: readonly string[] = [
  ...each(DETAILS_IN, 'cached_tokens'),
  ...each(DETAILS_IN, 'cache_read'),
  ...each(DETAILS_IN, 'cache_read_tokens'),
  ...READ_BESIDE,
  'cache_read.input_tokens',
  'cache_read_tokens',
  'cached_content_token_count',
  'total_cached_tokens',
  'prompt_cache_hit_tokens',
  'num_cached_tokens',
  'cached_prompt_text_tokens',
  'cached_input_tokens',
  'input_cached_tokens',
  'input_cache_read',
  'cached_tokens',
  'prompt_details.cache_read',
  'input_tokens.cache_read',
  'details.cache_read_tokens',
];

export const WRITE: readonly string[] = [
  ...each(DETAILS_IN, 'cache_write_tokens'),
  ...each(DETAILS_IN, 'cache_creation_tokens'),
  ...each(DETAILS_IN, 'cache_creation'),
  ...WRITE_BESIDE,
  'cache_write.input_tokens',
  'cache_creation.input_tokens',
  'cache_write_tokens',
  'input_cache_creation',
  'prompt_details.cache_write',
  'input_tokens.cache_write',
  'details.cache_write_tokens',
];

/** Anthropic’s own name first: it tells that the cache is counted beside the input. */
export const WRITE_5M: readonly string[] = [
  'cache_creation.ephemeral_5m_input_tokens',
  ...each(DETAILS_IN, 'ephemeral_5m_input_tokens'),
  'input_cache_creation_5m',
  'cache_details.5m',
];

/** Anthropic’s own name first. */
export const WRITE_1H: readonly string[] = [
  'cache_creation.ephemeral_1h_input_tokens',
  ...each(DETAILS_IN, 'ephemeral_1h_input_tokens'),
  'cache_write_1h.input_tokens',
  'input_cache_creation_1h',
  'cache_details.1h',
];

/** Gemini counts what it thought beside what it answered. */
export const THOUGHTS: readonly string[] = ['thoughts_token_count', 'total_thought_tokens'];

export const REASONING: readonly string[] = [
  ...each(DETAILS_OUT, 'reasoning_tokens'),
  ...each(DETAILS_OUT, 'thinking_tokens'),
  ...each(DETAILS_OUT, 'reasoning'),
  ...THOUGHTS,
  'reasoning.output_tokens',
  'reasoning_tokens',
  'completion_details.reasoning',
  'output_tokens.reasoning',
  'output_reasoning_tokens',
  'reasoning_output_tokens',
  'details.reasoning_tokens',
];

/** Gemini counts what tools put into the prompt beside the prompt. */
export const TOOL_INPUT: readonly string[] = ['tool_use_prompt_token_count', 'total_tool_use_tokens'];

export const WEB_SEARCHES: readonly string[] = [
  'server_tool_use.web_search_requests',
  'num_search_queries',
  'web_search_requests',
  'spanmeter.web_searches',
];

/** Cohere's, billed beside the input. */
export const CITATIONS: readonly string[] = ['citation_tokens'];

/** Parts by modality: `audio` or `image`. */
function modal(kind: string): Readonly<Record<'input' | 'cached' | 'output', readonly string[]>> {
  return {
    input: [
      ...each(DETAILS_IN, `${kind}_tokens`),
      ...each(DETAILS_IN, kind),
      `prompt_details.${kind}`,
      `input_tokens_by_modality.${kind}`,
      `input_${kind}_tokens`,
      `${kind}.input_tokens`,
    ],
    cached: [
      `input_token_details.cached_tokens_details.${kind}_tokens`,
      `cache_tokens_details.${kind}`,
      `cached_tokens_by_modality.${kind}`,
      `cache_${kind}_read_tokens`,
      `${kind}.cache_read.input_tokens`,
    ],
    output: [
      ...each(DETAILS_OUT, `${kind}_tokens`),
      ...each(DETAILS_OUT, kind),
      `candidates_tokens_details.${kind}`,
      `response_tokens_details.${kind}`,
      `completion_details.${kind}`,
      `output_tokens_by_modality.${kind}`,
      `output_${kind}_tokens`,
      `${kind}.output_tokens`,
    ],
  };
}

export const AUDIO = modal('audio');
export const IMAGE = modal('image');

const LISTS: readonly (readonly string[])[] = [
  ...[TOTAL, INPUT, OUTPUT, FRESH, READ, WRITE, WRITE_5M, WRITE_1H, REASONING, TOOL_INPUT, WEB_SEARCHES, CITATIONS],
  ...Object.values(AUDIO),
  ...Object.values(IMAGE),
];

const LISTS_OF = new Map<string, (readonly string[])[]>();
for (const list of LISTS) for (const name of list) LISTS_OF.set(name, [...(LISTS_OF.get(name) ?? []), list]);

/** The lists of this file in which one of these names stands: a usage object has a few names, the lists have hundreds. */
export function listsOf(names: Iterable<string>): ReadonlySet<readonly string[]> {
  const found = new Set<readonly string[]>();
  for (const name of names) for (const list of LISTS_OF.get(name) ?? []) found.add(list);
  return found;
}
