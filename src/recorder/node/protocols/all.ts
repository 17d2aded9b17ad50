/** The APIs the recorder knows, and how a request is recognised: by its path and by the shape of its body. */
import { anthropicMessages } from './anthropic-messages.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';
import type { Protocol } from './protocol.ts';

export const PROTOCOLS: readonly Protocol[] = [openaiChat, openaiResponses, anthropicMessages];

/** Keys whose lists are looked at element by element. */
export const LIST_KEYS: ReadonlySet<string> = new Set(PROTOCOLS.map(protocol => protocol.layout.list));

/** The APIs a URL may belong to, by its path alone. Cheap: it is asked of every request of the program. */
export function protocolsAt(path: string): readonly Protocol[] {
  return PROTOCOLS.filter(protocol => protocol.matches(path));
}

const BY_HOST: readonly (readonly [suffix: string, provider: string])[] = [
  ['openai.azure.com', 'azure.ai.openai'],
  ['openrouter.ai', 'openrouter'],
  ['deepseek.com', 'deepseek'],
  ['groq.com', 'groq'],
  ['mistral.ai', 'mistral_ai'],
  ['api.x.ai', 'x_ai'],
  ['perplexity.ai', 'perplexity'],
  ['together.xyz', 'together_ai'],
  ['fireworks.ai', 'fireworks_ai'],
  ['cerebras.ai', 'cerebras'],
  ['moonshot.ai', 'moonshot_ai'],
  ['googleapis.com', 'gcp.gemini'],
];

/** `gen_ai.provider.name`: whose endpoint it is where that is known, else whose API it speaks. */
export function providerOf(protocol: Protocol, hostname: string): string {
  const known = BY_HOST.find(([suffix]) => hostname === suffix || hostname.endsWith(`.${suffix}`));
  return known?.[1] ?? protocol.provider;
}
