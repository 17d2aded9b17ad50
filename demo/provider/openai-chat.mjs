// @ts-check
/** OpenAI chat completions: POST /v1/chat/completions. */
import { base62, hex } from './ids.mjs';
import { contentText, obfuscation, openai } from './openai.mjs';
import { parsed, tornPairs } from './protocol.mjs';
import { pieces } from './sse.mjs';

/** @import { Message } from './server.mjs' */
/** @import { Answer, Body, Protocol } from './protocol.mjs' */
/** @import { ServerEvent } from './sse.mjs' */

/** @type {Protocol} */
export const chat = {
  ...openai,
  api: 'chat',
  newId: () => `chatcmpl-${base62(29)}`,
  maxTokens: body => body.max_completion_tokens ?? body.max_tokens ?? undefined,
  tools: body => (body.tools ?? []).map((/** @type {any} */ tool) => tool.function?.name ?? tool.custom?.name),

  validate(body) {
    if (typeof body.model !== 'string') return 'you must provide a model parameter';
    if (!Array.isArray(body.messages)) return "Missing required parameter: 'messages'.";
    if (body.messages.length === 0) {
      return "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.";
    }
    if (body.stream_options && !body.stream) {
      return "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
    }
    const { unanswered, unasked } = tornPairs(this.messages(body));
    if (unanswered !== undefined) {
      return `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${unanswered}`;
    }
    if (unasked !== undefined) {
      return "Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.";
    }
    return undefined;
  },

  messages: body => body.messages.map(toMessage),

  prompt(caches, body) {
    const lines = body.messages.map((/** @type {any} */ message) => {
      const { role, content, tool_calls: calls } = message;
      return `${role}\n${contentText(content)}${calls ? JSON.stringify(calls) : ''}\n`;
    });
    const first = body.messages.findIndex((/** @type {any} */ message) => !isSystem(message.role));
    const tools = body.tools ? `${JSON.stringify(body.tools)}\n` : '';
    return caches.prefix.read(body.model, lines.toSpliced(first < 0 ? lines.length : first, 0, tools).join(''));
  },

  usage: ({ input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning }) => ({
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: {
      cached_tokens: cacheRead,
      audio_tokens: 0,
      ...(cacheWrite5m + cacheWrite1h > 0 && { cache_write_tokens: cacheWrite5m + cacheWrite1h }),
    },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }),

  json(answer) {
    const tool_calls = answer.toolCalls.map(toolCall);
    const message = {
      role: 'assistant',
      content: answer.text || (tool_calls.length > 0 ? null : ''),
      ...(tool_calls.length > 0 && { tool_calls }),
      refusal: null,
      annotations: [],
    };
    return {
      id: answer.id,
      object: 'chat.completion',
      created: answer.created,
      model: answer.model,
      choices: [{ index: 0, message, logprobs: null, finish_reason: answer.finish }],
      ...(answer.usage !== undefined && { usage: answer.usage }),
      service_tier: answer.tier,
      system_fingerprint: `fp_${hex(10)}`,
    };
  },

  events(answer) {
    const { include_usage, include_obfuscation } = answer.body['stream_options'] ?? {};
    const base = {
      id: answer.id,
      object: 'chat.completion.chunk',
      created: answer.created,
      model: answer.model,
      service_tier: answer.tier,
      system_fingerprint: `fp_${hex(10)}`,
    };
    /** @returns {ServerEvent} */
    const chunk = (/** @type {object} */ delta, /** @type {string | null} */ finish_reason = null) => ({
      kind: 'delta',
      data: {
        ...base,
        choices: [{ index: 0, delta, logprobs: null, finish_reason }],
        ...(include_usage && { usage: null }),
        ...(include_obfuscation !== false && { obfuscation: obfuscation() }),
      },
    });
    const { text, toolCalls, chunkSize, usage } = answer;
    /** @type {ServerEvent[]} */
    const events = [chunk({ role: 'assistant', content: text || toolCalls.length === 0 ? '' : null, refusal: null })];
    for (const content of pieces(text, chunkSize)) events.push(chunk({ content }));
    for (const [index, { id, name, json }] of toolCalls.entries()) {
      events.push(chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }));
      for (const piece of pieces(json, chunkSize ?? 12)) {
        events.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }));
      }
    }
    events.push(chunk({}, answer.finish));
    if (include_usage && usage !== undefined) events.push({ kind: 'usage', data: { ...base, choices: [], usage } });
    return [...events, { kind: 'end', data: '[DONE]' }];
  },
};

/** @param {Answer['toolCalls'][number]} call */
const toolCall = ({ id, name, json }) => ({ id, type: 'function', function: { name, arguments: json } });

/** @param {string} role */
const isSystem = role => role === 'system' || role === 'developer';

/**
 * @param {Body} message
 * @returns {Message}
 */
function toMessage({ role, content, tool_calls: calls, tool_call_id: toolCallId }) {
  return {
    role: isSystem(role) ? 'system' : role,
    text: contentText(content),
    ...(calls && {
      toolCalls: calls.map((/** @type {any} */ call) => ({
        id: call.id,
        name: call.function?.name,
        args: parsed(call.function?.arguments),
      })),
    }),
    ...(toolCallId && { toolCallId }),
  };
}
