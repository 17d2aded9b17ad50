// Real-shaped answers of providers, plain and as a stream ends, with what each costs to the nano-dollar.
// Each comment is the arithmetic: tokens × dollars per million (= micro-dollars), from the vendors' price pages of 2026-11.
import type { PriceableCall } from '../../../src/core/pricing/cost.ts';
import type { UsageHint } from '../../../src/core/usage/convention.ts';

type Call = Omit<Partial<PriceableCall>, 'at'> & { readonly at?: string };

export const ANSWERS: readonly (readonly [name: string, call: Call, hint: UsageHint, answer: unknown, nano: number])[] =
  [
    // 19 × 2.5 + 10 × 10 = 147.5 µ$
    [
      'gpt-4o',
      { provider: 'openai', requestModel: 'gpt-4o', responseModel: 'gpt-4o-2024-08-06' },
      { api: 'openai.chat' },
      {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        usage: {
          prompt_tokens: 19,
          completion_tokens: 10,
          total_tokens: 29,
          prompt_tokens_details: { cached_tokens: 0 },
          completion_tokens_details: { reasoning_tokens: 0 },
        },
      },
      147500,
    ],
    // 86 × 2.5 + 1,920 × 1.25 + 300 × 10 = 5615 µ$
    [
      'gpt-4o, cached prompt',
      { provider: 'openai', requestModel: 'gpt-4o' },
      { api: 'openai.chat' },
      {
        usage: {
          prompt_tokens: 2006,
          completion_tokens: 300,
          total_tokens: 2306,
          prompt_tokens_details: { cached_tokens: 1920 },
        },
      },
      5615000,
    ],
    // 9 × 0.15 + 12 × 0.6 = 8.55 µ$
    [
      'gpt-4o-mini, streamed: last chunk with empty choices',
      { provider: 'openai', requestModel: 'gpt-4o-mini', responseModel: 'gpt-4o-mini-2024-07-18' },
      { api: 'openai.chat' },
      {
        object: 'chat.completion.chunk',
        choices: [],
        usage: {
          prompt_tokens: 9,
          completion_tokens: 12,
          total_tokens: 21,
          prompt_tokens_details: { cached_tokens: 0 },
          completion_tokens_details: { reasoning_tokens: 0 },
        },
      },
      8550,
    ],
    // 1,200 × 2 + 2,300 × 8 = 20800 µ$
    [
      'o3 with reasoning',
      { provider: 'openai', requestModel: 'o3', responseModel: 'o3-2025-04-16' },
      { api: 'openai.chat' },
      {
        usage: {
          prompt_tokens: 1200,
          completion_tokens: 2300,
          total_tokens: 3500,
          prompt_tokens_details: { cached_tokens: 0 },
          completion_tokens_details: { reasoning_tokens: 1984 },
        },
      },
      20800000,
    ],
    // 1,024 × 1.1 + 4,096 × 0.275 + 777 × 4.4 = 5671.6 µ$
    [
      'o4-mini, cached and reasoning',
      { provider: 'openai', requestModel: 'o4-mini' },
      { api: 'openai.chat' },
      {
        usage: {
          prompt_tokens: 5120,
          completion_tokens: 777,
          total_tokens: 5897,
          prompt_tokens_details: { cached_tokens: 4096 },
          completion_tokens_details: { reasoning_tokens: 512 },
        },
      },
      5671600,
    ],
    // 123,457 × 0.1 + 7 × 0.4 = 12348.5 µ$
    [
      'gpt-4.1-nano',
      { provider: 'openai', requestModel: 'gpt-4.1-nano' },
      { api: 'openai.chat' },
      { usage: { prompt_tokens: 123457, completion_tokens: 7, total_tokens: 123464 } },
      12348500,
    ],
    // 2,856 × 4 + 2,048 × 0.4 + 4,096 × 5 + 120 × 20 = 35123.2 µ$
    [
      'gpt-5.6-sol with a cache write',
      { provider: 'openai', requestModel: 'gpt-5.6-sol' },
      { api: 'openai.chat' },
      {
        usage: {
          prompt_tokens: 9000,
          completion_tokens: 120,
          total_tokens: 9120,
          prompt_tokens_details: { cached_tokens: 2048, cache_write_tokens: 4096 },
          completion_tokens_details: { reasoning_tokens: 0 },
        },
      },
      35123200,
    ],
    // 3,000 × 0.125 + 1,000 × 0.0125 + 1,000 × 1 = 1387.5 µ$
    [
      'gpt-5-mini, flex as served',
      { provider: 'openai', requestModel: 'gpt-5-mini', serviceTier: 'flex' },
      { api: 'openai.chat' },
      {
        service_tier: 'flex',
        usage: {
          prompt_tokens: 4000,
          completion_tokens: 1000,
          total_tokens: 5000,
          prompt_tokens_details: { cached_tokens: 1000 },
        },
      },
      1387500,
    ],
    // 400 × 40 + 100 × 2.5 + 150 × 80 + 50 × 10 = 28750 µ$
    [
      'gpt-4o-audio-preview',
      { provider: 'openai', requestModel: 'gpt-4o-audio-preview' },
      { api: 'openai.chat' },
      {
        usage: {
          prompt_tokens: 500,
          completion_tokens: 200,
          total_tokens: 700,
          prompt_tokens_details: { cached_tokens: 0, audio_tokens: 400, text_tokens: 100 },
          completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 150, text_tokens: 50 },
        },
      },
      28750000,
    ],
    // 1,000 × 0.3 + 100 × 1.2 = 420 µ$
    [
      'a fine-tuned gpt-4o-mini',
      { provider: 'openai', requestModel: 'ft:gpt-4o-mini-2024-07-18:acme::9abc' },
      { api: 'openai.chat' },
      { usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 } },
      420000,
    ],
    // 8,191 × 0.02 = 163.82 µ$
    [
      'text-embedding-3-small',
      { provider: 'openai', requestModel: 'text-embedding-3-small' },
      { api: 'embeddings' },
      { object: 'list', usage: { prompt_tokens: 8191, total_tokens: 8191 } },
      163820,
    ],
    // 328 × 1.25 + 52 × 10 = 930 µ$
    [
      'gpt-5, responses',
      { provider: 'openai', requestModel: 'gpt-5', responseModel: 'gpt-5-2025-08-07' },
      { api: 'openai.responses' },
      {
        object: 'response',
        usage: {
          input_tokens: 328,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: 52,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 380,
        },
      },
      930000,
    ],
    // 15,000 × 5 + 60,000 × 0.5 + 3,000 × 30 = 195000 µ$
    [
      'gpt-5.5, responses, streamed: response.completed',
      { provider: 'openai', requestModel: 'gpt-5.5' },
      { api: 'openai.responses' },
      {
        type: 'response.completed',
        response: {
          usage: {
            input_tokens: 75000,
            input_tokens_details: { cached_tokens: 60000 },
            output_tokens: 3000,
            output_tokens_details: { reasoning_tokens: 2000 },
            total_tokens: 78000,
          },
        },
      },
      195000000,
    ],
    // 50,000 × 10 + 250,000 × 1 + 1,000 × 45 = 795000 µ$
    [
      'gpt-5.5, long context',
      { provider: 'openai', requestModel: 'gpt-5.5' },
      { api: 'openai.responses' },
      {
        usage: {
          input_tokens: 300000,
          input_tokens_details: { cached_tokens: 250000 },
          output_tokens: 1000,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 301000,
        },
      },
      795000000,
    ],
    // 1,000 × 12.5 + 100 × 75 = 20000 µ$
    [
      'gpt-5.5, priority as served',
      { provider: 'openai', requestModel: 'gpt-5.5', serviceTier: 'priority' },
      { api: 'openai.responses' },
      {
        usage: {
          input_tokens: 1000,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: 100,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 1100,
        },
      },
      20000000,
    ],
    // 1,000 × 2.75 + 100 × 16.5 = 4400 µ$
    [
      'gpt-5.4 in the EU',
      { provider: 'openai', requestModel: 'gpt-5.4', host: 'eu.api.openai.com' },
      { api: 'openai.responses' },
      {
        usage: {
          input_tokens: 1000,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: 100,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 1100,
        },
      },
      4400000,
    ],
    // 60,506 × 10 + 22,883 × 40 = 1520380 µ$
    [
      'o3-deep-research',
      { provider: 'openai', requestModel: 'o3-deep-research' },
      { api: 'openai.responses' },
      {
        usage: {
          input_tokens: 60506,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: 22883,
          output_tokens_details: { reasoning_tokens: 20416 },
          total_tokens: 83389,
        },
      },
      1520380000,
    ],
    // 13 × 32 + 55 × 4 + 64 × 0.4 + 91 × 64 + 30 × 16 = 6965.6 µ$
    [
      'gpt-realtime, response.done',
      { provider: 'openai', requestModel: 'gpt-realtime' },
      { api: 'openai.realtime' },
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
              cached_tokens_details: { text_tokens: 64, audio_tokens: 0 },
            },
            output_token_details: { text_tokens: 30, audio_tokens: 91 },
          },
        },
      },
      6965600,
    ],
    // 40 × 8 + 10 × 5 + 4,160 × 32 = 133490 µ$
    [
      'gpt-image-1.5',
      { provider: 'openai', requestModel: 'gpt-image-1.5' },
      { api: 'openai.images' },
      {
        usage: {
          total_tokens: 4210,
          input_tokens: 50,
          output_tokens: 4160,
          input_tokens_details: { text_tokens: 10, image_tokens: 40 },
          output_tokens_details: { image_tokens: 4160, text_tokens: 0 },
        },
      },
      133490000,
    ],
    // 476 × 2.5 + 1,024 × 1.25 + 250 × 10 = 4970 µ$
    [
      'Azure deployment, served model',
      {
        provider: 'azure.ai.openai',
        host: 'acme.openai.azure.com',
        requestModel: 'prod-chat',
        responseModel: 'gpt-4o-2024-08-06',
      },
      { api: 'openai.chat' },
      {
        model: 'gpt-4o-2024-08-06',
        usage: {
          prompt_tokens: 1500,
          completion_tokens: 250,
          total_tokens: 1750,
          prompt_tokens_details: { cached_tokens: 1024 },
        },
      },
      4970000,
    ],
    // 700 × 0.4 + 33 × 1.6 = 332.8 µ$
    [
      'Azure, streamed: usage after empty choices',
      { provider: 'azure', requestModel: 'mini', responseModel: 'gpt-4.1-mini-2025-04-14' },
      { api: 'openai.chat' },
      { choices: [], usage: { prompt_tokens: 700, completion_tokens: 33, total_tokens: 733 } },
      332800,
    ],
    // 2,095 × 3 + 503 × 15 = 13830 µ$
    [
      'claude-sonnet-4-6',
      { provider: 'anthropic', requestModel: 'claude-sonnet-4-6' },
      { api: 'anthropic.messages' },
      {
        type: 'message',
        usage: {
          input_tokens: 2095,
          cache_creation_input_tokens: 0,
          cache_read_input_tokens: 0,
          cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
          output_tokens: 503,
          service_tier: 'standard',
        },
      },
      13830000,
    ],
    // 12 × 3 + 20,000 × 0.3 + 500 × 3.75 + 5,000 × 6 + 900 × 15 = 51411 µ$
    [
      'claude-sonnet-4-6, cache read and both writes',
      { provider: 'anthropic', requestModel: 'claude-sonnet-4-6' },
      { api: 'anthropic.messages' },
      {
        usage: {
          input_tokens: 12,
          cache_creation_input_tokens: 5500,
          cache_read_input_tokens: 20000,
          cache_creation: { ephemeral_5m_input_tokens: 500, ephemeral_1h_input_tokens: 5000 },
          output_tokens: 900,
          service_tier: 'standard',
        },
      },
      51411000,
    ],
    // 25 × 1 + 15 × 5 = 100 µ$
    [
      'claude-haiku-4-5, streamed: start merged with delta',
      { provider: 'anthropic', requestModel: 'claude-haiku-4-5', responseModel: 'claude-haiku-4-5-20251001' },
      { api: 'anthropic.messages' },
      {
        input_tokens: 25,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        output_tokens: 15,
        service_tier: 'standard',
      },
      100000,
    ],
    // 1,000 × 0.8 + 200 × 4 = 1600 µ$
    [
      'claude-3-5-haiku-20241022',
      { provider: 'anthropic', requestModel: 'claude-3-5-haiku-20241022' },
      { api: 'anthropic.messages' },
      { usage: { input_tokens: 1000, output_tokens: 200 } },
      1600000,
    ],
    // 4 × 3 + 8,000 × 3.75 + 60 × 15 = 30912 µ$
    [
      'claude-3-5-sonnet-20241022, writes with no split',
      { provider: 'anthropic', requestModel: 'claude-3-5-sonnet-20241022' },
      { api: 'anthropic.messages' },
      { usage: { input_tokens: 4, cache_creation_input_tokens: 8000, cache_read_input_tokens: 0, output_tokens: 60 } },
      30912000,
    ],
    // 100 × 4 + 50,000 × 0.2 + 4,000 × 20 = 90400 µ$
    [
      'claude-opus-5-5, thinking inside the output',
      { provider: 'anthropic', requestModel: 'claude-opus-5-5' },
      { api: 'anthropic.messages' },
      {
        usage: {
          input_tokens: 100,
          cache_creation_input_tokens: 0,
          cache_read_input_tokens: 50000,
          cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
          output_tokens: 4000,
          service_tier: 'standard',
          output_tokens_details: { thinking_tokens: 3500 },
        },
      },
      90400000,
    ],
    // 1,000 × 10 + 2,000 × 1 + 100 × 50 = 17000 µ$
    [
      'claude-opus-5 in fast mode',
      { provider: 'anthropic', requestModel: 'claude-opus-5', speed: 'fast' },
      { api: 'anthropic.messages' },
      {
        usage: {
          input_tokens: 1000,
          cache_creation_input_tokens: 0,
          cache_read_input_tokens: 2000,
          cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
          output_tokens: 100,
          service_tier: 'standard',
          speed: 'fast',
        },
      },
      17000000,
    ],
    // 1,000 × 3.3 + 100 × 16.5 = 4950 µ$
    [
      'claude-sonnet-4-6 kept in the US',
      { provider: 'anthropic', requestModel: 'claude-sonnet-4-6', inferenceGeo: 'us' },
      { api: 'anthropic.messages' },
      {
        usage: {
          input_tokens: 1000,
          cache_creation_input_tokens: 0,
          cache_read_input_tokens: 0,
          cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
          output_tokens: 100,
          service_tier: 'standard',
          inference_geo: 'us',
        },
      },
      4950000,
    ],
    // 105 × 3 + 7,123 × 0.3 + 7,345 × 3.75 + 6,039 × 15 + 3 × 10000 = 150580.65 µ$
    [
      'claude-sonnet-4-6, web searches',
      { provider: 'anthropic', requestModel: 'claude-sonnet-4-6' },
      { api: 'anthropic.messages' },
      {
        usage: {
          input_tokens: 105,
          cache_creation_input_tokens: 7345,
          cache_read_input_tokens: 7123,
          cache_creation: { ephemeral_5m_input_tokens: 7345, ephemeral_1h_input_tokens: 0 },
          output_tokens: 6039,
          service_tier: 'standard',
          server_tool_use: { web_search_requests: 3 },
        },
      },
      150580650,
    ],
    // 1,000 × 0.5 + 100 × 2.5 = 750 µ$
    [
      'claude-haiku-4-5 in a batch',
      { provider: 'anthropic', requestModel: 'claude-haiku-4-5', serviceTier: 'batch' },
      { api: 'anthropic.messages' },
      {
        usage: {
          input_tokens: 1000,
          cache_creation_input_tokens: 0,
          cache_read_input_tokens: 0,
          cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
          output_tokens: 100,
          service_tier: 'batch',
        },
      },
      750000,
    ],
    // 1,000 × 6 + 250,000 × 0.6 + 1,000 × 7.5 + 2,000 × 22.5 = 208500 µ$
    [
      'claude-sonnet-4-5 above 200k',
      { provider: 'anthropic', requestModel: 'claude-sonnet-4-5-20250929' },
      { api: 'anthropic.messages' },
      {
        usage: {
          input_tokens: 1000,
          cache_creation_input_tokens: 1000,
          cache_read_input_tokens: 250000,
          cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 0 },
          output_tokens: 2000,
          service_tier: 'standard',
        },
      },
      208500000,
    ],
    // 203,000 × 5 + 4,500 × 25 = 1127500 µ$
    [
      'claude-opus-4-8 with a compaction',
      { provider: 'anthropic', requestModel: 'claude-opus-4-8' },
      { api: 'anthropic.messages' },
      {
        usage: {
          input_tokens: 23000,
          output_tokens: 1000,
          iterations: [
            { type: 'compaction', input_tokens: 180000, output_tokens: 3500 },
            { type: 'message', input_tokens: 23000, output_tokens: 1000 },
          ],
        },
      },
      1127500000,
    ],
    // 10 × 0.1 + 200 × 0.4 = 81 µ$
    [
      'gemini-2.0-flash',
      { provider: 'gcp.gemini', requestModel: 'gemini-2.0-flash' },
      { api: 'gemini.generateContent' },
      { usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 200, totalTokenCount: 210 } },
      81000,
    ],
    // 1,000 × 1.25 + 1,700 × 10 = 18250 µ$
    [
      'gemini-2.5-pro, thoughts beside',
      { provider: 'gcp.gemini', requestModel: 'gemini-2.5-pro' },
      { api: 'gemini.generateContent' },
      {
        usageMetadata: {
          promptTokenCount: 1000,
          candidatesTokenCount: 200,
          thoughtsTokenCount: 1500,
          totalTokenCount: 2700,
        },
      },
      18250000,
    ],
    // 50,000 × 2.5 + 200,000 × 0.25 + 100 × 15 = 176500 µ$
    [
      'gemini-2.5-pro above 200k, cached inside',
      { provider: 'gcp.gemini', requestModel: 'gemini-2.5-pro' },
      { api: 'gemini.generateContent' },
      {
        usageMetadata: {
          promptTokenCount: 250000,
          candidatesTokenCount: 100,
          cachedContentTokenCount: 200000,
          totalTokenCount: 250100,
        },
      },
      176500000,
    ],
    // 800 × 0.3 + 200 × 2.5 = 740 µ$
    [
      'gemini-2.5-flash, tool use beside',
      { provider: 'gcp.gemini', requestModel: 'gemini-2.5-flash' },
      { api: 'gemini.generateContent' },
      {
        usageMetadata: {
          promptTokenCount: 500,
          candidatesTokenCount: 80,
          thoughtsTokenCount: 120,
          toolUsePromptTokenCount: 300,
          totalTokenCount: 1000,
        },
      },
      740000,
    ],
    // 1,000 × 1 + 200 × 0.3 + 50 × 2.5 = 1185 µ$
    [
      'gemini-2.5-flash, audio',
      { provider: 'gcp.gemini', requestModel: 'gemini-2.5-flash' },
      { api: 'gemini.generateContent' },
      {
        usageMetadata: {
          promptTokenCount: 1200,
          candidatesTokenCount: 50,
          totalTokenCount: 1250,
          promptTokensDetails: [
            { modality: 'TEXT', tokenCount: 200 },
            { modality: 'AUDIO', tokenCount: 1000 },
          ],
        },
      },
      1185000,
    ],
    // 400 × 1 + 600 × 0.1 + 100 × 0.3 + 100 × 0.03 + 50 × 2.5 = 618 µ$
    [
      'gemini-2.5-flash, cached audio',
      { provider: 'gcp.gemini', requestModel: 'gemini-2.5-flash' },
      { api: 'gemini.generateContent' },
      {
        usageMetadata: {
          promptTokenCount: 1200,
          candidatesTokenCount: 50,
          cachedContentTokenCount: 700,
          totalTokenCount: 1250,
          promptTokensDetails: [
            { modality: 'TEXT', tokenCount: 200 },
            { modality: 'AUDIO', tokenCount: 1000 },
          ],
          cacheTokensDetails: [
            { modality: 'AUDIO', tokenCount: 600 },
            { modality: 'TEXT', tokenCount: 100 },
          ],
        },
      },
      618000,
    ],
    // 12 × 0.3 + 1,290 × 30 + 10 × 2.5 = 38728.6 µ$
    [
      'gemini-2.5-flash-image',
      { provider: 'gcp.gemini', requestModel: 'gemini-2.5-flash-image' },
      { api: 'gemini.generateContent' },
      {
        usageMetadata: {
          promptTokenCount: 12,
          candidatesTokenCount: 1300,
          totalTokenCount: 1312,
          candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1290 }],
        },
      },
      38728600,
    ],
    // 1,000 × 0.075 + 100 × 0.3 = 105 µ$
    [
      'gemini-1.5-flash',
      { provider: 'gcp.gemini', requestModel: 'models/gemini-1.5-flash' },
      { api: 'gemini.generateContent' },
      { usageMetadata: { promptTokenCount: 1000, candidatesTokenCount: 100, totalTokenCount: 1100 } },
      105000,
    ],
    // 3,000 × 0.75 + 1,000 × 0.075 + 3,000 × 3.75 = 13575 µ$
    [
      'gemini-3.8-flash, streamed: the last of cumulative chunks',
      { provider: 'gcp.gemini', requestModel: 'gemini-3.8-flash' },
      { api: 'gemini.generateContent' },
      {
        candidates: [{ finishReason: 'STOP' }],
        usageMetadata: {
          promptTokenCount: 4000,
          candidatesTokenCount: 900,
          thoughtsTokenCount: 2100,
          cachedContentTokenCount: 1000,
          totalTokenCount: 7000,
        },
      },
      13575000,
    ],
    // 600 × 2 + 400 × 0.2 + 50 × 12 = 1880 µ$
    [
      'gemini-3.1-pro-preview, interactions',
      { provider: 'gcp.gemini', requestModel: 'gemini-3.1-pro-preview' },
      { api: 'gemini.interactions' },
      {
        usage: {
          total_input_tokens: 1000,
          total_cached_tokens: 400,
          total_output_tokens: 20,
          total_thought_tokens: 30,
          total_tokens: 1050,
        },
      },
      1880000,
    ],
    // 1,000 × 0.15 + 100 × 1.25 = 275 µ$
    [
      'gemini-2.5-flash, batch',
      { provider: 'gcp.gemini', requestModel: 'gemini-2.5-flash', serviceTier: 'batch' },
      { api: 'gemini.generateContent' },
      { usageMetadata: { promptTokenCount: 1000, candidatesTokenCount: 100, totalTokenCount: 1100 } },
      275000,
    ],
    // 10 × 3.3 + 1,000 × 6.6 + 100 × 16.5 = 8283 µ$
    [
      'Claude on Vertex, regional, one-hour write',
      { provider: 'gcp.vertex_ai', host: 'europe-west1-aiplatform.googleapis.com', requestModel: 'claude-sonnet-4-6' },
      { api: 'anthropic.messages' },
      {
        usage: {
          input_tokens: 10,
          cache_creation_input_tokens: 1000,
          cache_read_input_tokens: 0,
          cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 1000 },
          output_tokens: 100,
          service_tier: 'standard',
        },
      },
      8283000,
    ],
    // 30 × 3.3 + 8,000 × 0.33 + 2,000 × 4.125 + 628 × 16.5 = 21351 µ$
    [
      'Converse, Claude, cache beside',
      { provider: 'aws.bedrock', requestModel: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0' },
      { api: 'bedrock.converse' },
      {
        usage: {
          inputTokens: 30,
          outputTokens: 628,
          totalTokens: 10658,
          cacheReadInputTokens: 8000,
          cacheWriteInputTokens: 2000,
        },
      },
      21351000,
    ],
    // 5 × 1 + 3,000 × 2 + 50 × 5 = 6255 µ$
    [
      'Converse, streamed: metadata event, one-hour writes',
      { provider: 'aws.bedrock', requestModel: 'global.anthropic.claude-haiku-4-5-20251001-v1:0' },
      { api: 'bedrock.converse' },
      {
        metadata: {
          usage: {
            inputTokens: 5,
            outputTokens: 50,
            totalTokens: 3055,
            cacheReadInputTokens: 0,
            cacheWriteInputTokens: 3000,
            cacheDetails: [{ ttl: '1h', inputTokens: 3000 }],
          },
        },
      },
      6255000,
    ],
    // 1,000 × 0.06 + 100 × 0.24 = 84 µ$
    [
      'Converse, Nova',
      { provider: 'aws.bedrock', requestModel: 'us.amazon.nova-lite-v1:0' },
      { api: 'bedrock.converse' },
      { usage: { inputTokens: 1000, outputTokens: 100, totalTokens: 1100 } },
      84000,
    ],
    // 400 × 0.25 + 40 × 1.25 = 150 µ$
    [
      'InvokeModel, Claude',
      { provider: 'aws.bedrock', requestModel: 'anthropic.claude-3-haiku-20240307-v1:0' },
      { api: 'bedrock.invoke' },
      { type: 'message', usage: { input_tokens: 400, output_tokens: 40 } },
      150000,
    ],
    // 14 × 0.72 + 20 × 0.72 = 24.48 µ$
    [
      'InvokeModel, streamed: invocation metrics',
      { provider: 'aws.bedrock', requestModel: 'meta.llama3-1-70b-instruct-v1:0' },
      { api: 'bedrock.invoke' },
      { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 14, outputTokenCount: 20, invocationLatency: 800 } },
      24480,
    ],
    // 1,400 × 0.8 + 20 × 3.2 = 1184 µ$
    [
      'InvokeModel, headers',
      { provider: 'aws.bedrock', requestModel: 'amazon.nova-pro-v1:0' },
      { api: 'bedrock.invoke' },
      { 'x-amzn-bedrock-input-token-count': 1400, 'x-amzn-bedrock-output-token-count': 20 },
      1184000,
    ],
    // 1,808 × 0.15 + 8,192 × 0.003 + 500 × 0.6 = 595.776 µ$
    [
      'DeepSeek, hits inside the prompt',
      { provider: 'deepseek', requestModel: 'deepseek-flash' },
      { api: 'deepseek' },
      {
        usage: {
          prompt_tokens: 10000,
          completion_tokens: 500,
          total_tokens: 10500,
          prompt_cache_hit_tokens: 8192,
          prompt_cache_miss_tokens: 1808,
        },
      },
      595776,
    ],
    // 360 × 1.32 + 640 × 0.044 + 100 × 3.96 = 899.36 µ$
    [
      'DeepSeek at a peak hour',
      { provider: 'deepseek', requestModel: 'deepseek-v4-pro', at: '2026-10-07T02:00:00Z' },
      { api: 'deepseek' },
      {
        usage: {
          prompt_tokens: 1000,
          completion_tokens: 100,
          total_tokens: 1100,
          prompt_tokens_details: { cached_tokens: 640 },
          completion_tokens_details: { reasoning_tokens: 20 },
        },
      },
      899360,
    ],
    // 360 × 0.5 + 640 × 0.05 + 100 × 1.5 = 362 µ$
    [
      'Mistral, cached',
      { provider: 'mistral_ai', requestModel: 'mistral-large-latest' },
      { api: 'mistral' },
      { usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100, num_cached_tokens: 640 } },
      362000,
    ],
    // 33 × 0.15 + 44 × 0.6 = 31.35 µ$
    [
      'Mistral, streamed: last chunk',
      { provider: 'mistral_ai', requestModel: 'mistral-small-latest' },
      { api: 'mistral' },
      { choices: [{ finish_reason: 'stop' }], usage: { prompt_tokens: 33, completion_tokens: 44, total_tokens: 77 } },
      31350,
    ],
    // 18 × 0.59 + 556 × 0.79 = 449.86 µ$
    [
      'Groq, streamed: x_groq',
      { provider: 'groq', requestModel: 'llama-3.3-70b-versatile' },
      { api: 'groq' },
      {
        x_groq: {
          id: 'req_1',
          usage: {
            queue_time: 0.03,
            prompt_tokens: 18,
            prompt_time: 0.01,
            completion_tokens: 556,
            completion_time: 0.46,
            total_tokens: 574,
            total_time: 0.47,
          },
        },
      },
      449860,
    ],
    // 488 × 0.15 + 512 × 0.075 + 100 × 0.6 = 171.6 µ$
    [
      'Groq, cached',
      { provider: 'groq', requestModel: 'openai/gpt-oss-120b' },
      { api: 'groq' },
      {
        usage: {
          prompt_tokens: 1000,
          completion_tokens: 100,
          total_tokens: 1100,
          prompt_tokens_details: { cached_tokens: 512 },
          completion_tokens_details: { reasoning_tokens: 60 },
        },
      },
      171600,
    ],
    // 9,992 × 1.25 + 128 × 0.2 + 4,308 × 2.5 = 23285.6 µ$
    [
      'xAI, reasoning beside: its own cost agrees to the nano-dollar',
      { provider: 'x_ai', requestModel: 'grok-4.20-reasoning' },
      { api: 'xai' },
      {
        usage: {
          prompt_tokens: 10120,
          completion_tokens: 1499,
          total_tokens: 14428,
          prompt_tokens_details: { cached_tokens: 128 },
          completion_tokens_details: { reasoning_tokens: 2809 },
          cost_in_usd_ticks: 232856000,
        },
      },
      23285600,
    ],
    // 800 × 2 + 200 × 0.5 + 300 × 6 = 3500 µ$
    [
      'xAI, responses',
      { provider: 'x_ai', requestModel: 'grok-4.6' },
      { api: 'openai.responses' },
      {
        usage: {
          input_tokens: 1000,
          input_tokens_details: { cached_tokens: 200 },
          output_tokens: 300,
          output_tokens_details: { reasoning_tokens: 250 },
          total_tokens: 1300,
        },
      },
      3500000,
    ],
    // 200,000 × 4 + 10 × 12 = 800120 µ$
    [
      'xAI above 200k',
      { provider: 'x_ai', requestModel: 'grok-4.5' },
      { api: 'xai' },
      { usage: { prompt_tokens: 200000, completion_tokens: 10, total_tokens: 200010 } },
      800120000,
    ],
    // 5 × 2.5 + 418 × 10 = 4192.5 µ$
    [
      'Cohere, billed units',
      { provider: 'cohere', requestModel: 'command-a-03-2025' },
      { api: 'cohere' },
      {
        usage: {
          billed_units: { input_tokens: 5, output_tokens: 418 },
          tokens: { input_tokens: 71, output_tokens: 418 },
        },
      },
      4192500,
    ],
    // 1,000 × 0.0375 + 100 × 0.15 = 52.5 µ$
    [
      'Cohere, streamed: message-end',
      { provider: 'cohere', requestModel: 'command-r7b-12-2024' },
      { api: 'cohere' },
      {
        type: 'message-end',
        delta: {
          finish_reason: 'COMPLETE',
          usage: {
            billed_units: { input_tokens: 1000, output_tokens: 100 },
            tokens: { input_tokens: 1066, output_tokens: 101 },
          },
        },
      },
      52500,
    ],
    // 14 × 3 + 420 × 15 + 1 × 14000 = 20342 µ$
    [
      'Perplexity sonar-pro: tokens and the request',
      { provider: 'perplexity', requestModel: 'sonar-pro' },
      { api: 'perplexity' },
      { usage: { prompt_tokens: 14, completion_tokens: 420, total_tokens: 434, search_context_size: 'low' } },
      20342000,
    ],
    // 20,049 × 2 + 73,997 × 3 + 7,163 × 8 + 30 × 5000 = 469393 µ$
    [
      'Perplexity sonar-deep-research',
      { provider: 'perplexity', requestModel: 'sonar-deep-research' },
      { api: 'perplexity' },
      {
        usage: {
          prompt_tokens: 33,
          completion_tokens: 7163,
          total_tokens: 7196,
          citation_tokens: 20016,
          num_search_queries: 30,
          reasoning_tokens: 73997,
        },
      },
      469393000,
    ],
    // 21 × 3 + 10,318 × 0.3 + 60 × 15 = 4058.4 µ$
    [
      'OpenRouter by its own rates, where it told no cost',
      { provider: 'openrouter', requestModel: 'anthropic/claude-sonnet-4.5' },
      { api: 'openrouter' },
      {
        usage: {
          prompt_tokens: 10339,
          completion_tokens: 60,
          total_tokens: 10399,
          prompt_tokens_details: { cached_tokens: 10318, cache_write_tokens: 0 },
          completion_tokens_details: { reasoning_tokens: 0 },
        },
      },
      4058400,
    ],
    // reported: $0.00014
    [
      'OpenRouter: its own cost',
      { provider: 'openrouter', requestModel: 'openai/gpt-4o', reportedUsd: 0.00014 },
      { api: 'openrouter' },
      { usage: { prompt_tokens: 14, completion_tokens: 10, total_tokens: 24, cost: 0.00014, is_byok: false } },
      140000,
    ],
    // 744 × 3 + 256 × 0.3 + 100 × 15 = 3808.8 µ$
    [
      'Moonshot, cached at the top level',
      { provider: 'moonshot', requestModel: 'kimi-k3' },
      {},
      { usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100, cached_tokens: 256 } },
      3808800,
    ],
    // 1,000 × 0.88 + 100 × 0.88 = 968 µ$
    [
      'Together',
      { provider: 'together_ai', requestModel: 'meta-llama/Llama-3.3-70B-Instruct-Turbo' },
      {},
      { usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 } },
      968000,
    ],
    // 600 × 0.56 + 400 × 0.28 + 100 × 1.68 = 616 µ$
    [
      'Fireworks, cached',
      { provider: 'fireworks', requestModel: 'accounts/fireworks/models/deepseek-v3p2' },
      {},
      {
        usage: {
          prompt_tokens: 1000,
          completion_tokens: 100,
          total_tokens: 1100,
          prompt_tokens_details: { cached_tokens: 400 },
        },
      },
      616000,
    ],
    // 1,000 × 0.35 + 100 × 0.75 = 425 µ$
    [
      'Cerebras',
      { provider: 'cerebras', requestModel: 'gpt-oss-120b' },
      {},
      { usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 }, time_info: { total_time: 0.1 } },
      425000,
    ],
    // 1,000 × 0.06 = 60 µ$
    [
      'Voyage, a total only',
      { provider: 'voyageai', requestModel: 'voyage-3.5' },
      { api: 'embeddings', provider: 'voyageai' },
      { usage: { total_tokens: 1000 } },
      60000,
    ],
    // local
    [
      'Ollama',
      { provider: 'ollama', requestModel: 'llama3.1:8b' },
      { api: 'ollama' },
      { done: true, prompt_eval_count: 26, eval_count: 298, total_duration: 5043500667 },
      0,
    ],
    // 1,000 × 2.5 + 100 × 10 = 3500 µ$
    [
      'through a local proxy, at the list price',
      { provider: 'openai', host: 'localhost', requestModel: 'gpt-4o' },
      { api: 'openai.chat' },
      { usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 } },
      3500000,
    ],
  ];
