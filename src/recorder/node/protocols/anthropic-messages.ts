/** Anthropic messages: `/messages`, not `/messages/count_tokens` or `/messages/batches`; also on Vertex. */
import { keepText, rawText } from '../hash/output.ts';
import { asArray, asCount, asObject, asString, isObject, parseJson } from '../json.ts';
import { modelIn, readFacts } from './facts.ts';
import {
  eachObject,
  noteError,
  noteFinish,
  noteHidden,
  noteModel,
  noteText,
  noteTool,
  noteUsage,
  type Outcome,
} from './outcome.ts';
import type { ElementFacts, Protocol } from './protocol.ts';

export const anthropicMessages: Protocol = {
  api: 'anthropic.messages',
  provider: 'anthropic',
  operation: 'chat',
  layout: { tools: ['tools'], system: ['system'], list: 'messages' },
  path: /(?<!\/threads\/[^/]+)\/messages$|\/publishers\/anthropic\/.*:(?:r|streamR)awPredict$/,
  accepts: body => body.lists.has('messages') && body.values.has('max_tokens'),
  facts: (body, path) =>
    readFacts(body, { maxTokens: ['max_tokens'], remote: ['container'], model: modelIn(path, 'models') }),
  element,
  event,
  answer(outcome, answer) {
    const message = asObject(answer);
    if (message === undefined) return;
    if (isObject(message['error'])) noteError(outcome, message['error']);
    noteModel(outcome, message);
    noteUsage(outcome, message['usage']);
    noteFinish(outcome, message['stop_reason']);
    eachObject(message['content']).forEach((block, index) => {
      noteBlock(outcome, index, block);
    });
  },
  refusal: (message, code) => ({ type: 'error', error: { type: code, message, code } }),
};

export function element(value: unknown): ElementFacts {
  const message = asObject(value) ?? {};
  const blocks = asArray(message['content']);
  const results = blocks.filter(isObject).filter(block => block['type'] === 'tool_result');
  const media = blocks.filter(block => ['image', 'document'].includes(String(asObject(block)?.['type'])));
  const { role } = message;
  return {
    part: role === 'assistant' ? 'assistant' : role === 'system' ? 'system' : 'user',
    results: results.map(block => ({
      id: asString(block['tool_use_id']) ?? '',
      content: block['content'],
      error: block['is_error'] === true,
    })),
    media,
    onlyResults: results.length > 0 && results.length === blocks.length,
  };
}

function event(outcome: Outcome, data: string, name: string | undefined): void {
  const type = name ?? /"type":\s*"(\w+)"/.exec(data)?.[1];
  if (type === 'content_block_delta') noteDelta(outcome, data);
  else if (type === 'message_stop') outcome.finished = true;
  else if (type === 'content_block_start') {
    const start = asObject(parseJson(data)) ?? {};
    noteBlock(outcome, asCount(start['index']) ?? 0, start['content_block']);
  } else if (type === 'message_start') {
    const message = asObject(asObject(parseJson(data))?.['message']) ?? {};
    noteModel(outcome, message);
    noteUsage(outcome, message['usage'], true);
  } else if (type === 'message_delta') {
    const delta = asObject(parseJson(data)) ?? {};
    noteFinish(outcome, asObject(delta['delta'])?.['stop_reason']);
    // Cumulative, and it restates some fields only: what it says replaces, what it does not say stays.
    noteUsage(outcome, delta['usage'], true);
  } else if (type === 'error') {
    noteError(outcome, asObject(parseJson(data))?.['error']);
    outcome.finished = true;
  }
}

function noteDelta(outcome: Outcome, data: string): void {
  if (!data.includes('"input_json_delta"')) {
    outcome.textBytes += data.length > 90 ? data.length - 90 : 1;
    keepText(outcome, rawText(data, '"text":"'));
    return;
  }
  const event = asObject(parseJson(data)) ?? {};
  const at = asCount(event['index']) ?? 0;
  // Of a block that is no tool call, or was never begun, there is nothing to put together.
  if (outcome.tools.has(at)) noteTool(outcome, at, '', '', asObject(event['delta'])?.['partial_json']);
}

function noteBlock(outcome: Outcome, index: number, value: unknown): void {
  const block = asObject(value) ?? {};
  noteText(outcome, block['text']);
  noteHidden(outcome, block['thinking']);
  if (block['type'] === 'tool_use') noteTool(outcome, index, block['id'], block['name'], block['input']);
}
