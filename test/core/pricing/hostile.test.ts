// Names and answers as they come, not as they should: each is priced right, or unpriced with the reason.
import { describe, expect, it } from 'vitest';
import { served } from '../../../src/core/pricing/served.ts';
import type { UsageHint } from '../../../src/core/usage/convention.ts';
import { normaliseUsage } from '../../../src/core/usage/normalise.ts';
import { expectSound, price } from './support.ts';

const USAGE = { input: 1000, output: 100 };

describe('names', () => {
  // `provider | model → row: input/output`, in dollars per million tokens.
  it.each([
    // dated, floating, fine-tuned
    ['openai', 'gpt-4o-2024-11-20', 'openai/gpt-4o', '2.5/10'],
    ['openai', 'gpt-4o-20241120', 'openai/gpt-4o', '2.5/10'],
    ['openai', 'chatgpt-4o-latest', 'openai/chatgpt-4o-latest', '5/15'],
    ['openai', 'gpt-5-chat-latest', 'openai/gpt-5', '1.25/10'],
    ['openai', 'ft:gpt-4o-2024-08-06:acme::x', 'openai/ft:gpt-4o', '3.75/15'],
    ['openai', 'ft:gpt-4o-mini-2024-07-18:acme:my-name:x', 'openai/ft:gpt-4o-mini', '0.3/1.2'],
    ['openai', 'ft:gpt-4.1-2025-04-14:acme::x', 'openai/ft:gpt-4.1', '3/12'],
    ['openai', 'ft:gpt-4.1-mini-2025-04-14:acme::x', 'openai/ft:gpt-4.1-mini', '0.8/3.2'],
    ['openai', 'ft:o4-mini-2025-04-16:acme::x', 'openai/ft:o4-mini', '4/16'],
    ['anthropic', 'CLAUDE-SONNET-4-5', 'anthropic/claude-sonnet-4-5', '3/15'],
    ['anthropic', 'claude-3-5-sonnet-latest', 'anthropic/claude-3-5-sonnet', '3/15'],
    ['google', 'gemini-2.0-flash-001', 'google/gemini-2.0-flash', '0.1/0.4'],
    ['google', 'gemini-1.5-flash-8b', 'google/gemini-1.5-flash-8b', '0.0375/0.15'],
    ['mistral_ai', 'mistral-large-latest', 'mistral/mistral-large', '0.5/1.5'],
    ['mistral_ai', 'mistral-large-2411', 'mistral/mistral-large-2411', '2/6'],
    ['xai', 'grok-3-mini-latest', 'x-ai/grok-3-mini', '1.25/2.5'],
    // Azure's own spelling; what is deployed under a name of one's own is told by the answer
    ['azure', 'gpt-35-turbo', 'openai/gpt-3.5-turbo', '0.5/1.5'],
    // prefixes of providers, routers and frameworks
    [undefined, 'OpenAI/GPT-4o', 'openai/gpt-4o', '2.5/10'],
    [undefined, 'openai:gpt-4o', 'openai/gpt-4o', '2.5/10'],
    [undefined, 'anthropic:claude-sonnet-4-5', 'anthropic/claude-sonnet-4-5', '3/15'],
    [undefined, 'google_genai:gemini-2.5-flash', 'google/gemini-2.5-flash', '0.3/2.5'],
    ['openrouter', 'anthropic/claude-3.7-sonnet:thinking', 'openrouter/anthropic/claude-3.7-sonnet', '3/15'],
    ['openrouter', 'openai/gpt-4o:extended', 'openrouter/openai/gpt-4o:extended', '6/18'],
    ['groq', 'openai/gpt-oss-120b', 'groq/openai/gpt-oss-120b', '0.15/0.6'],
    ['vercel', 'anthropic/claude-sonnet-4.5', 'anthropic/claude-sonnet-4-5', '3/15'],
    ['fireworks', 'accounts/fireworks/models/kimi-k3', 'fireworks/kimi-k3', '3/15'],
    // Bedrock: regions, ARNs
    [
      'aws.bedrock',
      'us.anthropic.claude-haiku-4-5-20251001-v1:0',
      'aws/regional.anthropic.claude-haiku-4-5-20251001-v1:0',
      '1.1/5.5',
    ],
    [
      'aws.bedrock',
      'arn:aws-us-gov:bedrock:us-gov-west-1:1:inference-profile/us-gov.anthropic.claude-3-5-sonnet-20240620-v1:0',
      'aws/regional.anthropic.claude-3-5-sonnet-20240620-v1:0',
      '3/15',
    ],
    ['aws.bedrock', 'us.amazon.nova-lite-v1:0', 'aws/amazon.nova-lite-v1:0', '0.06/0.24'],
    // Vertex
    ['gcp.vertex_ai', 'claude-3-5-sonnet-v2@20241022', 'google/claude-3-5-sonnet', '3/15'],
    [
      'gcp.vertex_ai',
      'projects/p/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5@20250929',
      'google/claude-sonnet-4-5',
      '3/15',
    ],
  ])('%s | %s → %s at %s', (provider, requestModel, key, rates) => {
    const cost = price({ requestModel, ...(provider !== undefined && { provider }) }, USAGE);
    expectSound(cost);
    expect(['exact', 'alias']).toContain(cost.status);
    expect([cost.key, `${cost.rates?.input}/${cost.rates?.output}`]).toEqual([key, rates]);
  });

  it.each([
    ['azure', 'prod-chat', undefined, 'prod-chat is not in the price table of azure'],
    ['azure', 'gpt4o', undefined, 'gpt4o is not in the price table of azure'],
    ['openai', 'ft:gpt-99:acme::x', undefined, 'is not in the price table of openai'],
    // a date that is none, and a second version nobody has heard of
    ['openai', 'gpt-4o-99999999', 'openai/gpt-4o', 'it looks like openai/gpt-4o'],
    ['openai', 'gpt-4o-2024-13-01', 'openai/gpt-4o', 'it looks like openai/gpt-4o'],
    ['openai', 'gpt-4o-v2', 'openai/gpt-4o', 'it looks like openai/gpt-4o'],
    ['openai', 'gpt-4o-mini-mini', 'openai/gpt-4o-mini', 'it looks like'],
    // floats whose target nobody tells
    ['google', 'gemini-flash-latest', undefined, 'is not in the price table of google'],
    ['anthropic', 'claude-sonnet', undefined, 'is not in the price table of anthropic'],
    ['openrouter', 'openrouter/auto', undefined, 'is not in the price table of openrouter'],
    // routes at another price: the answer tells it, or nobody does
    ['openrouter', 'anthropic/claude-sonnet-4.5:nitro', 'anthropic/claude-sonnet-4-5', 'it looks like'],
    ['openrouter', 'deepseek/deepseek-r1:floor', undefined, 'is not in the price table'],
    // what stands behind it only the account knows
    [
      'aws.bedrock',
      'arn:aws:bedrock:us-east-1:1:application-inference-profile/abc123',
      undefined,
      'price table of aws',
    ],
    ['aws.bedrock', 'arn:aws:bedrock:us-east-1:1:provisioned-model/xyz', undefined, 'price table of aws'],
    ['gcp.vertex_ai', 'projects/1/locations/us/endpoints/123', undefined, 'price table of google'],
    ['fireworks', 'accounts/me/deployments/abc', undefined, 'price table of fireworks'],
    // sellers whose list is not ours to guess
    ['portkey', 'gpt-4o', 'openai/gpt-4o', 'no prices for provider portkey'],
    ['github_copilot', 'claude-sonnet-4.5', 'anthropic/claude-sonnet-4-5', 'no prices for provider github_copilot'],
    // billed by other things than tokens
    ['openai', 'tts-1', undefined, 'is not in the price table of openai'],
    ['groq', 'whisper-large-v3', undefined, 'has no known price per token'],
    // look-alikes
    ['openai', 'gpt‑4o', undefined, 'is not in the price table of openai'],
    ['openai', 'gpt-4o\u202e', 'openai/gpt-4o', 'it looks like'],
    ['openai', '/gpt-4o', 'openai/gpt-4o', 'is not in the price table of openai'],
    [undefined, 'mistral:7b', undefined, 'is not in the price table'],
    [undefined, 'constructor', undefined, 'is not in the price table'],
  ])('%s | %s is unpriced', (provider, requestModel, suggestion, reason) => {
    const cost = price({ requestModel, ...(provider !== undefined && { provider }) }, USAGE);
    expectSound(cost);
    expect(cost.nano).toBeNull();
    expect(cost.reason).toContain(reason);
    expect(cost.suggestion).toBe(suggestion);
  });

  it('a deployment named after nothing is priced by the model that answered', () => {
    const cost = price({ provider: 'azure', requestModel: 'prod-chat', responseModel: 'gpt-4o-2024-11-20' }, USAGE);
    expect(cost).toMatchObject({ status: 'exact', key: 'openai/gpt-4o', nano: 3_500_000 });
  });

  it.each(['llama3.1:8b', 'mistral:7b', 'gpt-4o'])('%s on Ollama is free by declaration, and says so', model => {
    const cost = price({ provider: 'ollama', requestModel: model }, USAGE);
    expect(cost).toMatchObject({ status: 'local', nano: 0, assumptions: ['runs on this machine'] });
  });
});

describe('answers', () => {
  // Each comment is tokens × dollars per million (= micro-dollars) × factors.
  it.each<[string, { provider: string; requestModel: string }, UsageHint['api'], object, number]>([
    [
      // (1,300 − 100 audio) × 0.30 + 100 × 1.00 + 3,500 × 0.03 + 500 audio × 0.10 + (200 + 700) × 2.50
      'Gemini: thoughts and tool prompts beside, cache inside, audio partly cached',
      { provider: 'gcp.gemini', requestModel: 'gemini-2.5-flash' },
      'gemini.generateContent',
      {
        usageMetadata: {
          promptTokenCount: 5000,
          cachedContentTokenCount: 4000,
          candidatesTokenCount: 200,
          thoughtsTokenCount: 700,
          toolUsePromptTokenCount: 300,
          totalTokenCount: 6200,
          promptTokensDetails: [
            { modality: 'TEXT', tokenCount: 4400 },
            { modality: 'AUDIO', tokenCount: 600 },
          ],
          cacheTokensDetails: [
            { modality: 'TEXT', tokenCount: 3500 },
            { modality: 'AUDIO', tokenCount: 500 },
          ],
        },
      },
      2_865_000,
    ],
    [
      // 10 × 0.30 + 90 × 2.50: it thought until its limit, and answered nothing
      'Gemini: nothing but thoughts',
      { provider: 'gcp.gemini', requestModel: 'gemini-2.5-flash' },
      'gemini.generateContent',
      { usageMetadata: { promptTokenCount: 10, thoughtsTokenCount: 90, totalTokenCount: 100 } },
      228_000,
    ],
    [
      // 20 × 0.30 + (198 + 405) × 2.50
      'Gemini under OpenAI’s names: thoughts in the total alone',
      { provider: 'gcp.gemini', requestModel: 'gemini-2.5-flash' },
      'openai.chat',
      { prompt_tokens: 20, completion_tokens: 198, total_tokens: 623 },
      1_513_500,
    ],
    [
      // (50,012 × 5 + 9,000 × 0.5 + 1,000 × 6.25 + 2,000 × 10 + 1,400 × 25) × 2 × 1.1 + 2 × 10,000
      'Anthropic: 1 h writes, a compaction, searches, fast, data kept in the US',
      { provider: 'anthropic', requestModel: 'claude-opus-4-8' },
      'anthropic.messages',
      {
        input_tokens: 12,
        cache_creation_input_tokens: 3000,
        cache_read_input_tokens: 9000,
        cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 2000 },
        output_tokens: 400,
        server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 },
        service_tier: 'standard',
        speed: 'fast',
        inference_geo: 'us',
        iterations: [
          { type: 'message', input_tokens: 12, output_tokens: 400 },
          { type: 'compaction', input_tokens: 50_000, output_tokens: 1000 },
        ],
      },
      714_782_000,
    ],
    [
      // (12 × 3 + 400 × 15) × 0.5
      'Anthropic: a batch, nulls where nothing was',
      { provider: 'anthropic', requestModel: 'claude-sonnet-4-5' },
      'anthropic.messages',
      {
        input_tokens: 12,
        cache_creation_input_tokens: null,
        cache_read_input_tokens: null,
        output_tokens: 400,
        server_tool_use: null,
        service_tier: 'batch',
      },
      3_018_000,
    ],
    [
      // (10 × 3.3 + 4,000 × 0.33 + 400 × 4.125 + 600 × 6.6 + 20 × 16.5)
      'Bedrock Converse: cache beside, writes by lifetime',
      { provider: 'aws.bedrock', requestModel: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0' },
      'bedrock.converse',
      {
        inputTokens: 10,
        outputTokens: 20,
        totalTokens: 5030,
        cacheReadInputTokens: 4000,
        cacheWriteInputTokens: 1000,
        cacheDetails: [
          { ttl: '1h', inputTokens: 600 },
          { ttl: '5m', inputTokens: 400 },
        ],
      },
      7_293_000,
    ],
    [
      // 10 × 1.1 + 20 × 5.5: counts in headers are text
      'Bedrock InvokeModel: headers',
      { provider: 'aws.bedrock', requestModel: 'us.anthropic.claude-haiku-4-5-20251001-v1:0' },
      'bedrock.invoke',
      { 'x-amzn-bedrock-input-token-count': '10', 'x-amzn-bedrock-output-token-count': '20' },
      121_000,
    ],
    [
      // $0.0001 of fee and $0.002 upstream
      'OpenRouter: on the user’s own key, whose cost is told',
      { provider: 'openrouter', requestModel: 'openai/gpt-4o' },
      'openrouter',
      {
        prompt_tokens: 100,
        completion_tokens: 20,
        total_tokens: 120,
        cost: 0.0001,
        is_byok: true,
        cost_details: { upstream_inference_cost: 0.002 },
        prompt_tokens_details: { cached_tokens: 50, cache_write_tokens: 10 },
      },
      2_100_000,
    ],
    [
      // the fee is no price: 100 × 2.5 (OpenRouter's list has no rate for cached input) + 20 × 10
      'OpenRouter: on the user’s own key',
      { provider: 'openrouter', requestModel: 'openai/gpt-4o' },
      'openrouter',
      {
        prompt_tokens: 100,
        completion_tokens: 20,
        total_tokens: 120,
        cost: 0.0001,
        is_byok: true,
        prompt_tokens_details: { cached_tokens: 50 },
      },
      450_000,
    ],
    [
      'OpenRouter: what it says it cost',
      { provider: 'openrouter', requestModel: 'acme/never-heard-of:nitro' },
      'openrouter',
      { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120, cost: 0.00042, is_byok: false },
      420_000,
    ],
    [
      // 12,345 ticks of 10⁻¹⁰ dollars
      'xAI: what it says it cost; reasoning outside the completion',
      { provider: 'x_ai', requestModel: 'grok-4' },
      'xai',
      {
        prompt_tokens: 100,
        completion_tokens: 20,
        total_tokens: 170,
        prompt_tokens_details: { cached_tokens: 60 },
        completion_tokens_details: { reasoning_tokens: 50 },
        cost_in_usd_ticks: 12_345,
      },
      1_235,
    ],
    [
      // 36 × 0.15 + 64 × 0.003 + 20 × 0.6
      'DeepSeek: hits and misses',
      { provider: 'deepseek', requestModel: 'deepseek-chat' },
      'deepseek',
      {
        prompt_tokens: 100,
        completion_tokens: 20,
        total_tokens: 120,
        prompt_cache_hit_tokens: 64,
        prompt_cache_miss_tokens: 36,
      },
      17_592,
    ],
    [
      // 60 × 0.15 + 40 × 0.075 + 20 × 0.60
      'Groq: streamed',
      { provider: 'groq', requestModel: 'openai/gpt-oss-120b' },
      'groq',
      {
        x_groq: {
          id: 'req_1',
          usage: {
            queue_time: 0.01,
            prompt_tokens: 100,
            completion_tokens: 20,
            total_tokens: 120,
            total_time: 0.2,
            prompt_tokens_details: { cached_tokens: 40 },
          },
        },
      },
      24_000,
    ],
    [
      // what is billed, not what was counted: 10 × 2.5 + 20 × 10
      'Cohere: billed units',
      { provider: 'cohere', requestModel: 'command-a-03-2025' },
      'cohere',
      {
        billed_units: { input_tokens: 10, output_tokens: 20 },
        tokens: { input_tokens: 80, output_tokens: 25 },
        cached_tokens: 64,
      },
      225_000,
    ],
    [
      // (500 × 2.5 + 300 × 1.25 + 200 × 2.5 + 50 × 10) × 0.5: no price for writing, so as input
      'OpenAI responses: flex, as it was served',
      { provider: 'openai', requestModel: 'gpt-5.4' },
      'openai.responses',
      {
        input_tokens: 1000,
        input_tokens_details: { cached_tokens: 300 },
        output_tokens: 50,
        output_tokens_details: { reasoning_tokens: 30 },
        total_tokens: 1050,
        service_tier: 'flex',
      },
      1_287_500,
    ],
  ])('%s', (_, call, api, answer, nano) => {
    const { usage, problems } = normaliseUsage(answer, { provider: call.provider, ...(api && { api }) });
    const { level, reported } = served({}, answer);
    const cost = price({ ...call, ...level, ...reported }, usage);
    expectSound(cost);
    expect(problems).toEqual([]);
    expect(cost.nano).toBe(nano);
  });

  // 30 fresh, 60 read, 10 written, 20 out: whoever tells it.
  it.each([
    [
      'Vercel AI SDK 6',
      {
        inputTokens: 100,
        inputTokenDetails: { noCacheTokens: 30, cacheReadTokens: 60, cacheWriteTokens: 10 },
        outputTokens: 20,
        totalTokens: 120,
      },
    ],
    [
      'Vercel AI SDK, model specification 3',
      {
        inputTokens: { total: 100, noCache: 30, cacheRead: 60, cacheWrite: 10 },
        outputTokens: { total: 20, text: 15, reasoning: 5 },
      },
    ],
    [
      'Langfuse',
      { usageDetails: { input: 30, output: 20, input_cache_read: 60, input_cache_creation: 10, total: 120 } },
    ],
    [
      'OpenInference',
      {
        'llm.token_count.prompt': 100,
        'llm.token_count.completion': 20,
        'llm.token_count.total': 120,
        'llm.token_count.prompt_details.cache_read': 60,
        'llm.token_count.prompt_details.cache_write': 10,
      },
    ],
    [
      'OpenTelemetry',
      {
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.output_tokens': 20,
        'gen_ai.usage.cache_creation.input_tokens': 10,
        'gen_ai.usage.cache_read.input_tokens': 60,
      },
    ],
    [
      'LangChain',
      {
        usage_metadata: {
          input_tokens: 100,
          output_tokens: 20,
          total_tokens: 120,
          input_token_details: { cache_read: 60, cache_creation: 10 },
        },
      },
    ],
    ['pydantic-ai', { input_tokens: 100, cache_read_tokens: 60, cache_write_tokens: 10, output_tokens: 20 }],
    [
      'Claude’s agent SDK',
      { inputTokens: 30, outputTokens: 20, cacheReadInputTokens: 60, cacheCreationInputTokens: 10, costUSD: 0.5 },
    ],
  ])('%s', (_, told) => {
    const { usage, problems } = normaliseUsage(told);
    expect(usage).toMatchObject({ input: 30, cacheRead: 60, cacheWrite5m: 10, output: 20 });
    expect(problems).toEqual([]);
  });
});
