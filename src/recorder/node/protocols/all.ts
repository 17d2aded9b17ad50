/** The APIs the recorder knows, and how a request is recognised: by its path and by the shape of its body. */
import { anthropicMessages } from './anthropic-messages.ts';
import { bedrockConverse } from './bedrock-converse.ts';
import { bedrockInvoke } from './bedrock-invoke.ts';
import { cohere, cohereV1 } from './cohere.ts';
import { embeddings } from './embeddings.ts';
import { gemini } from './gemini.ts';
import { geminiInteractions } from './gemini-interactions.ts';
import { ollama } from './ollama.ts';
import { openaiChat, openaiCompletions } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';
import type { Protocol } from './protocol.ts';
import { vercelGateway } from './vercel-gateway.ts';

export const PROTOCOLS: readonly Protocol[] = [
  openaiChat,
  openaiCompletions,
  openaiResponses,
  anthropicMessages,
  gemini,
  geminiInteractions,
  ollama,
  cohere,
  cohereV1,
  bedrockConverse,
  bedrockInvoke,
  vercelGateway,
  ...embeddings,
];

/** Keys whose lists are looked at element by element. */
export const LIST_KEYS: ReadonlySet<string> = new Set(PROTOCOLS.flatMap(({ layout }) => layout.list ?? []));

const ANY = new RegExp(PROTOCOLS.map(({ path }) => path.source).join('|'));

/** Whether a URL without its query may be one of them, by its path alone. Cheap: it is asked of every request. */
export function isKnownPath(url: string): boolean {
  return ANY.test(url);
}

/** The APIs a URL may belong to, by its path. */
export function protocolsAt(path: string): readonly Protocol[] {
  return PROTOCOLS.filter(protocol => protocol.path.test(path));
}

const BY_HOST: readonly (readonly [suffix: string, provider: string])[] = [
  ['openai.azure.com', 'azure.ai.openai'],
  ['cognitiveservices.azure.com', 'azure.ai.openai'],
  ['services.ai.azure.com', 'azure.ai.inference'],
  ['openrouter.ai', 'openrouter'],
  ['deepseek.com', 'deepseek'],
  ['groq.com', 'groq'],
  ['mistral.ai', 'mistral_ai'],
  ['x.ai', 'x_ai'],
  ['perplexity.ai', 'perplexity'],
  ['together.xyz', 'together_ai'],
  ['together.ai', 'together_ai'],
  ['fireworks.ai', 'fireworks_ai'],
  ['cerebras.ai', 'cerebras'],
  ['moonshot.ai', 'moonshot_ai'],
  ['moonshot.cn', 'moonshot_ai'],
  ['cohere.com', 'cohere'],
  ['cohere.ai', 'cohere'],
  ['huggingface.co', 'huggingface'],
  ['amazonaws.com', 'aws.bedrock'],
  ['aiplatform.googleapis.com', 'gcp.vertex_ai'],
  ['googleapis.com', 'gcp.gemini'],
];

/** `gen_ai.provider.name`: whose endpoint it is where that is known, else whose API it speaks. `host` may have a port. */
export function providerOf(protocol: Protocol, host: string): string {
  // Ollama answers in OpenAI's words as well, and nobody else has its port.
  if (host.endsWith(':11434')) return 'ollama';
  const seen = SEEN_HOSTS.get(host);
  if (seen !== undefined) return seen.provider ?? protocol.provider;
  const name = host.replace(/:\d+$/, '').replace('-aiplatform.', '.aiplatform.');
  const [, provider] = BY_HOST.find(([suffix]) => name === suffix || name.endsWith(`.${suffix}`)) ?? [];
  if (SEEN_HOSTS.size < MAX_SEEN_HOSTS) SEEN_HOSTS.set(host, { provider });
  return provider ?? protocol.provider;
}

const SEEN_HOSTS = new Map<string, { readonly provider: string | undefined }>();
const MAX_SEEN_HOSTS = 32;
