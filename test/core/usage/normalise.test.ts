import { describe, expect, it } from 'vitest';
import type { UsageHint } from '../../../src/core/usage/convention.ts';
import { normaliseUsage } from '../../../src/core/usage/normalise.ts';
import type { UsageProblem } from '../../../src/core/usage/problems.ts';
import type { Usage } from '../../../src/core/usage/usage.ts';

type Case = [name: string, raw: unknown, usage: Usage, hint?: UsageHint, problems?: UsageProblem['code'][]];

function check([, raw, usage, hint, problems = []]: Case): void {
  const found = normaliseUsage(raw, hint);
  expect(found.usage).toEqual(usage);
  expect(found.problems.map(({ code }) => code)).toEqual(problems);
}

describe('answers of providers', () => {
  it.each<Case>([
    [
      'OpenAI chat: cached and reasoning inside',
      {
        prompt_tokens: 2006,
        completion_tokens: 300,
        total_tokens: 2306,
        prompt_tokens_details: { cached_tokens: 1920, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 192,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
      { input: 86, cacheRead: 1920, output: 300, reasoning: 192, inputAudio: 0, outputAudio: 0 },
    ],
    [
      'OpenAI chat: cache writes inside',
      {
        prompt_tokens: 5000,
        completion_tokens: 10,
        total_tokens: 5010,
        prompt_tokens_details: { cached_tokens: 1000, cache_write_tokens: 3000 },
      },
      { input: 1000, cacheRead: 1000, cacheWrite5m: 3000, output: 10 },
    ],
    [
      'OpenAI responses',
      {
        input_tokens: 36,
        input_tokens_details: { cached_tokens: 32 },
        output_tokens: 87,
        output_tokens_details: { reasoning_tokens: 64 },
        total_tokens: 123,
      },
      { input: 4, cacheRead: 32, output: 87, reasoning: 64 },
      { api: 'openai.responses', provider: 'openai' },
    ],
    [
      'OpenAI realtime, in its event',
      {
        type: 'response.done',
        response: {
          usage: {
            total_tokens: 253,
            input_tokens: 132,
            output_tokens: 121,
            input_token_details: {
              text_tokens: 119,
              audio_tokens: 13,
              image_tokens: 0,
              cached_tokens: 64,
              cached_tokens_details: { text_tokens: 54, audio_tokens: 10 },
            },
            output_token_details: { text_tokens: 30, audio_tokens: 91 },
          },
        },
      },
      { input: 68, cacheRead: 64, output: 121, inputAudio: 13, cacheReadAudio: 10, outputAudio: 91, inputImage: 0 },
    ],
    [
      'OpenAI images',
      {
        total_tokens: 4210,
        input_tokens: 50,
        output_tokens: 4160,
        input_tokens_details: { text_tokens: 10, image_tokens: 40 },
        output_tokens_details: { image_tokens: 4160, text_tokens: 0 },
      },
      { input: 50, output: 4160, inputImage: 40, outputImage: 4160 },
    ],
    ['embeddings', { prompt_tokens: 8, total_tokens: 8 }, { input: 8 }, { api: 'embeddings' }],
    ['embeddings with a total only', { total_tokens: 12 }, { input: 12 }, { api: 'embeddings' }],
    ['Voyage', { total_tokens: 12 }, { input: 12 }, { provider: 'voyageai' }],
    [
      'Anthropic: cache beside the input, lifetimes split',
      {
        input_tokens: 12,
        cache_creation_input_tokens: 5500,
        cache_read_input_tokens: 20_000,
        cache_creation: { ephemeral_5m_input_tokens: 500, ephemeral_1h_input_tokens: 5000 },
        output_tokens: 900,
        output_tokens_details: { thinking_tokens: 400 },
        server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 },
        service_tier: 'standard',
        inference_geo: 'us',
        speed: 'fast',
      },
      {
        input: 12,
        cacheRead: 20_000,
        cacheWrite5m: 500,
        cacheWrite1h: 5000,
        output: 900,
        reasoning: 400,
        webSearches: 2,
      },
    ],
    [
      'Anthropic: writes with no split',
      { input_tokens: 5, cache_creation_input_tokens: 700, output_tokens: 1 },
      { input: 5, cacheWrite5m: 700, output: 1 },
    ],
    [
      'Anthropic: more written than the split says',
      {
        input_tokens: 5,
        cache_creation_input_tokens: 700,
        cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 400 },
        output_tokens: 1,
      },
      { input: 5, cacheWrite5m: 300, cacheWrite1h: 400, output: 1 },
    ],
    [
      'Anthropic: less written than the split says',
      {
        input_tokens: 5,
        cache_creation_input_tokens: 300,
        cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 400 },
        output_tokens: 1,
      },
      { input: 5, cacheWrite5m: 100, cacheWrite1h: 400, output: 1 },
      {},
      ['total-contradicts-parts'],
    ],
    [
      'Anthropic: nulls of a message_delta',
      {
        input_tokens: null,
        cache_creation_input_tokens: null,
        cache_read_input_tokens: null,
        output_tokens: 15,
        server_tool_use: null,
      },
      { output: 15 },
    ],
    [
      'Anthropic: a compaction is billed beside the top level',
      {
        input_tokens: 23_000,
        output_tokens: 1000,
        iterations: [
          { type: 'compaction', input_tokens: 180_000, output_tokens: 3500, cache_read_input_tokens: 7 },
          { type: 'message', input_tokens: 23_000, output_tokens: 1000 },
        ],
      },
      { input: 203_000, output: 4500, cacheRead: 7 },
    ],
    [
      'Anthropic: not where a fallback served it',
      {
        input_tokens: 10,
        output_tokens: 2,
        iterations: [
          { type: 'compaction', input_tokens: 8, output_tokens: 1 },
          { type: 'fallback_message', input_tokens: 2, output_tokens: 1 },
        ],
      },
      { input: 10, output: 2 },
      { api: 'anthropic.messages' },
    ],
    [
      'Gemini: thoughts and tool use beside, cached inside, by modality',
      {
        promptTokenCount: 1000,
        cachedContentTokenCount: 400,
        candidatesTokenCount: 200,
        toolUsePromptTokenCount: 50,
        thoughtsTokenCount: 300,
        totalTokenCount: 1550,
        promptTokensDetails: [
          { modality: 'TEXT', tokenCount: 600 },
          { modality: 'AUDIO', tokenCount: 150 },
          { modality: 'IMAGE', tokenCount: 200 },
          { modality: 'DOCUMENT', tokenCount: 50 },
        ],
        cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 100 }],
        candidatesTokensDetails: [{ modality: 'TEXT', tokenCount: 200 }],
        trafficType: 'ON_DEMAND',
      },
      {
        input: 650,
        cacheRead: 400,
        output: 500,
        reasoning: 300,
        inputAudio: 150,
        cacheReadAudio: 100,
        inputImage: 250,
      },
    ],
    [
      'Gemini in Python’s spelling',
      {
        usage_metadata: {
          prompt_token_count: 10,
          candidates_token_count: 5,
          thoughts_token_count: 7,
          total_token_count: 22,
          cached_content_token_count: null,
        },
      },
      { input: 10, output: 12, reasoning: 7 },
    ],
    [
      'Gemini: only thoughts came',
      { promptTokenCount: 10, thoughtsTokenCount: 7, totalTokenCount: 17 },
      { input: 10, output: 7, reasoning: 7 },
    ],
    [
      'Gemini interactions',
      {
        total_input_tokens: 100,
        total_cached_tokens: 40,
        total_output_tokens: 20,
        total_thought_tokens: 30,
        total_tool_use_tokens: 5,
        total_tokens: 155,
        input_tokens_by_modality: [{ modality: 'audio', tokens: 60 }],
      },
      { input: 65, cacheRead: 40, output: 50, reasoning: 30, inputAudio: 60 },
    ],
    [
      'Ollama',
      {
        model: 'llama3',
        done: true,
        prompt_eval_count: 26,
        eval_count: 298,
        total_duration: 5_043_500_667,
        eval_duration: 4_799_921_000,
      },
      { input: 26, output: 298 },
    ],
    ['Ollama: the prompt was cached', { done: true, eval_count: 298 }, { output: 298 }],
    [
      'OpenRouter',
      {
        prompt_tokens: 10_339,
        prompt_tokens_details: { cached_tokens: 10_318, cache_write_tokens: 0 },
        completion_tokens: 60,
        completion_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 10_399,
        cost: 0.0042,
        cost_details: { upstream_inference_cost: null },
        is_byok: false,
      },
      { input: 21, cacheRead: 10_318, cacheWrite5m: 0, output: 60, reasoning: 0 },
      { api: 'openrouter' },
    ],
    [
      'DeepSeek: hits inside the prompt',
      {
        prompt_tokens: 100,
        completion_tokens: 20,
        total_tokens: 120,
        prompt_cache_hit_tokens: 64,
        prompt_cache_miss_tokens: 36,
      },
      { input: 36, cacheRead: 64, output: 20 },
    ],
    [
      'Mistral: three spellings of cached (1)',
      { prompt_tokens: 100, completion_tokens: 2, total_tokens: 102, num_cached_tokens: 64 },
      { input: 36, cacheRead: 64, output: 2 },
    ],
    [
      'Mistral: three spellings of cached (2)',
      { prompt_tokens: 100, completion_tokens: 2, total_tokens: 102, prompt_token_details: { cached_tokens: 64 } },
      { input: 36, cacheRead: 64, output: 2 },
    ],
    [
      'Mistral’s own SDK',
      { promptTokens: 100, completionTokens: 2, totalTokens: 102, promptTokensDetails: { cachedTokens: 64 } },
      { input: 36, cacheRead: 64, output: 2 },
    ],
    [
      'Kimi',
      { prompt_tokens: 100, completion_tokens: 2, total_tokens: 102, cached_tokens: 64 },
      { input: 36, cacheRead: 64, output: 2 },
    ],
    [
      'Groq, at the end of a stream',
      {
        id: 'chatcmpl',
        x_groq: {
          usage: {
            queue_time: 0.02,
            prompt_tokens: 18,
            prompt_time: 0.01,
            completion_tokens: 556,
            completion_time: 0.46,
            total_tokens: 574,
            total_time: 0.47,
          },
        },
      },
      { input: 18, output: 556 },
    ],
    [
      'xAI chat: reasoning beside the completion',
      {
        prompt_tokens: 10_120,
        completion_tokens: 1499,
        total_tokens: 14_428,
        prompt_tokens_details: { text_tokens: 10_120, cached_tokens: 128 },
        completion_tokens_details: { reasoning_tokens: 2809 },
        cost_in_usd_ticks: 232_856_000,
      },
      { input: 9992, cacheRead: 128, output: 4308, reasoning: 2809 },
      { provider: 'x_ai' },
    ],
    [
      'xAI chat, should it ever count as others do',
      {
        prompt_tokens: 10,
        completion_tokens: 30,
        total_tokens: 40,
        completion_tokens_details: { reasoning_tokens: 20 },
      },
      { input: 10, output: 30, reasoning: 20 },
      { provider: 'x_ai' },
    ],
    [
      'xAI chat: cached beyond the prompt is beside it',
      { prompt_tokens: 4, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 151 } },
      { input: 4, cacheRead: 151, output: 2 },
      { api: 'xai' },
    ],
    [
      'xAI responses: reasoning inside',
      { input_tokens: 10, output_tokens: 30, total_tokens: 40, output_tokens_details: { reasoning_tokens: 20 } },
      { input: 10, output: 30, reasoning: 20 },
      { provider: 'x_ai', api: 'openai.responses' },
    ],
    [
      'a server that counts reasoning beside, told by its total',
      {
        prompt_tokens: 10,
        completion_tokens: 30,
        total_tokens: 60,
        completion_tokens_details: { reasoning_tokens: 20 },
      },
      { input: 10, output: 50, reasoning: 20 },
    ],
    [
      'Perplexity: citations are input, reasoning beside',
      {
        prompt_tokens: 33,
        completion_tokens: 7163,
        total_tokens: 7196,
        citation_tokens: 20_016,
        num_search_queries: 30,
        reasoning_tokens: 73_997,
      },
      { input: 20_049, output: 81_160, reasoning: 73_997, webSearches: 30 },
      { provider: 'perplexity' },
    ],
    [
      'Cohere v2: what is billed',
      {
        billed_units: { input_tokens: 5, output_tokens: 418 },
        tokens: { input_tokens: 71, output_tokens: 418 },
        cached_tokens: 64,
      },
      { input: 5, output: 418 },
    ],
    ['Cohere v2: without it', { tokens: { input_tokens: 71, output_tokens: 418 } }, { input: 71, output: 418 }],
    [
      'Cohere v1 and embed',
      { meta: { api_version: { version: '1' }, billed_units: { input_tokens: 4 } } },
      { input: 4 },
    ],
    [
      'Bedrock Converse: cache beside, lifetimes by ttl',
      {
        inputTokens: 30,
        outputTokens: 628,
        totalTokens: 10_658,
        cacheReadInputTokens: 8000,
        cacheWriteInputTokens: 2000,
        cacheDetails: [
          { ttl: '1h', inputTokens: 1500 },
          { ttl: '5m', inputTokens: 500 },
        ],
      },
      { input: 30, cacheRead: 8000, cacheWrite5m: 500, cacheWrite1h: 1500, output: 628 },
      { api: 'bedrock.converse' },
    ],
    [
      'Bedrock Converse without a hint, total without the cache',
      { inputTokens: 30, outputTokens: 628, totalTokens: 658, cacheReadInputTokens: 8000 },
      { input: 30, cacheRead: 8000, output: 628 },
    ],
    [
      'Bedrock InvokeModel headers',
      { 'x-amzn-bedrock-input-token-count': 14, 'x-amzn-bedrock-output-token-count': 20 },
      { input: 14, output: 20 },
    ],
    [
      'Bedrock InvokeModel, end of a stream',
      {
        'amazon-bedrock-invocationMetrics': {
          inputTokenCount: 14,
          outputTokenCount: 20,
          invocationLatency: 800,
          cacheReadInputTokenCount: 100,
        },
      },
      { input: 14, cacheRead: 100, output: 20 },
    ],
    [
      'Bedrock Llama',
      { prompt_token_count: 12, generation_token_count: 34, stop_reason: 'stop' },
      { input: 12, output: 34 },
    ],
    ['Bedrock Titan', { inputTextTokenCount: 12, results: [{ tokenCount: 3 }] }, { input: 12 }],
  ])('%s', (...row) => check(row));
});

describe('spellings of SDKs and instrumentations', () => {
  const plain: Usage = { input: 10, output: 5 };
  const cached: Usage = { input: 3, cacheRead: 7, output: 5 };
  it.each<Case>([
    ['metadata, snake case', { prompt_tokens: 10, completion_tokens: 5 }, plain],
    ['metadata, camel case', { promptTokens: 10, completionTokens: 5 }, plain],
    ['metadata, input and output', { input_tokens: 10, output_tokens: 5 }, plain],
    ['metadata, camel input and output', { inputTokens: 10, outputTokens: 5 }, plain],
    [
      'metadata with everything else in it',
      {
        model: 'gpt-4o',
        temperature: 0.7,
        input: 'Hello',
        prompt: 'Hi',
        tags: ['a'],
        usage: { prompt_tokens: 10, completion_tokens: 5 },
      },
      plain,
    ],
    [
      'OpenTelemetry today',
      { 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 5, 'gen_ai.usage.cache_read.input_tokens': 7 },
      cached,
    ],
    [
      'OpenTelemetry today, written',
      {
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 5,
        'gen_ai.usage.cache_creation.input_tokens': 7,
      },
      { input: 3, cacheWrite5m: 7, output: 5 },
    ],
    ['OpenTelemetry 1.27', { 'gen_ai.usage.prompt_tokens': 10, 'gen_ai.usage.completion_tokens': 5 }, plain],
    [
      'OpenLLMetry',
      {
        'gen_ai.usage.prompt_tokens': 10,
        'gen_ai.usage.completion_tokens': 5,
        'llm.usage.total_tokens': 15,
        'gen_ai.usage.cache_read_input_tokens': 7,
      },
      cached,
    ],
    [
      'an instrumentation that passed Anthropic’s own count on',
      {
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 5,
        'gen_ai.usage.cache_read_input_tokens': 7,
        'llm.usage.total_tokens': 22,
      },
      { input: 10, cacheRead: 7, output: 5 },
    ],
    ['OpenLLMetry, earlier', { 'llm.usage.prompt_tokens': 10, 'llm.usage.completion_tokens': 5 }, plain],
    ['pydantic-ai', { input_tokens: 10, output_tokens: 5, cache_read_tokens: 7 }, cached],
    [
      'Logfire',
      { 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 5, 'gen_ai.usage.details.cache_read_tokens': 7 },
      cached,
    ],
    ['Vercel SDK 3 and 4', { 'ai.usage.promptTokens': 10, 'ai.usage.completionTokens': 5 }, plain],
    [
      'Vercel SDK 5',
      { inputTokens: 10, outputTokens: 5, totalTokens: 15, reasoningTokens: 2, cachedInputTokens: 7 },
      { ...cached, reasoning: 2 },
    ],
    [
      'Vercel SDK 5 with Anthropic, whose count it passed on',
      { inputTokens: 10, outputTokens: 5, totalTokens: 15, cachedInputTokens: 700 },
      { input: 10, cacheRead: 700, output: 5 },
      { provider: 'anthropic' },
    ],
    [
      'Vercel SDK 6',
      {
        inputTokens: 10,
        inputTokenDetails: { noCacheTokens: 2, cacheReadTokens: 7, cacheWriteTokens: 1 },
        outputTokens: 5,
        outputTokenDetails: { textTokens: 3, reasoningTokens: 2 },
        totalTokens: 15,
        reasoningTokens: 2,
        cachedInputTokens: 7,
      },
      { input: 2, cacheRead: 7, cacheWrite5m: 1, output: 5, reasoning: 2 },
      { provider: 'anthropic' },
    ],
    [
      'Vercel SDK 6 and 7, providers’ form',
      {
        inputTokens: { total: 10, noCache: 2, cacheRead: 7, cacheWrite: 1 },
        outputTokens: { total: 5, text: 3, reasoning: 2 },
      },
      { input: 2, cacheRead: 7, cacheWrite5m: 1, output: 5, reasoning: 2 },
    ],
    [
      'Vercel SDK 6 in spans',
      { 'ai.usage.inputTokens': 10, 'ai.usage.inputTokenDetails.cacheReadTokens': 7, 'ai.usage.outputTokens': 5 },
      cached,
    ],
    [
      'OpenInference',
      {
        'llm.token_count.prompt': 10,
        'llm.token_count.completion': 5,
        'llm.token_count.total': 15,
        'llm.token_count.prompt_details.cache_read': 7,
        'llm.token_count.completion_details.reasoning': 2,
        'llm.token_count.prompt_details.audio': 1,
      },
      { ...cached, reasoning: 2, inputAudio: 1 },
    ],
    ['Langfuse', { usageDetails: { input: 3, output: 5, total: 15, input_cached_tokens: 7 } }, cached],
    [
      'Langfuse with reasoning',
      { input: 10, output: 3, output_reasoning_tokens: 2, total: 15 },
      { ...plain, reasoning: 2 },
    ],
    [
      'LangChain',
      {
        input_tokens: 10,
        output_tokens: 5,
        total_tokens: 15,
        input_token_details: { cache_read: 7 },
        output_token_details: { reasoning: 2 },
      },
      { ...cached, reasoning: 2 },
    ],
    [
      'LangChain with Anthropic',
      {
        input_tokens: 10,
        output_tokens: 5,
        total_tokens: 15,
        input_token_details: {
          cache_read: 2,
          cache_creation: 0,
          ephemeral_5m_input_tokens: 1,
          ephemeral_1h_input_tokens: 4,
        },
      },
      { input: 3, cacheRead: 2, cacheWrite5m: 1, cacheWrite1h: 4, output: 5 },
    ],
    [
      'LiteLLM with Anthropic',
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        cache_read_input_tokens: 7,
        prompt_tokens_details: { cached_tokens: 7 },
      },
      cached,
    ],
    [
      'Claude’s agent SDK',
      {
        inputTokens: 3,
        outputTokens: 5,
        cacheReadInputTokens: 7,
        cacheCreationInputTokens: 0,
        webSearchRequests: 1,
        costUSD: 0.1,
      },
      { ...cached, cacheWrite5m: 0, webSearches: 1 },
    ],
  ])('%s', (...row) => check(row));
});

describe('bad input', () => {
  it.each<Case>([
    ['nothing', undefined, {}],
    ['null', null, {}],
    ['a text', 'prompt_tokens: 3', {}],
    ['a list', [{ prompt_tokens: 3 }], {}],
    ['an empty object', {}, {}],
    ['a negative count', { prompt_tokens: -3, completion_tokens: 4 }, { output: 4 }, {}, ['negative-count']],
    ['a fraction', { prompt_tokens: 1.5, completion_tokens: 4 }, { output: 4 }, {}, ['not-whole']],
    ['not a number', { prompt_tokens: Number.NaN, completion_tokens: 4 }, { output: 4 }, {}, ['not-a-number']],
    ['a text for a number', { prompt_tokens: '12 tokens', completion_tokens: 4 }, { output: 4 }, {}, ['not-a-number']],
    ['digits, as in a header', { prompt_tokens: '12', completion_tokens: 4 }, { input: 12, output: 4 }, {}, []],
    ['1e300', { prompt_tokens: 1e300, completion_tokens: 4 }, { output: 4 }, {}, ['too-large']],
    ['2⁵³', { prompt_tokens: 2 ** 53, completion_tokens: 4 }, { output: 4 }, {}, ['too-large']],
    [
      'a bad cache count leaves the input whole',
      { prompt_tokens: 10, prompt_tokens_details: { cached_tokens: -1 } },
      { input: 10 },
      {},
      ['negative-count'],
    ],
    [
      'a bad name falls through to a good one',
      { prompt_tokens: 'x', input_tokens: 10 },
      { input: 10 },
      {},
      ['not-a-number'],
    ],
    [
      'more cached than input',
      { prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 70 } },
      { input: 10, cacheRead: 70, output: 1 },
      {},
      ['cached-exceeds-input'],
    ],
    [
      'a total that contradicts',
      { prompt_tokens: 10, completion_tokens: 1, total_tokens: 99 },
      { input: 10, output: 1 },
      {},
      ['total-contradicts-parts'],
    ],
    ['only a total', { total_tokens: 99 }, {}, {}, ['only-total']],
    [
      'more reasoning than output',
      { prompt_tokens: 1, completion_tokens: 3, completion_tokens_details: { reasoning_tokens: 9 } },
      { input: 1, output: 3 },
      {},
      ['part-exceeds-whole'],
    ],
    [
      'more audio than input',
      { prompt_tokens: 1, completion_tokens: 3, prompt_tokens_details: { audio_tokens: 9 } },
      { input: 1, output: 3 },
      {},
      ['part-exceeds-whole'],
    ],
    ['a prototype', JSON.parse('{"__proto__": {"prompt_tokens": 3}, "constructor": {"completion_tokens": 4}}'), {}],
    ['inherited counts', Object.create({ prompt_tokens: 3 }), {}],
  ])('%s', (...row) => check(row));

  it('tells where and what', () => {
    expect(
      normaliseUsage({ usage: { prompt_tokens: -7, prompt_tokens_details: { cachedTokens: 'x'.repeat(99) } } })
        .problems,
    ).toEqual([
      { code: 'negative-count', field: 'prompt_tokens', found: -7 },
      { code: 'not-a-number', field: 'prompt_tokens_details.cached_tokens', found: 'x'.repeat(40) },
    ]);
  });

  it('survives depth, width and cycles', () => {
    const cycle: Record<string, unknown> = { prompt_tokens: 3 };
    cycle['usage'] = cycle;
    expect(normaliseUsage(cycle).usage).toEqual({ input: 3 });
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]));
    expect(normaliseUsage({ prompt_tokens: 3, wide }).usage).toEqual({ input: 3 });
  });
});
