// @ts-check
/** What the three APIs have in common: the shape of a protocol, and the rule that every tool call gets its result. */
/** @import { Api, Call, Counts, Message, Reply } from './server.mjs' */
/** @import { ServerEvent } from './sse.mjs' */
/** @import { createBlockCache, createPrefixCache } from './usage.mjs' */

/** @typedef {Record<string, any>} Body */
/** @typedef {{ prefix: ReturnType<typeof createPrefixCache>, block: ReturnType<typeof createBlockCache> }} Caches */

/**
 * An answer, ready to be put into an API's words.
 * @typedef {object} Answer
 * @property {string} id
 * @property {number} created Unix seconds
 * @property {string} model
 * @property {string} text
 * @property {string} thinking
 * @property {{ id: string, name: string, json: string }[]} toolCalls
 * @property {NonNullable<Reply['finish']>} finish
 * @property {any} usage as it goes on the wire; undefined when it is left out
 * @property {string} tier
 * @property {Body} body the request
 * @property {number | undefined} chunkSize
 */

/**
 * @typedef {object} Protocol
 * @property {Api} api
 * @property {() => string} newId
 * @property {() => string} newCallId
 * @property {() => string} newRequestId
 * @property {(headers: Call['headers']) => string | undefined} key
 * @property {(body: Body) => string | undefined} validate what is wrong, in the provider's words
 * @property {(body: Body) => Message[]} messages
 * @property {(body: Body) => string[]} tools
 * @property {(body: Body) => number | undefined} maxTokens
 * @property {(caches: Caches, body: Body) => Omit<Counts, 'output' | 'reasoning'>} prompt
 * @property {(counts: Counts, tier: string) => object} usage
 * @property {(answer: Answer) => Body} json
 * @property {(answer: Answer) => ServerEvent[]} events
 * @property {(requestId: string) => Record<string, string>} headers
 * @property {(status: number, message: string | undefined, requestId: string) => object} error
 */

/** The names under which models answer. */
const DATED = new Map([
  ['gpt-4o', 'gpt-4o-2024-08-06'],
  ['gpt-4o-mini', 'gpt-4o-mini-2024-07-18'],
  ['gpt-4.1', 'gpt-4.1-2025-04-14'],
  ['gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14'],
  ['gpt-5', 'gpt-5-2025-08-07'],
  ['gpt-5-mini', 'gpt-5-mini-2025-08-07'],
  ['claude-haiku-4-5', 'claude-haiku-4-5-20251001'],
  ['claude-sonnet-4-5', 'claude-sonnet-4-5-20250929'],
  ['claude-opus-4-5', 'claude-opus-4-5-20251101'],
]);

/** @param {string} model */
export const datedModel = model => DATED.get(model) ?? model;

/**
 * Tool calls that are not followed by their results, and results of calls that were never made.
 * @param {Message[]} messages
 * @returns {{ unanswered?: string, unasked?: string }}
 */
export function tornPairs(messages) {
  /** @type {Set<string>} */
  let open = new Set();
  for (const message of messages) {
    if (message.role === 'tool') {
      if (!open.delete(message.toolCallId ?? '')) return { unasked: message.toolCallId ?? '' };
      continue;
    }
    const [unanswered] = open;
    if (unanswered !== undefined) return { unanswered };
    open = new Set(message.toolCalls?.map(call => call.id));
  }
  const [unanswered] = open;
  return unanswered === undefined ? {} : { unanswered };
}

/**
 * @param {string} json
 * @returns {unknown}
 */
export function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
