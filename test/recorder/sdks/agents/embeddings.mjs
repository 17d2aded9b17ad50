// Embeddings, of every SDK that has them.
import { scenarios } from '../harness.mjs';

const { SDK, PROVIDER } = process.env;
const sdk = await import(SDK);
const input = ['one', 'two'];
const apiKey = 'test';
const model = 'text-embedding-3-small';

/** Each: whose method is called, which, and with what. */
const ASK = {
  openai: url => [
    new sdk.OpenAI({ baseURL: `${url}/v1`, apiKey }).embeddings,
    'create',
    { model, input, encoding_format: 'float' },
  ],
  '@google/genai': url => [
    new sdk.GoogleGenAI({ apiKey, httpOptions: { baseUrl: url, retryOptions: { attempts: 2 } } }).models,
    'embedContent',
    { model: 'gemini-embedding-001', contents: input },
  ],
  '@mistralai/mistralai': url => {
    const backoff = { initialInterval: 1, maxInterval: 2, exponent: 1, maxElapsedTime: 60_000 };
    const client = new sdk.Mistral({ serverURL: url, apiKey, retryConfig: { strategy: 'backoff', backoff } });
    return [client.embeddings, 'create', { model: 'mistral-embed', inputs: input }];
  },
  'cohere-ai': url => [
    new sdk.CohereClientV2({ environment: url, token: apiKey }),
    'embed',
    { model: 'embed-v4.0', inputType: 'search_query', embeddingTypes: ['float'], texts: input },
  ],
  ollama: url => [new sdk.Ollama({ host: url }), 'embed', { model: 'nomic-embed-text', input }],
  ai: url => [
    sdk,
    'embedMany',
    { model: provider.createOpenAI({ baseURL: `${url}/v1`, apiKey }).embedding(model), values: input },
  ],
  '@langchain/openai': url => [
    new sdk.OpenAIEmbeddings({ model, apiKey, maxRetries: 2, configuration: { baseURL: `${url}/v1` } }),
    'embedDocuments',
    input,
  ],
};

const provider = PROVIDER && (await import(PROVIDER));

await scenarios(url => {
  const [target, method, options] = ASK[SDK.replace(/-\d+$/, '')](url);
  return {
    async plain() {
      await target[method](options); /* @plain */
    },
  };
});
