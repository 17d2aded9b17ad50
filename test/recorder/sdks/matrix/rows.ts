/** The rows of the matrix: an SDK of a version, and how it is asked. To add one: a row here, and an agent if none fits. */

type Transport = 'fetch' | 'fetch (Request)' | 'node:http' | 'node:http2';

/** What the recorder sees. Rows over other transports wait. */
const SEEN: ReadonlySet<Transport> = new Set<Transport>(['fetch']);

export interface Row {
  /** the package's folder in `node_modules`: its name, or an alias for an older major */
  readonly sdk: string;
  /** of `sdks/agents/` */
  readonly agent: string;
  /** what is asked for, where one SDK has several rows */
  readonly api: string;
  readonly transport: Transport;
  readonly env?: Readonly<Record<string, string>>;
  /** the API reports no cached input */
  readonly noCache?: true;
  /** it does not try again by itself */
  readonly noRetry?: true;
}

const GPT = { MODEL: 'gpt-4o', BASE: '/v1' };
const CLAUDE = { MODEL: 'claude-sonnet-4-6' };

const ALL: readonly Row[] = [
  { sdk: 'openai', agent: 'openai', api: 'chat completions', transport: 'fetch', env: GPT },
  { sdk: 'openai', agent: 'openai-responses', api: 'responses', transport: 'fetch' },
  { sdk: 'openai-6', agent: 'openai', api: 'chat completions', transport: 'fetch', env: GPT },
  { sdk: 'openai-6', agent: 'openai-responses', api: 'responses', transport: 'fetch' },
  { sdk: 'openai-4', agent: 'openai', api: 'chat completions', transport: 'node:http', env: GPT },
  { sdk: '@anthropic-ai/sdk', agent: 'anthropic', api: 'messages', transport: 'fetch' },
  { sdk: '@anthropic-ai/sdk-0', agent: 'anthropic', api: 'messages', transport: 'fetch' },
  { sdk: '@google/genai', agent: 'genai', api: 'generateContent', transport: 'fetch' },
  { sdk: '@google/genai', agent: 'genai-interactions', api: 'interactions', transport: 'fetch (Request)' },
  { sdk: '@google/genai-2', agent: 'genai', api: 'generateContent', transport: 'fetch' },
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
  { sdk: 'ollama', agent: 'ollama', api: 'chat', transport: 'fetch', noCache: true, noRetry: true },
  {
    sdk: 'groq-sdk',
    agent: 'openai',
    api: 'chat completions',
    transport: 'fetch',
    env: { MODEL: 'llama-3.3-70b-versatile', BASE: '' },
  },
  { sdk: '@mistralai/mistralai', agent: 'mistral', api: 'chat', transport: 'fetch (Request)' },
  { sdk: 'cohere-ai', agent: 'cohere', api: 'chat', transport: 'fetch', noCache: true },
  { sdk: '@aws-sdk/client-bedrock-runtime', agent: 'bedrock', api: 'Converse', transport: 'node:http2' },
  { sdk: 'axios', agent: 'axios', api: 'chat completions', transport: 'node:http', env: GPT, noRetry: true },
];

export const ROWS: readonly Row[] = ALL.filter(row => SEEN.has(row.transport));
