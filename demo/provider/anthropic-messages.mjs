// @ts-check
/** Anthropic messages: POST /v1/messages (and /v1/messages/count_tokens, which is free). */
import { base58, base62, hex } from './ids.mjs';
import { parsed, tornPairs } from './protocol.mjs';
import { pieces } from './sse.mjs';
import { IMAGE } from './usage.mjs';

/** @import { Message } from './server.mjs' */
/** @import { Answer, Body, Protocol } from './protocol.mjs' */
/** @import { ServerEvent } from './sse.mjs' */

const STOP_REASON = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use', content_filter: 'refusal' };

/** @type {Protocol} */
export const messages = {
  api: 'messages',
  newId: () => `msg_01${base58(22)}`,
  newCallId: () => `toolu_01${base58(22)}`,
  newRequestId: () => `req_011C${base58(20)}`,
  key: headers => {
    const bearer = /^Bearer (.+)$/.exec(String(headers['authorization'] ?? ''))?.[1];
    return headers['x-api-key']?.toString() ?? bearer;
  },
  maxTokens: body => body.max_tokens ?? undefined,
  tools: body => (body.tools ?? []).map((/** @type {any} */ tool) => tool.name),

  validate(body) {
    if (typeof body.model !== 'string') return 'model: Field required';
    if (!Array.isArray(body.messages)) return 'messages: Field required';
    if (body.messages.length === 0) return 'messages: at least one message is required';
    if (!Number.isInteger(body.max_tokens)) return 'max_tokens: Field required';
    const marks = promptBlocks(body).filter(block => block.ttl).length;
    if (marks > 4) return `A maximum of 4 blocks with cache_control may be provided. Found ${marks}.`;
    const { unanswered, unasked } = tornPairs(this.messages(body));
    if (unanswered !== undefined) {
      return `messages: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${unanswered}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
    }
    if (unasked !== undefined) {
      return `messages: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${unasked}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
    }
    return undefined;
  },

  messages: body => [
    ...(body.system ? [/** @type {Message} */ ({ role: 'system', text: blocksText(body.system) })] : []),
    ...body.messages.flatMap(toMessages),
  ],

  prompt: (caches, body) => caches.block.read(body.model, promptBlocks(body)),

  usage: ({ input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning }, tier) => ({
    input_tokens: input - cacheRead - cacheWrite5m - cacheWrite1h,
    cache_creation_input_tokens: cacheWrite5m + cacheWrite1h,
    cache_read_input_tokens: cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: cacheWrite5m, ephemeral_1h_input_tokens: cacheWrite1h },
    output_tokens: output,
    output_tokens_details: { thinking_tokens: reasoning },
    service_tier: tier === 'default' ? 'standard' : tier,
    inference_geo: 'not_available',
  }),

  json: answer => ({
    ...envelope(answer),
    content: contentBlocks(answer),
    stop_reason: STOP_REASON[answer.finish],
    ...(answer.usage !== undefined && { usage: answer.usage }),
  }),

  events(answer) {
    const { usage, chunkSize } = answer;
    /** @returns {ServerEvent} */
    const event = (
      /** @type {string} */ type,
      /** @type {object} */ data,
      /** @type {ServerEvent['kind']} */ kind = undefined,
    ) => ({
      event: type,
      kind,
      data: { type, ...data },
    });
    const begun = usage && { usage: { ...usage, output_tokens: 1, output_tokens_details: null } };
    const message = { ...envelope(answer), content: [], stop_reason: null, ...begun };
    const events = [event('message_start', { message })];
    for (const [index, block] of contentBlocks(answer).entries()) {
      const delta = (/** @type {object} */ part) => event('content_block_delta', { index, delta: part }, 'delta');
      if (block.type === 'thinking') {
        const content_block = { type: 'thinking', thinking: '', signature: '' };
        events.push(event('content_block_start', { index, content_block }));
        for (const thinking of pieces(block.thinking, chunkSize)) {
          events.push(delta({ type: 'thinking_delta', thinking }));
        }
        events.push(delta({ type: 'signature_delta', signature: block.signature }));
      } else if (block.type === 'text') {
        events.push(event('content_block_start', { index, content_block: { type: 'text', text: '' } }));
        for (const text of pieces(block.text, chunkSize)) events.push(delta({ type: 'text_delta', text }));
      } else {
        events.push(event('content_block_start', { index, content_block: { ...block, input: {} } }));
        const json = answer.toolCalls.find(call => call.id === block.id)?.json ?? '';
        for (const partial_json of ['', ...pieces(json, chunkSize ?? 12)]) {
          events.push(delta({ type: 'input_json_delta', partial_json }));
        }
      }
      if (index === 0) events.splice(2, 0, event('ping', {}));
      events.push(event('content_block_stop', { index }));
    }
    const delta = { container: null, stop_reason: STOP_REASON[answer.finish], stop_sequence: null, stop_details: null };
    const { cache_creation, service_tier, inference_geo, ...restated } = usage ?? {};
    events.push(event('message_delta', { delta, ...(usage && { usage: restated }) }, 'usage'));
    return [...events, event('message_stop', {}, 'end')];
  },

  headers: requestId => ({
    'request-id': requestId,
    'anthropic-organization-id': `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
    'anthropic-ratelimit-requests-limit': '4000',
    'anthropic-ratelimit-requests-remaining': '3999',
    'anthropic-ratelimit-tokens-limit': '480000',
    'anthropic-ratelimit-tokens-remaining': '479000',
  }),

  error(status, message, request_id) {
    const [type, text] = ERRORS[status] ?? (status >= 500 ? ERRORS[500] : ERRORS[400]) ?? [];
    return { type: 'error', error: { type, message: message ?? text }, request_id };
  },
};

/** @type {Record<number, [type: string, text: string]>} */
const ERRORS = {
  400: ['invalid_request_error', 'Invalid request.'],
  401: ['authentication_error', 'invalid x-api-key'],
  403: ['permission_error', 'Your API key does not have permission to use the specified resource.'],
  404: ['not_found_error', 'Not Found'],
  413: ['request_too_large', 'Request exceeds the maximum size'],
  429: [
    'rate_limit_error',
    "This request would exceed your organization's rate limit of 30,000 input tokens per minute.",
  ],
  500: ['api_error', 'Internal server error'],
  529: ['overloaded_error', 'Overloaded'],
};

/** @param {Answer} answer */
const envelope = ({ id, model }) => ({
  id,
  type: 'message',
  role: 'assistant',
  model,
  container: null,
  diagnostics: null,
  stop_details: null,
  stop_sequence: null,
});

/**
 * @param {Answer} answer
 * @returns {any[]}
 */
const contentBlocks = ({ text, thinking, toolCalls }) => [
  ...(thinking ? [{ type: 'thinking', thinking, signature: base62(88) }] : []),
  ...(text || toolCalls.length === 0 ? [{ type: 'text', text }] : []),
  ...toolCalls.map(({ id, name, json }) => {
    return { type: 'tool_use', id, name, input: parsed(json), caller: { type: 'direct' } };
  }),
];

/** @param {any} content */
const asBlocks = content => (typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []));

/** @param {any} content */
const blocksText = content => asBlocks(content).map(blockText).join('\n');

/**
 * @param {any} block
 * @returns {string}
 */
function blockText(block) {
  if (block.type === 'image') return IMAGE;
  if (block.type === 'tool_result') return blocksText(block.content);
  return block.text ?? block.thinking ?? JSON.stringify(block.input ?? block);
}

/**
 * Everything a prompt is made of, in the order of the cache: tools, system, messages.
 * @param {Body} body
 * @returns {{ text: string, ttl?: '5m' | '1h' | undefined }[]}
 */
function promptBlocks({ tools, system, messages: list, cache_control: automatic }) {
  const toBlock = (/** @type {any} */ block, /** @type {string} */ text) => ({
    text: `${text}\n`,
    ttl: block.cache_control ? (block.cache_control.ttl ?? '5m') : undefined,
  });
  const blocks = [
    ...(tools ?? []).map((/** @type {any} */ tool) => {
      const { cache_control, ...rest } = tool;
      return toBlock(tool, JSON.stringify(rest));
    }),
    ...asBlocks(system).map((/** @type {any} */ block) => toBlock(block, blockText(block))),
    ...list.flatMap((/** @type {any} */ { role, content }) =>
      asBlocks(content).map((/** @type {any} */ block) =>
        toBlock(block, `${role} ${block.name ?? ''}${blockText(block)}`),
      ),
    ),
  ];
  const last = blocks.at(-1);
  if (automatic && last) last.ttl ??= automatic.ttl ?? '5m';
  return blocks;
}

/**
 * @param {Body} message
 * @returns {Message[]}
 */
function toMessages({ role, content }) {
  const blocks = asBlocks(content);
  const results = blocks.filter((/** @type {any} */ block) => block.type === 'tool_result');
  const calls = blocks.filter((/** @type {any} */ block) => block.type === 'tool_use');
  const others = blocks.filter((/** @type {any} */ block) => block.type !== 'tool_result' && block.type !== 'tool_use');
  /** @type {Message} */
  const message = { role, text: others.map(blockText).join('\n') };
  if (calls.length > 0) {
    message.toolCalls = calls.map((/** @type {any} */ { id, name, input }) => ({ id, name, args: input }));
  }
  return [
    ...results.map((/** @type {any} */ result) => {
      return { role: 'tool', text: blockText(result), toolCallId: result.tool_use_id };
    }),
    ...(results.length === 0 || others.length > 0 ? [message] : []),
  ];
}
