// @ts-check
/** OpenAI responses: POST /v1/responses. */
import { hex } from './ids.mjs';
import { contentText, obfuscation, openai } from './openai.mjs';
import { parsed, tornPairs } from './protocol.mjs';
import { pieces } from './sse.mjs';

/** @import { Message } from './server.mjs' */
/** @import { Answer, Body, Protocol } from './protocol.mjs' */
/** @import { ServerEvent } from './sse.mjs' */

/** @type {Protocol} */
export const responses = {
  ...openai,
  api: 'responses',
  newId: () => `resp_${hex(50)}`,
  maxTokens: body => body.max_output_tokens ?? undefined,
  tools: body => (body.tools ?? []).map((/** @type {any} */ tool) => tool.name ?? tool.type),

  validate(body) {
    if (typeof body.model !== 'string') return "Missing required parameter: 'model'.";
    if (typeof body.input !== 'string' && !Array.isArray(body.input)) return "Missing required parameter: 'input'.";
    const { unanswered, unasked } = tornPairs(this.messages(body));
    if (unanswered !== undefined) return `No tool output found for function call ${unanswered}.`;
    if (unasked !== undefined) return `No tool call found for function call output with call_id ${unasked}.`;
    return undefined;
  },

  messages(body) {
    /** @type {Message[]} */
    const messages = body.instructions ? [{ role: 'system', text: contentText(body.instructions) }] : [];
    for (const item of inputItems(body)) addItem(messages, item);
    return messages;
  },

  prompt(caches, body) {
    const tools = body.tools ? `${JSON.stringify(body.tools)}\n` : '';
    const items = inputItems(body).map(item => {
      if (item.type === 'function_call') return `call\n${item.name}${item.arguments}\n`;
      if (item.type === 'function_call_output') return `tool\n${contentText(item.output)}\n`;
      return item.type === 'reasoning' ? '' : `${item.role}\n${contentText(item.content)}\n`;
    });
    const system = body.instructions ? `system\n${contentText(body.instructions)}\n` : '';
    return caches.prefix.read(body.model, system + tools + items.join(''));
  },

  usage: ({ input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning }) => ({
    input_tokens: input,
    input_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWrite5m + cacheWrite1h },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  }),

  json: answer => responseObject(answer, outputItems(answer), ending(answer)),

  events(answer) {
    const status = ending(answer);
    const items = outputItems(answer);
    let sequence_number = 0;
    /** @returns {ServerEvent} */
    const event = (
      /** @type {string} */ type,
      /** @type {object} */ data,
      /** @type {ServerEvent['kind']} */ kind = undefined,
    ) => ({
      event: `response.${type}`,
      kind,
      data: { type: `response.${type}`, sequence_number: sequence_number++, ...data },
    });

    const begun = { response: responseObject({ ...answer, usage: null }, [], 'in_progress') };
    const events = [event('created', begun), event('in_progress', begun)];
    for (const [output_index, item] of items.entries()) {
      const at = { item_id: item.id, output_index };
      events.push(event('output_item.added', { output_index, item: opened(item) }));
      if (item.type === 'message') {
        const [part] = item.content;
        const text = { ...at, content_index: 0 };
        events.push(event('content_part.added', { ...text, part: { ...part, text: '' } }));
        for (const delta of pieces(answer.text, answer.chunkSize)) {
          const padded = { ...text, delta, logprobs: [], obfuscation: obfuscation() };
          events.push(event('output_text.delta', padded, 'delta'));
        }
        events.push(event('output_text.done', { ...text, text: answer.text, logprobs: [] }));
        events.push(event('content_part.done', { ...text, part }));
      }
      if (item.type === 'function_call') {
        for (const delta of pieces(item.arguments, answer.chunkSize ?? 12)) {
          const padded = { ...at, delta, obfuscation: obfuscation() };
          events.push(event('function_call_arguments.delta', padded, 'delta'));
        }
        events.push(event('function_call_arguments.done', { ...at, arguments: item.arguments, name: item.name }));
      }
      events.push(event('output_item.done', { output_index, item }));
    }
    const response = responseObject(answer, items, status);
    return [...events, event(status, { response }, answer.usage === undefined ? 'end' : 'usage+end')];
  },
};

/**
 * The conversation as one list, as if nothing were held on the server.
 * @param {Body} body
 * @returns {any[]}
 */
export const inputItems = body =>
  typeof body['input'] === 'string' ? [{ role: 'user', content: body['input'] }] : body['input'];

/** @param {Answer} answer */
const ending = ({ finish }) => (finish === 'length' || finish === 'content_filter' ? 'incomplete' : 'completed');

/** @param {any} item */
function opened(item) {
  if (item.type === 'message') return { ...item, status: 'in_progress', content: [] };
  return item.type === 'function_call' ? { ...item, status: 'in_progress', arguments: '' } : item;
}

/**
 * @param {Answer} answer
 * @returns {any[]}
 */
function outputItems({ text, thinking, toolCalls, finish }) {
  const status = finish === 'length' ? 'incomplete' : 'completed';
  const content = [{ type: 'output_text', annotations: [], logprobs: [], text }];
  return [
    ...(thinking ? [{ id: `rs_${hex(50)}`, type: 'reasoning', summary: [] }] : []),
    ...(text || toolCalls.length === 0
      ? [{ id: `msg_${hex(50)}`, type: 'message', status, content, role: 'assistant' }]
      : []),
    ...toolCalls.map(({ id, name, json }) => {
      return { id: `fc_${hex(50)}`, type: 'function_call', status: 'completed', arguments: json, call_id: id, name };
    }),
  ];
}

/**
 * @param {Answer} answer
 * @param {any[]} output
 * @param {string} status
 */
function responseObject({ id, created, model, body, usage, finish, tier }, output, status) {
  const reason = finish === 'content_filter' ? 'content_filter' : 'max_output_tokens';
  return {
    id,
    object: 'response',
    created_at: created,
    status,
    background: false,
    completed_at: status === 'completed' ? created : null,
    error: null,
    incomplete_details: status === 'incomplete' ? { reason } : null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    max_tool_calls: null,
    model,
    output,
    parallel_tool_calls: true,
    previous_response_id: body['previous_response_id'] ?? null,
    reasoning: { effort: null, summary: null },
    service_tier: tier,
    store: body['store'] ?? true,
    temperature: 1,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: 'auto',
    tools: body['tools'] ?? [],
    top_logprobs: 0,
    top_p: 1,
    truncation: 'disabled',
    ...(usage !== undefined && { usage }),
    user: null,
    metadata: body['metadata'] ?? {},
  };
}

/**
 * @param {Message[]} messages
 * @param {any} item
 */
function addItem(messages, item) {
  if (item.type === 'function_call_output') {
    messages.push({ role: 'tool', text: contentText(item.output), toolCallId: item.call_id });
    return;
  }
  const role = item.role === 'developer' ? 'system' : (item.role ?? 'assistant');
  const last = messages.at(-1);
  const text = item.content ? contentText(item.content) : '';
  /** @type {Message} */
  const message = role === 'assistant' && last?.role === 'assistant' ? last : { role, text: '' };
  if (message !== last) messages.push(message);
  message.text += text;
  if (item.type === 'function_call') {
    message.toolCalls ??= [];
    message.toolCalls.push({ id: item.call_id, name: item.name, args: parsed(item.arguments) });
  }
}
