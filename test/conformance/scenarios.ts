/**
 * One table of small agents that both recorders record. What is played is data, so that it is the same in every language; what is
 * written must be the same as well (`fixtures/`, one file for each).
 */
import type { Script } from '../support/provider.ts';

type Json = Readonly<Record<string, unknown>>;

/** Something an agent does. */
type Step =
  /** asks a model: `read` says how far the answer is read */
  | {
      readonly do: 'call';
      readonly path: string;
      readonly body: Json;
      readonly read?: 'whole' | 'stream' | 'leave';
      readonly headers?: Json;
    }
  | { readonly do: 'run'; readonly name: string; readonly options?: Json; readonly steps: readonly Step[] }
  | { readonly do: 'turn'; readonly name: string; readonly steps: readonly Step[] }
  | {
      readonly do: 'tool';
      readonly name: string;
      readonly args?: Json;
      readonly callId?: string;
      readonly result: string;
      readonly steps?: readonly Step[];
    }
  | {
      readonly do: 'llm';
      readonly options: Json;
      readonly usage?: Json;
      readonly model?: string;
      readonly reason?: string;
      readonly steps?: readonly Step[];
    }
  | {
      readonly do: 'trace';
      readonly name: string;
      readonly metadata?: Json;
      readonly status?: string;
      readonly spans: readonly Span[];
    }
  | { readonly do: 'fail'; readonly name: string; readonly steps: readonly Step[] }
  /** until it is refused, at most so many times */
  | { readonly do: 'until'; readonly most: number; readonly step: Step };

interface Span {
  readonly options: Json;
  readonly end: Json;
}

export interface Scenario {
  readonly name: string;
  readonly reply?: Script;
  /** answers by path, where the pretend provider does not know the API */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** `spanmeter.json` */
  readonly config?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** a part of the Node recorder without which it does not play this one */
  readonly needs?: string;
  readonly steps: readonly Step[];
}

const user = (content: unknown) => ({ role: 'user', content });
const TEXT = 'Hello wörld, how are you today? 😀';
const PROTOCOLS = 'src/recorder/node/protocols/gemini.ts';
const GUARD = 'src/recorder/node/guard/enforce/enforcer.ts';

const chat = (more: Json = {}, read: 'whole' | 'stream' | 'leave' = 'whole'): Step => ({
  do: 'call',
  path: '/v1/chat/completions',
  body: { model: 'gpt-4o', messages: [user('Hi')], ...(read !== 'whole' && { stream: true }), ...more },
  read,
});
const withUsage = { stream_options: { include_usage: true } };
const messages = (more: Json = {}, read: 'whole' | 'stream' = 'whole'): Step => ({
  do: 'call',
  path: '/v1/messages',
  body: {
    model: 'claude-sonnet-4-6',
    max_tokens: 100,
    messages: [user('Hi')],
    ...(read === 'stream' && { stream: true }),
    ...more,
  },
  read,
});
const responses = (more: Json = {}, read: 'whole' | 'stream' = 'whole'): Step => ({
  do: 'call',
  path: '/v1/responses',
  body: { model: 'gpt-4o', input: 'Hi', ...(read === 'stream' && { stream: true }), ...more },
  read,
});

const tools = [
  {
    type: 'function',
    function: { name: 'read_file', parameters: { type: 'object', properties: { path: { type: 'string' } } } },
  },
];
const asked = {
  role: 'assistant',
  content: null,
  tool_calls: [{ id: 'c1', type: 'function', function: { name: 'read_file', arguments: '{"path":"ä.ts"}' } }],
};
const conversation = [
  { role: 'system', content: 'You are a helpful agent.' },
  user('Read the file, then 漢字 and 😀.'),
];
const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${'QUJD'.repeat(200)}` } };
const expensive: Script = [{ text: 'ok', usage: { input: 10_000, output: 1000 } }];

export const SCENARIOS: readonly Scenario[] = [
  { name: 'plain-calls', steps: [chat(), responses(), messages()] },
  { name: 'streams', steps: [chat(withUsage, 'stream'), responses({}, 'stream'), messages({}, 'stream')] },
  { name: 'stream-without-usage', steps: [chat({}, 'stream')] },
  { name: 'stream-left', reply: [{ text: TEXT.repeat(40), chunkMs: 1 }], steps: [chat({}, 'leave')] },
  {
    name: 'runs-and-turns',
    steps: [
      {
        do: 'run',
        name: 'outer',
        options: {
          agent: 'planner',
          task: 'triage',
          user: 'u1',
          session: 's1',
          meta: { version: 2, prompt: 'no', deep: { n: 1.5, tags: ['a', 'b'] } },
        },
        steps: [
          {
            do: 'turn',
            name: 'first',
            steps: [
              chat(),
              {
                do: 'tool',
                name: 'search',
                args: { q: 'é', limit: 10, explanation: 'why' },
                callId: 'call_1',
                result: 'Found 3 at 12:30:59',
              },
            ],
          },
          { do: 'run', name: 'inner', steps: [chat()] },
          { do: 'turn', name: 'second', steps: [{ do: 'tool', name: 'ask', result: 'x', steps: [chat()] }] },
        ],
      },
      chat(),
    ],
  },
  {
    name: 'tool-calls',
    reply: ({ turn }) =>
      turn === 0 ? { toolCalls: [{ name: 'read_file', args: { path: 'ä.ts', explanation: 'x' } }] } : { text: TEXT },
    steps: [
      chat({ messages: conversation, tools }),
      chat({
        messages: [
          ...conversation,
          asked,
          { role: 'tool', tool_call_id: 'c1', content: 'at 12:30:59: 0xFF \x1b[31mred\x1b[0m' },
        ],
        tools,
      }),
      chat({
        messages: [
          ...conversation,
          asked,
          { role: 'tool', tool_call_id: 'c1', content: 'at 12:30:59: 0xFF \x1b[31mred\x1b[0m' },
          user([{ type: 'text', text: 'And this?' }, image]),
        ],
        tools,
      }),
      messages(
        {
          system: 'Be short.',
          tools: [{ name: 'look', input_schema: { type: 'object' } }],
          messages: [
            user('Look.'),
            { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'look', input: {} }] },
            user([
              { type: 'tool_result', tool_use_id: 't1', is_error: true, content: [{ type: 'text', text: 'gone' }] },
            ]),
          ],
        },
        'stream',
      ),
    ],
  },
  {
    name: 'tool-calls-streamed',
    reply: [{ toolCalls: [{ name: 'read_file', args: { path: 'ä.ts', n: 1e21 } }], splitBytes: 7 }],
    steps: [chat({ ...withUsage, tools }, 'stream'), messages({}, 'stream'), responses({}, 'stream')],
  },
  { name: 'kept-by-the-server', steps: [responses({ previous_response_id: 'resp_1', instructions: 'Be short.' })] },
  {
    name: 'errors',
    reply: [
      { status: 429 },
      { status: 500 },
      { status: 400 },
      { text: TEXT, fault: 'garbage' },
      { text: TEXT, fault: 'usage-never' },
    ],
    steps: [chat(), { ...chat(), headers: { 'x-stainless-retry-count': '1' } } as Step, messages(), chat(), chat()],
  },
  {
    name: 'faults-of-streams',
    reply: (['error-event', 'no-terminal', 'usage-twice', 'null-choices'] as const).map(fault => ({
      text: TEXT,
      fault,
    })),
    steps: [chat(withUsage, 'stream'), chat(withUsage, 'stream'), chat(withUsage, 'stream'), chat(withUsage, 'stream')],
  },
  {
    name: 'manual-calls',
    steps: [
      {
        do: 'llm',
        options: { model: 'local-model', provider: 'ollama', meta: { host: 'here' } },
        usage: { promptTokens: 10, completionTokens: 5 },
        model: 'local-model-7b',
        reason: 'stop',
      },
      { do: 'llm', options: { model: 'gpt-4o' }, usage: { input_tokens: 999 }, steps: [chat(), chat()] },
      { do: 'llm', options: { model: 'm' } },
    ],
  },
  {
    name: 'traces-by-hand',
    steps: [
      {
        do: 'trace',
        name: 'by hand',
        metadata: { agent: 'a', input: 'no' },
        status: 'failed',
        spans: [
          {
            options: { name: 'plan', type: 'agent', metadata: { depth: 1 } },
            end: { status: 'failed', metadata: { code: 'E1' } },
          },
          ...[
            { prompt_tokens: 7, completion_tokens: 3 },
            { usage: { input_tokens: 7, output_tokens: 3 } },
            { inputTokens: 7, outputTokens: 3, prompt: 'no' },
            { 'gen_ai.usage.input_tokens': 7 },
            {
              input_tokens: 7,
              output_tokens: 3,
              cache_read_input_tokens: 5,
              finish_reason: 'stop',
              response_model: 'x',
            },
          ].map(metadata => ({
            options: { name: 'think', type: 'generation', metadata: { model: 'gpt-4o', provider: 'openai' } },
            end: { status: 'success', output: 'text', metadata },
          })),
        ],
      },
    ],
  },
  {
    name: 'a-run-that-fails',
    steps: [{ do: 'fail', name: 'fails', steps: [{ do: 'turn', name: 'turn', steps: [chat()] }] }],
  },
  {
    name: 'other-protocols',
    needs: PROTOCOLS,
    answers: {
      '/v1/embeddings': {
        model: 'text-embedding-3-small',
        data: [{ embedding: [0.1, -0.2] }],
        usage: { prompt_tokens: 2, total_tokens: 2 },
      },
      '/v1/completions': {
        id: 'cmpl-1',
        model: 'gpt-3.5-turbo-instruct',
        choices: [{ text: 'this', finish_reason: 'length' }],
        usage: { prompt_tokens: 2, completion_tokens: 5 },
      },
      '/v1beta/models/gemini-2.5-pro:generateContent': {
        responseId: 'r1',
        modelVersion: 'gemini-2.5-pro',
        candidates: [
          {
            content: { parts: [{ text: 'Hi' }, { functionCall: { name: 'look', args: { at: 'x' } } }] },
            finishReason: 'STOP',
          },
        ],
        usageMetadata: {
          promptTokenCount: 10,
          candidatesTokenCount: 5,
          thoughtsTokenCount: 3,
          totalTokenCount: 18,
          promptTokensDetails: [{ modality: 'TEXT', tokenCount: 10 }],
        },
      },
      '/api/chat': {
        model: 'llama3.2',
        message: { role: 'assistant', content: 'Hi' },
        done: true,
        done_reason: 'stop',
        prompt_eval_count: 4,
        eval_count: 2,
        total_duration: 5,
      },
      '/model/anthropic.claude-sonnet-4-v1%3A0/converse': {
        output: {
          message: {
            role: 'assistant',
            content: [{ text: 'Hi' }, { toolUse: { toolUseId: 'u1', name: 'look', input: { b: 1, a: 2 } } }],
          },
        },
        stopReason: 'tool_use',
        usage: { inputTokens: 4, outputTokens: 2, totalTokens: 6, cacheReadInputTokens: 1 },
      },
      '/v2/chat': {
        id: 'c1',
        finish_reason: 'COMPLETE',
        message: { role: 'assistant', content: [{ type: 'text', text: 'Hi' }] },
        usage: { billed_units: { input_tokens: 3, output_tokens: 1 }, tokens: { input_tokens: 60, output_tokens: 1 } },
      },
      '/v1/other': {},
    },
    steps: [
      { do: 'call', path: '/v1/embeddings', body: { model: 'text-embedding-3-small', input: ['a', 'b'] } },
      {
        do: 'call',
        path: '/v1/completions',
        body: { model: 'gpt-3.5-turbo-instruct', prompt: 'Say this', max_tokens: 5, n: 2 },
      },
      {
        do: 'call',
        path: '/v1beta/models/gemini-2.5-pro:generateContent',
        body: {
          contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
          tools: [{ functionDeclarations: [{ name: 'look' }] }],
          systemInstruction: { parts: [{ text: 'Short.' }] },
          generationConfig: { maxOutputTokens: 10, candidateCount: 2 },
        },
      },
      {
        do: 'call',
        path: '/api/chat',
        body: { model: 'llama3.2', messages: [user('Hi')], stream: false, options: { num_predict: 7 } },
      },
      {
        do: 'call',
        path: '/model/anthropic.claude-sonnet-4-v1%3A0/converse',
        body: {
          messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
          system: [{ text: 'Short.' }],
          inferenceConfig: { maxTokens: 9 },
        },
      },
      { do: 'call', path: '/v2/chat', body: { model: 'command-r', messages: [user('Hi')] } },
      { do: 'call', path: '/v1/other', body: { model: 'x', messages: [user('Hi')] } },
    ],
  },
  {
    name: 'budget-of-the-run',
    needs: GUARD,
    reply: expensive,
    config: { budgets: [{ per: 'run', usd: 0.1 }] },
    steps: [{ do: 'until', most: 9, step: chat() }],
  },
  {
    name: 'budget-by-bound',
    needs: GUARD,
    reply: expensive,
    config: { budgets: [{ per: 'run', usd: 0.1 }] },
    steps: [{ do: 'until', most: 9, step: chat({ max_tokens: 1000 }) }],
  },
  {
    name: 'budget-of-the-environment',
    needs: GUARD,
    reply: expensive,
    env: { SPANMETER_BUDGET_USD: '$0.08' },
    steps: [{ do: 'until', most: 9, step: messages({ max_tokens: 1000 }) }],
  },
  {
    name: 'budget-of-run',
    needs: GUARD,
    reply: expensive,
    steps: [
      {
        do: 'run',
        name: 'limited',
        options: { budget: { usd: 0.05, calls: 9, alertAt: 0.5 } },
        steps: [{ do: 'until', most: 9, step: chat() }],
      },
      chat(),
    ],
  },
  {
    name: 'budget-in-tokens-and-calls',
    needs: GUARD,
    reply: expensive,
    config: {
      budgets: [
        { per: 'run', tokens: 25_000, action: 'warn' },
        { per: 'run', calls: 4, model: 'gpt-*' },
      ],
    },
    steps: [{ do: 'until', most: 9, step: chat() }, messages()],
  },
  {
    name: 'budgets-of-agents',
    needs: GUARD,
    reply: expensive,
    config: {
      budgets: [
        { per: 'agent', within: 'run', usd: 0.04 },
        { per: 'run', usd: 0.2, agent: 'b*' },
      ],
    },
    steps: [
      { do: 'run', name: 'one', options: { agent: 'alice' }, steps: [{ do: 'until', most: 9, step: chat() }] },
      { do: 'run', name: 'two', options: { agent: 'bob' }, steps: [{ do: 'until', most: 2, step: chat() }] },
      chat(),
    ],
  },
  {
    name: 'budget-of-manual-calls',
    needs: GUARD,
    config: { budgets: [{ per: 'run', usd: 0.05 }] },
    steps: [
      {
        do: 'until',
        most: 9,
        step: {
          do: 'llm',
          options: { model: 'gpt-4o', provider: 'openai' },
          usage: { prompt_tokens: 10_000, completion_tokens: 1000 },
        },
      },
    ],
  },
  {
    name: 'unpriced-models',
    needs: GUARD,
    config: { budgets: [{ per: 'run', usd: 1 }], onUnpriced: 'block' },
    steps: [{ do: 'until', most: 2, step: chat({ model: 'acme-llm-7b' }) }],
  },
  {
    name: 'unpriced-models-warned-of',
    needs: GUARD,
    config: { budgets: [{ per: 'run', usd: 1 }] },
    steps: [chat({ model: 'acme-llm-7b' }), chat({ model: 'acme-llm-7b' })],
  },
  {
    name: 'own-prices',
    needs: GUARD,
    reply: expensive,
    config: {
      budgets: [{ per: 'run', usd: 0.1 }],
      prices: {
        models: [
          { match: 'acme-*', like: 'openai/gpt-4o', multiply: 2 },
          { match: '', input: 1 },
        ],
      },
    },
    steps: [{ do: 'until', most: 9, step: chat({ model: 'acme-llm-7b' }) }],
  },
  {
    name: 'mistakes-in-the-configuration',
    needs: GUARD,
    config: {
      budgets: [
        { per: 'run' },
        { per: 'year', usd: 1 },
        { per: 'run', usd: -1 },
        { per: 'run', calls: 2, wrong: 1 },
        { per: 'day', usd: 1, within: 'run' },
      ],
      onUnpriced: 'x',
      webhook: { env: 'https://secret' },
      more: 1,
    },
    steps: [{ do: 'until', most: 9, step: chat() }],
  },
  { name: 'a-configuration-that-is-a-list', needs: GUARD, config: [], steps: [chat()] },
];
