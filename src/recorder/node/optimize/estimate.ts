/** Tokens of texts and messages, without a tokenizer. */
import { tokensOfText } from '../prompt/tokens.ts';
import type { ChatMessage } from './messages.ts';

/** What a provider adds around each message. */
const PER_MESSAGE = 4;
/** Images are billed by their size, which is not looked at: about the largest one. */
const PER_IMAGE = 1600;

const MEDIA = new Set(['image', 'image_url', 'input_image', 'input_audio', 'document', 'file', 'input_file']);

/**
 * About how many tokens a text or messages have: within some 15 % for prose, code and JSON of the GPT family; models of
 * Anthropic count up to 45 % more. Images and files count 1,600 each.
 */
export function estimateTokens(input: string | ChatMessage | readonly ChatMessage[]): number {
  if (typeof input === 'string') return tokensOfText(input);
  if (Array.isArray(input)) return input.reduce<number>((sum, message) => sum + estimateTokens(message), 0);
  const { role: _role, ...fields } = input as ChatMessage;
  return PER_MESSAGE + tokensIn(fields);
}

function tokensIn(value: unknown): number {
  if (typeof value === 'string') return tokensOfText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return 1;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + tokensIn(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  const { type } = value as { readonly type?: unknown };
  if (typeof type === 'string' && MEDIA.has(type)) return PER_IMAGE;
  // Names of fields and what stands around them are sent as well, in one form or another.
  return Object.values(value).reduce<number>((sum, one) => sum + 1 + tokensIn(one), 0);
}
