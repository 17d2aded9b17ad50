import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseUsage } from '../../src/core/usage/normalise.ts';
import { AnswerReader, type Ending } from '../../src/recorder/node/calls/answer.ts';
import { createHasher } from '../../src/recorder/node/hash/hasher.ts';
import { createPrompts } from '../../src/recorder/node/prompt/prompts.ts';
import { isKnownPath, LIST_KEYS, PROTOCOLS, protocolsAt, providerOf } from '../../src/recorder/node/protocols/all.ts';
import { argumentsOf, newOutcome, type Outcome } from '../../src/recorder/node/protocols/outcome.ts';

const hasher = createHasher(() => Buffer.alloc(32, 7));

/** What the recorder makes of a request: undefined where it is no call. */
function recognise(url: string, body: object) {
  const { pathname, host } = new URL(url);
  if (!isKnownPath(url.replace(/\?.*/, ''))) return undefined;
  const prompts = createPrompts(hasher);
  const scanned = prompts.scan(JSON.stringify(body), LIST_KEYS);
  const protocol = scanned && protocolsAt(pathname).find(one => one.accepts(scanned.body));
  if (scanned === undefined || protocol === undefined) return undefined;
  const { parts } = prompts.measure(protocol, scanned, 'x').line;
  return {
    protocol,
    api: protocol.api,
    operation: protocol.operation,
    provider: providerOf(protocol, host),
    facts: protocol.facts(scanned.body, pathname, () => undefined),
    parts: Object.entries(parts).map(([name, { n }]) => `${name} ${n}`),
    tools: parts.tools?.items?.map(item => item.name),
  };
}

const messages = [{ role: 'user', content: 'Hi' }];
const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];
const blocks = [{ role: 'user', content: [{ text: 'Hi' }] }];

const GOOGLE = 'https://generativelanguage.googleapis.com/v1beta';
const VERTEX = 'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers';
const BEDROCK = 'https://bedrock-runtime.us-east-1.amazonaws.com/model';

describe('a request is known by its path and its shape', () => {
  test.each<[string, object, string, string, string | undefined]>([
    ['https://api.openai.com/v1/chat/completions', { model: 'gpt-5', messages }, 'openai.chat', 'openai', 'gpt-5'],
    ['https://api.openai.com/v1/completions', { model: 'm', prompt: 'Hi' }, 'openai.chat', 'openai', 'm'],
    ['https://api.openai.com/v1/embeddings', { model: 'm', input: ['Hi'] }, 'embeddings', 'openai', 'm'],
    [
      'https://my.openai.azure.com/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21',
      { messages },
      'openai.chat',
      'azure.ai.openai',
      'my-gpt',
    ],
    [
      'https://my.openai.azure.com/openai/v1/responses',
      { model: 'd', input: 'Hi' },
      'openai.responses',
      'azure.ai.openai',
      'd',
    ],
    [
      'https://my.openai.azure.com/openai/deployments/emb/embeddings?api-version=1',
      { input: 'Hi' },
      'embeddings',
      'azure.ai.openai',
      'emb',
    ],
    [
      'https://my.services.ai.azure.com/models/chat/completions',
      { model: 'm', messages },
      'openai.chat',
      'azure.ai.inference',
      'm',
    ],
    ['https://openrouter.ai/api/v1/chat/completions', { model: 'a/b', messages }, 'openai.chat', 'openrouter', 'a/b'],
    ['https://api.deepseek.com/chat/completions', { model: 'm', messages }, 'openai.chat', 'deepseek', 'm'],
    ['https://api.x.ai/v1/responses', { model: 'm', input: 'Hi' }, 'openai.responses', 'x_ai', 'm'],
    ['https://api.groq.com/openai/v1/chat/completions', { model: 'm', messages }, 'openai.chat', 'groq', 'm'],
    ['https://api.mistral.ai/v1/chat/completions', { model: 'm', messages }, 'openai.chat', 'mistral_ai', 'm'],
    ['https://api.mistral.ai/v1/fim/completions', { model: 'm', prompt: 'a' }, 'openai.chat', 'mistral_ai', 'm'],
    [
      'https://api.mistral.ai/v1/agents/completions',
      { agent_id: 'a', messages },
      'openai.chat',
      'mistral_ai',
      undefined,
    ],
    ['https://api.together.xyz/v1/completions', { model: 'm', prompt: 'a' }, 'openai.chat', 'together_ai', 'm'],
    [
      'https://api.fireworks.ai/inference/v1/chat/completions',
      { model: 'm', messages },
      'openai.chat',
      'fireworks_ai',
      'm',
    ],
    ['http://localhost:8000/v1/chat/completions', { model: 'm', messages }, 'openai.chat', 'openai', 'm'],
    ['http://localhost:11434/v1/chat/completions', { model: 'm', messages }, 'openai.chat', 'ollama', 'm'],
    ['http://localhost:11434/api/chat', { model: 'm', messages }, 'ollama', 'ollama', 'm'],
    ['http://localhost:11434/api/generate', { model: 'm', prompt: 'Hi' }, 'ollama', 'ollama', 'm'],
    ['http://localhost:11434/api/embed', { model: 'm', input: 'Hi' }, 'embeddings', 'ollama', 'm'],
    [
      'https://api.anthropic.com/v1/messages',
      { model: 'm', max_tokens: 9, messages },
      'anthropic.messages',
      'anthropic',
      'm',
    ],
    [
      `${VERTEX}/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict`,
      { anthropic_version: 'v', max_tokens: 9, messages, stream: true },
      'anthropic.messages',
      'gcp.vertex_ai',
      'claude-sonnet-4-5@20250929',
    ],
    [
      `${VERTEX}/mistralai/models/mistral-small:rawPredict`,
      { messages },
      'openai.chat',
      'gcp.vertex_ai',
      'mistral-small',
    ],
    [
      `${VERTEX}/google/models/gemini-2.5-pro:generateContent`,
      { contents },
      'gemini.generateContent',
      'gcp.vertex_ai',
      'gemini-2.5-pro',
    ],
    [
      `${GOOGLE}/models/gemini-2.5-pro:streamGenerateContent?alt=sse`,
      { contents },
      'gemini.generateContent',
      'gcp.gemini',
      'gemini-2.5-pro',
    ],
    [
      `${GOOGLE}/tunedModels/mine:generateContent`,
      { contents: contents[0] },
      'gemini.generateContent',
      'gcp.gemini',
      'mine',
    ],
    [
      `${GOOGLE}/models/gemini-embedding-001:batchEmbedContents`,
      { requests: [{}] },
      'embeddings',
      'gcp.gemini',
      'gemini-embedding-001',
    ],
    [
      `${VERTEX}/google/models/text-embedding-005:predict`,
      { instances: [{}] },
      'embeddings',
      'gcp.vertex_ai',
      'text-embedding-005',
    ],
    [`${GOOGLE}/interactions`, { model: 'm', input: 'Hi' }, 'gemini.interactions', 'gcp.gemini', 'm'],
    ['https://api.cohere.com/v2/chat', { model: 'm', messages }, 'cohere', 'cohere', 'm'],
    ['https://api.cohere.com/v1/chat', { model: 'm', message: 'Hi', stream: false }, 'cohere', 'cohere', 'm'],
    ['https://api.cohere.com/v2/embed', { model: 'm', texts: ['Hi'] }, 'embeddings', 'cohere', 'm'],
    [
      `${BEDROCK}/anthropic.claude-sonnet-4-5-v1%3A0/converse`,
      { messages: blocks },
      'bedrock.converse',
      'aws.bedrock',
      'anthropic.claude-sonnet-4-5-v1:0',
    ],
    [
      `${BEDROCK}/amazon.nova-pro-v1:0/converse-stream`,
      { messages: blocks },
      'bedrock.converse',
      'aws.bedrock',
      'amazon.nova-pro-v1:0',
    ],
    [
      `${BEDROCK}/${encodeURIComponent('arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0')}/converse`,
      { messages: blocks },
      'bedrock.converse',
      'aws.bedrock',
      'eu.amazon.nova-lite-v1:0',
    ],
    [
      `${BEDROCK}/meta.llama3-8b/invoke`,
      { prompt: 'Hi', max_gen_len: 9 },
      'bedrock.invoke',
      'aws.bedrock',
      'meta.llama3-8b',
    ],
    [`${BEDROCK}/m/invoke-with-response-stream`, { messages, max_tokens: 9 }, 'bedrock.invoke', 'aws.bedrock', 'm'],
  ])('%s', (url, body, api, provider, model) => {
    const known = recognise(url, body);
    expect([known?.api, known?.provider, known?.facts.model]).toEqual([api, provider, model]);
    expect(known?.facts.stream).toBe(/stream/i.test(url) || (api === 'ollama' && !('stream' in body)));
    expect(known?.parts).toContain('user 1');
  });

  test.each<[string, object]>([
    ['https://api.openai.com/v1/threads/t/messages', { role: 'user', content: 'Hi' }],
    ['https://api.anthropic.com/v1/messages/count_tokens', { model: 'm', messages }],
    ['https://api.anthropic.com/v1/messages/batches', { requests: [] }],
    ['https://api.openai.com/v1/responses/input_tokens', { model: 'm', input: 'Hi' }],
    [`${GOOGLE}/models/m:countTokens`, { contents }],
    [`${GOOGLE}/models/imagen-4:predict`, { instances: [{ prompt: 'a' }] }],
    // A program's own paths of these names.
    ['http://localhost:3000/api/chat', { id: 'x', messages, trigger: 'submit-message' }],
    ['http://localhost:3000/v1/chat', { message: 'Hi' }],
    ['http://localhost:3000/api/generate', { prompt: 'Hi' }],
    ['http://localhost:3000/interactions', { type: 'click' }],
    ['http://localhost:3000/responses', { survey: 1 }],
  ])('no call: %s', (url, body) => {
    expect(recognise(url, body)).toBeUndefined();
  });
});

const call = { name: 'read', args: { path: 'ä.ts' } };

describe('a request is taken apart', () => {
  test('Gemini', () => {
    const known = recognise(`${GOOGLE}/models/m:generateContent`, {
      systemInstruction: { parts: [{ text: 'Be kind.' }] },
      contents: [
        ...contents,
        { role: 'model', parts: [{ functionCall: call }] },
        { role: 'user', parts: [{ functionResponse: { name: 'read', response: { error: 'none' } } }] },
        { role: 'user', parts: [{ text: 'And this?' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
      ],
      tools: [{ functionDeclarations: [{ name: 'read' }, { name: 'write' }] }, { googleSearch: {} }],
      generationConfig: { maxOutputTokens: 100, candidateCount: 2 },
      cachedContent: 'cachedContents/1',
    });
    expect(known?.parts).toEqual(['system 1', 'tools 3', 'history 2', 'tool_results 1', 'user 1', 'media 1']);
    expect(known?.tools).toEqual(['read', 'write', 'googleSearch']);
    expect(known?.facts).toMatchObject({ maxTokens: 200, remoteContext: true });
  });

  test('Gemini interactions', () => {
    const known = recognise(`${GOOGLE}/interactions`, {
      model: 'm',
      system_instruction: 'Be kind.',
      input: [
        { type: 'user_input', content: [{ type: 'text', text: 'Hi' }] },
        { type: 'function_call', id: '1', name: 'read', arguments: {} },
        { type: 'function_result', call_id: '1', result: 'text' },
        { type: 'image', data: 'AAAA' },
      ],
      tools: [{ type: 'function', name: 'read' }],
      generation_config: { max_output_tokens: 9 },
      previous_interaction_id: 'i',
      stream: true,
    });
    expect(known?.parts).toEqual(['system 1', 'tools 1', 'history 2', 'tool_results 1', 'user 1', 'media 1']);
    expect(known?.facts).toMatchObject({ maxTokens: 9, remoteContext: true, stream: true });
  });

  test('Bedrock', () => {
    const known = recognise(`${BEDROCK}/m/converse`, {
      system: [{ text: 'Be kind.' }],
      messages: [
        ...blocks,
        { role: 'assistant', content: [{ toolUse: { toolUseId: '1', name: 'read', input: {} } }] },
        { role: 'user', content: [{ toolResult: { toolUseId: '1', content: [{ text: 'no' }], status: 'error' } }] },
      ],
      toolConfig: { tools: [{ toolSpec: { name: 'read' } }] },
      inferenceConfig: { maxTokens: 50 },
    });
    expect(known?.parts).toEqual(['system 1', 'tools 1', 'history 1', 'tool_results 1', 'user 1']);
    expect(known?.tools).toEqual(['read']);
    expect(known?.facts.maxTokens).toBe(50);
  });

  test('Ollama and Cohere', () => {
    const chat = [
      { role: 'system', content: 'Be kind.' },
      ...messages,
      { role: 'assistant', tool_calls: [{ function: { name: 'read', arguments: {} } }] },
      { role: 'tool', tool_name: 'read', content: 'text' },
    ];
    const tools = [{ type: 'function', function: { name: 'read' } }];
    const parts = ['system 1', 'tools 1', 'history 1', 'tool_results 1', 'user 1'];
    const options = { num_predict: 7 };
    const ollama = recognise('http://h/api/chat', { model: 'm', messages: chat, tools, options, stream: false });
    expect(ollama?.parts).toEqual(parts);
    expect(ollama?.facts).toMatchObject({ maxTokens: 7, stream: false });
    expect(recognise('http://h/v2/chat', { model: 'm', messages: chat, tools })?.parts).toEqual(parts);
    const v1 = {
      preamble: 'Be kind.',
      chat_history: [
        { role: 'USER', message: 'Hi' },
        { role: 'CHATBOT', message: 'Ho' },
      ],
      message: 'More',
      stream: true,
    };
    expect(recognise('http://h/v1/chat', v1)?.parts).toEqual(['system 1', 'history 2', 'user 1']);
  });
});

const sse = (events: readonly unknown[]) => events.map(data => `data: ${JSON.stringify(data)}\n\n`).join('');
const lines = (events: readonly unknown[]) => events.map(data => `${JSON.stringify(data)}\n`).join('');

interface Read {
  readonly ending: Ending;
  readonly outcome: Outcome;
}

/** Reads an answer, byte by byte. */
function read(url: string, body: object, text: string): Read | undefined {
  const known = recognise(url, body);
  if (known === undefined) throw new Error(`${url} is no call`);
  const ends: Read[] = [];
  const onEnd = (ending: Ending, outcome: Outcome) => void ends.push({ ending, outcome });
  const { protocol, facts } = known;
  const reader = new AnswerReader({ protocol, streams: facts.stream, onEnd, onFirst: () => undefined });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at++) reader.chunk(at, bytes.subarray(at, at + 1));
  reader.ended();
  return ends[0];
}

const geminiEvents = [
  {
    candidates: [{ content: { parts: [{ text: 'Grüße' }] } }],
    usageMetadata: { promptTokenCount: 10 },
    modelVersion: 'g',
    responseId: 'r',
  },
  {
    candidates: [{ content: { parts: [{ functionCall: call }] }, finishReason: 'STOP' }],
    usageMetadata: {
      promptTokenCount: 10,
      cachedContentTokenCount: 4,
      candidatesTokenCount: 5,
      thoughtsTokenCount: 3,
      totalTokenCount: 18,
    },
  },
];
const geminiUsage = { input: 6, cacheRead: 4, output: 8, reasoning: 3 };

describe('an answer is read', () => {
  test.each<[string, string, object, string, object]>([
    ['Gemini, events', `${GOOGLE}/models/m:streamGenerateContent`, { contents }, sse(geminiEvents), geminiUsage],
    [
      'Gemini, a list',
      `${GOOGLE}/models/m:streamGenerateContent`,
      { contents },
      JSON.stringify(geminiEvents, null, 2),
      geminiUsage,
    ],
    [
      'Gemini interactions',
      `${GOOGLE}/interactions`,
      { model: 'm', input: 'Hi', stream: true },
      sse([
        { event_type: 'interaction.created', interaction: { id: 'i', model: 'g', status: 'in_progress' } },
        { event_type: 'step.start', index: 0, step: { type: 'function_call', id: '1', name: 'read', arguments: {} } },
        { event_type: 'step.delta', index: 0, delta: { type: 'arguments_delta', arguments: '{"path":' } },
        { event_type: 'step.delta', index: 0, delta: { type: 'arguments_delta', arguments: '"ä.ts"}' } },
        {
          event_type: 'interaction.completed',
          interaction: {
            id: 'i',
            status: 'completed',
            usage: { total_input_tokens: 10, total_cached_tokens: 4, total_output_tokens: 5, total_thought_tokens: 3 },
          },
        },
      ]),
      geminiUsage,
    ],
    [
      'Ollama',
      'http://h/api/chat',
      { model: 'm', messages },
      lines([
        { model: 'g', message: { role: 'assistant', content: 'Grüße' }, done: false },
        { model: 'g', message: { tool_calls: [{ function: { name: 'read', arguments: call.args } }] }, done: false },
        { model: 'g', done: true, done_reason: 'stop', prompt_eval_count: 10, eval_count: 5, total_duration: 9 },
      ]),
      { input: 10, output: 5 },
    ],
    [
      'Cohere',
      'http://h/v2/chat',
      { model: 'm', messages, stream: true },
      sse([
        { type: 'message-start', id: 'c' },
        { type: 'content-delta', index: 0, delta: { message: { content: { text: 'Grüße' } } } },
        {
          type: 'tool-call-start',
          index: 0,
          delta: { message: { tool_calls: { id: '1', function: { name: 'read', arguments: '' } } } },
        },
        {
          type: 'tool-call-delta',
          index: 0,
          delta: { message: { tool_calls: { function: { arguments: '{"path":"ä' } } } },
        },
        { type: 'tool-call-delta', index: 0, delta: { message: { tool_calls: { function: { arguments: '.ts"}' } } } } },
        { type: 'tool-call-end', index: 0 },
        {
          type: 'message-end',
          delta: {
            finish_reason: 'TOOL_CALL',
            usage: {
              billed_units: { input_tokens: 10, output_tokens: 5 },
              tokens: { input_tokens: 99, output_tokens: 5 },
            },
          },
        },
      ]),
      { input: 10, output: 5 },
    ],
    [
      'Cohere as it was',
      'http://h/v1/chat',
      { model: 'm', message: 'Hi', stream: true },
      lines([
        { event_type: 'stream-start', generation_id: 'c' },
        { event_type: 'text-generation', text: 'Grüße' },
        {
          event_type: 'stream-end',
          finish_reason: 'COMPLETE',
          response: {
            generation_id: 'c',
            tool_calls: [{ name: 'read', parameters: call.args }],
            meta: { billed_units: { input_tokens: 10, output_tokens: 5 } },
          },
        },
      ]),
      { input: 10, output: 5 },
    ],
    [
      'Bedrock, plain',
      `${BEDROCK}/m/converse`,
      { messages: blocks },
      JSON.stringify({
        output: {
          message: { content: [{ text: 'Grüße' }, { toolUse: { toolUseId: '1', name: 'read', input: call.args } }] },
        },
        stopReason: 'tool_use',
        usage: { inputTokens: 6, cacheReadInputTokens: 4, outputTokens: 5, totalTokens: 15 },
      }),
      { input: 6, cacheRead: 4, output: 5 },
    ],
    [
      'Claude on Bedrock',
      `${BEDROCK}/m/invoke`,
      { messages, max_tokens: 9 },
      JSON.stringify({
        type: 'message',
        id: 'msg_1',
        content: [{ type: 'tool_use', id: '1', name: 'read', input: call.args }],
        stop_reason: 'tool_use',
        usage: { input_tokens: 6, cache_read_input_tokens: 4, output_tokens: 5 },
      }),
      { input: 6, cacheRead: 4, output: 5 },
    ],
  ])('%s', (_, url, body, text, usage) => {
    const { ending, outcome } = read(url, body, text) ?? {};
    expect(ending).toBe('finished');
    const { api } = recognise(url, body) ?? {};
    const { usage: found, problems } = normaliseUsage(outcome?.usage, { ...(api && { api }) });
    expect(found).toEqual(usage);
    expect(problems).toEqual([]);
    const [tool] = [...(outcome?.tools.values() ?? [])];
    expect([tool?.name, tool && argumentsOf(tool)]).toEqual(['read', call.args]);
    // Its result comes under this.
    expect(tool?.id).not.toBe('');
    expect(outcome?.finishReasons).toHaveLength(1);
  });

  test('what the vendors on Bedrock say beside it', () => {
    const llama = { generation: 'Hi', prompt_token_count: 10, generation_token_count: 5, stop_reason: 'stop' };
    const titan = {
      inputTextTokenCount: 10,
      results: [{ outputText: 'Hi', tokenCount: 5, completionReason: 'FINISH' }],
    };
    const url = `${BEDROCK}/m/invoke`;
    for (const answer of [llama, titan]) {
      const { outcome } = read(url, { prompt: 'Hi' }, JSON.stringify(answer)) ?? {};
      expect(normaliseUsage(outcome?.usage, { api: 'bedrock.invoke' }).usage).toMatchObject({ input: 10 });
      expect(outcome?.finishReasons).toHaveLength(1);
      expect(outcome?.textBytes).toBe(2);
    }
    const outcome = newOutcome();
    const headers: Record<string, string> = {
      'x-amzn-bedrock-input-token-count': '10',
      'x-amzn-bedrock-output-token-count': '5',
    };
    recognise(url, { prompt: 'Hi' })?.protocol.headers?.(outcome, name => headers[name]);
    expect(normaliseUsage(outcome.usage).usage).toEqual({ input: 10, output: 5 });
  });

  test('the chunks of InvokeModel end with Bedrock’s own count', () => {
    const known = recognise(`${BEDROCK}/m/invoke-with-response-stream`, { prompt: 'Hi' });
    const outcome = newOutcome();
    known?.protocol.event(outcome, JSON.stringify({ generation: 'Hi' }), 'chunk');
    expect(outcome.finished).toBe(false);
    const metrics = { inputTokenCount: 10, outputTokenCount: 5, invocationLatency: 9 };
    known?.protocol.event(
      outcome,
      JSON.stringify({ stop_reason: 'stop', 'amazon-bedrock-invocationMetrics': metrics }),
      'chunk',
    );
    expect(outcome.finished).toBe(true);
    expect(normaliseUsage(outcome.usage).usage).toMatchObject({ input: 10, output: 5 });
  });

  test('a failure inside a stream', () => {
    const converse = recognise(`${BEDROCK}/m/converse-stream`, { messages: blocks })?.protocol;
    const outcome = newOutcome();
    converse?.event(outcome, '{"message":"secret"}', 'throttlingException');
    expect(outcome).toMatchObject({ errorType: 'throttlingException', finished: true });
    const text = sse([{ error: { code: 503, message: 'secret', status: 'UNAVAILABLE' } }]);
    const gemini = read(`${GOOGLE}/models/m:streamGenerateContent`, { contents }, text);
    expect(gemini?.outcome.errorType).toBe('UNAVAILABLE');
    expect(read('http://h/api/chat', { model: 'm', messages }, lines([{ error: 'secret' }]))?.outcome.errorType).toBe(
      'error',
    );
  });
});

test('what no API would say does no harm', () => {
  const hostile = fc.oneof(fc.json(), fc.string(), fc.constantFrom('null', '[]', '{}', '[null]', '{"choices":[null]}'));
  const keys = 'candidates message output content choices usage steps delta tool_calls results error'.split(' ');
  const nested = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 4 }));
  fc.assert(
    fc.property(hostile, nested, fc.option(fc.string(), { nil: undefined }), (text, value, name) => {
      for (const protocol of PROTOCOLS) {
        const outcome = newOutcome();
        protocol.event(outcome, text, name);
        protocol.event(outcome, JSON.stringify(value), name);
        protocol.answer(outcome, value);
        protocol.element(value);
        protocol.element(text);
      }
    }),
    { numRuns: 300 },
  );
});

test('a refusal names itself in the words of each API', () => {
  for (const protocol of PROTOCOLS) {
    const text = JSON.stringify(protocol.refusal('Budget exceeded: all of it', 'budget_exceeded'));
    expect(text).toContain('Budget exceeded: all of it');
  }
});
