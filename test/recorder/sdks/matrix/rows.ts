/** The rows of the matrix: an SDK of a version, and how it is asked. To add one: a row here, and an agent if none fits. */

import type { Scenario } from './provider.mjs';

type Transport = 'fetch' | 'fetch (Request)' | 'node:http' | 'node:http2';
type Reported = 'input' | 'cacheRead' | 'output';

export interface Row {
  /** the package's folder in `node_modules`: its name, or an alias for an older major */
  readonly sdk: string;
  /** of `sdks/agents/` */
  readonly agent: string;
  /** what is asked for, where one SDK has several rows */
  readonly api: string;
  readonly transport: Transport;
  readonly env?: Readonly<Record<string, string>>;
  /** its tools' results are objects: here `{ output }` */
  readonly wraps?: true;
  /** what usage the API reports, where not all */
  readonly reports?: readonly Reported[];
  /** what the API does not have */
  readonly lacks?: readonly Scenario[];
  /** it does not try again by itself */
  readonly noRetry?: true;
}

const GPT = { MODEL: 'gpt-4o', BASE: '/v1' };
const CLAUDE = { MODEL: 'claude-sonnet-4-6' };

// Of what is cached, some say nothing.
const NO_CACHE: readonly Reported[] = ['input', 'output'];

/** A vector for each text: no stream, no tool. */
const EMBEDDINGS = {
  agent: 'embeddings',
  api: 'embeddings',
  transport: 'fetch',
  reports: ['input'],
  lacks: ['streamed', 'tools', 'aborted', 'broken'],
} as const satisfies Partial<Row>;

const BEDROCK = { sdk: '@aws-sdk/client-bedrock-runtime', agent: 'bedrock' } as const;

export const ROWS: readonly Row[] = [
  { sdk: 'openai', agent: 'openai', api: 'chat completions', transport: 'fetch', env: GPT },
  { sdk: 'openai', agent: 'openai-responses', api: 'responses', transport: 'fetch' },
  { ...EMBEDDINGS, sdk: 'openai' },
  { sdk: 'openai-6', agent: 'openai', api: 'chat completions', transport: 'fetch', env: GPT },
  { sdk: 'openai-6', agent: 'openai-responses', api: 'responses', transport: 'fetch' },
  { sdk: 'openai-4', agent: 'openai', api: 'chat completions', transport: 'node:http', env: GPT },
  { sdk: 'openai-4', agent: 'openai-responses', api: 'responses', transport: 'node:http' },
  { ...EMBEDDINGS, sdk: 'openai-4', transport: 'node:http' },
  { sdk: '@anthropic-ai/sdk', agent: 'anthropic', api: 'messages', transport: 'fetch' },
  { sdk: '@anthropic-ai/sdk-0', agent: 'anthropic', api: 'messages', transport: 'fetch' },
  { sdk: '@google/genai', agent: 'genai', api: 'generateContent', transport: 'fetch', wraps: true },
  { sdk: '@google/genai', agent: 'genai-interactions', api: 'interactions', transport: 'fetch (Request)' },
  { ...EMBEDDINGS, sdk: '@google/genai' },
  { sdk: '@google/genai-2', agent: 'genai', api: 'generateContent', transport: 'fetch', wraps: true },
  {
    sdk: 'ai',
    agent: 'ai',
    api: 'with @ai-sdk/openai',
    transport: 'fetch',
    env: { PROVIDER: '@ai-sdk/openai', MODEL: 'gpt-4o' },
  },
  {
    sdk: 'ai',
    agent: 'ai',
    api: 'with @ai-sdk/anthropic',
    transport: 'fetch',
    env: { PROVIDER: '@ai-sdk/anthropic', ...CLAUDE },
  },
  {
    sdk: 'ai',
    agent: 'ai',
    api: 'with its gateway',
    transport: 'fetch',
    env: { PROVIDER: 'ai', MODEL: 'openai/gpt-4o' },
  },
  { ...EMBEDDINGS, sdk: 'ai', env: { PROVIDER: '@ai-sdk/openai' } },
  {
    sdk: 'ai-6',
    agent: 'ai',
    api: 'with @ai-sdk/openai',
    transport: 'fetch',
    env: { PROVIDER: '@ai-sdk/openai-3', MODEL: 'gpt-4o' },
  },
  {
    sdk: 'ai-6',
    agent: 'ai',
    api: 'with @ai-sdk/anthropic',
    transport: 'fetch',
    env: { PROVIDER: '@ai-sdk/anthropic-3', ...CLAUDE },
  },
  {
    sdk: '@langchain/openai',
    agent: 'langchain',
    api: 'ChatOpenAI',
    transport: 'fetch',
    env: { MODEL: 'gpt-4o' },
  },
  { sdk: '@langchain/anthropic', agent: 'langchain', api: 'ChatAnthropic', transport: 'fetch', env: CLAUDE },
  { ...EMBEDDINGS, sdk: '@langchain/openai' },
  { sdk: 'ollama', agent: 'ollama', api: 'chat', transport: 'fetch', reports: NO_CACHE, noRetry: true },
  { ...EMBEDDINGS, sdk: 'ollama', noRetry: true },
  {
    sdk: 'groq-sdk',
    agent: 'openai',
    api: 'chat completions',
    transport: 'fetch',
    env: { MODEL: 'llama-3.3-70b-versatile', BASE: '' },
  },
  { sdk: '@mistralai/mistralai', agent: 'mistral', api: 'chat', transport: 'fetch (Request)' },
  { ...EMBEDDINGS, sdk: '@mistralai/mistralai', transport: 'fetch (Request)' },
  { sdk: 'cohere-ai', agent: 'cohere', api: 'chat', transport: 'fetch', reports: NO_CACHE },
  { ...EMBEDDINGS, sdk: 'cohere-ai' },
  { ...BEDROCK, api: 'Converse', transport: 'node:http2', env: { API: 'Converse' } },
  { ...BEDROCK, api: 'InvokeModel, Claude', transport: 'node:http2', env: { API: 'Claude' } },
  {
    ...BEDROCK,
    api: 'InvokeModel, Mistral',
    transport: 'node:http2',
    env: { API: 'Mistral' },
    reports: NO_CACHE,
    lacks: ['tools'],
  },
  { ...BEDROCK, api: 'Converse', transport: 'node:http', env: { API: 'Converse', HANDLER: 'http' } },
  { ...BEDROCK, api: 'InvokeModel, Claude', transport: 'node:http', env: { API: 'Claude', HANDLER: 'http' } },
  { sdk: 'axios', agent: 'axios', api: 'chat completions', transport: 'node:http', env: GPT, noRetry: true },
];
