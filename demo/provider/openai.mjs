// @ts-check
/** What OpenAI's two APIs share: key, headers, ids, errors. */
import { base62, hex } from './ids.mjs';
import { IMAGE } from './usage.mjs';

export const openai = {
  newCallId: () => `call_${base62(24)}`,
  newRequestId: () => `req_${hex(32)}`,

  /** @param {Record<string, string | string[] | undefined>} headers */
  key: headers => /^Bearer (.+)$/.exec(String(headers['authorization'] ?? ''))?.[1],

  /** @param {string} requestId */
  headers: requestId => ({
    'x-request-id': requestId,
    'openai-organization': 'demo-org',
    'openai-processing-ms': '412',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '10000',
    'x-ratelimit-limit-tokens': '2000000',
    'x-ratelimit-remaining-requests': '9999',
    'x-ratelimit-remaining-tokens': '1998204',
  }),

  /**
   * @param {number} status
   * @param {string} [message]
   */
  error(status, message) {
    const { text, type, code } = ERRORS[status] ?? (status >= 500 ? ERRORS[500] : ERRORS[400]) ?? {};
    return { error: { message: message ?? text, type, param: null, code } };
  },
};

/** @type {Record<number, { text: string, type: string, code: string | null }>} */
const ERRORS = {
  400: { text: 'Invalid request.', type: 'invalid_request_error', code: null },
  401: {
    text: 'Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.',
    type: 'invalid_request_error',
    code: 'invalid_api_key',
  },
  404: { text: 'Invalid URL.', type: 'invalid_request_error', code: null },
  429: {
    text: 'Rate limit reached on tokens per min (TPM): Limit 30000, Used 29214, Requested 1804. Please try again in 2.036s.',
    type: 'tokens',
    code: 'rate_limit_exceeded',
  },
  500: {
    text: 'The server had an error while processing your request. Sorry about that!',
    type: 'server_error',
    code: null,
  },
  503: { text: 'That model is currently overloaded with other requests.', type: 'server_error', code: null },
};

/**
 * The text of a message's content, whichever form it has; pictures count as one.
 * @param {unknown} content
 * @returns {string}
 */
export function contentText(content) {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return content == null ? '' : JSON.stringify(content);
  return content
    .map(part => part?.text ?? part?.refusal ?? (/image/.test(part?.type) ? IMAGE : JSON.stringify(part)))
    .join('\n');
}

/** Pads a streamed chunk, as the real ones are. */
export const obfuscation = () => base62(8);
