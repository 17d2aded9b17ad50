/** Anthropic messages: `/messages`, not `/messages/count_tokens` or `/messages/batches`. */
import { keepText, rawText } from '../hash/output.ts';
import { asArray, asCount, asObject, asString, isObject, parseJson } from '../json.ts';
import { fieldOf, type ScannedBody } from '../prompt/scan.ts';
import { eachObject, noteError, noteFinish, noteModel, noteUsage, type Outcome } from './outcome.ts';
import type { ElementFacts, Protocol, RequestFacts } from './protocol.ts';

export const anthropicMessages: Protocol = {
  api: 'anthropic.messages',
  provider: 'anthropic',
  operation: 'chat',
  layout: { tools: ['tools'], system: 'system', list: 'messages' },
  matches: path => path.endsWith('/messages') && !path.includes('/threads/'),
  accepts: body => body.lists.has('messages') && body.values.has('max_tokens'),
  facts,
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

function facts(body: ScannedBody): RequestFacts {
  const model = asString(fieldOf(body, 'model'));
  const maxTokens = asCount(fieldOf(body, 'max_tokens'));
  const serviceTier = asString(fieldOf(body, 'service_tier'));
  return {
    stream: fieldOf(body, 'stream') === true,
    remoteContext: (fieldOf(body, 'container') ?? null) !== null,
    ...(model !== undefined && { model }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(serviceTier !== undefined && { serviceTier }),
  };
}

function element(value: unknown): ElementFacts {
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
  const text = asString(asObject(event['delta'])?.['partial_json']) ?? '';
  const call = outcome.tools.get(asCount(event['index']) ?? 0);
  outcome.textBytes += text.length;
  if (call) call.arguments = typeof call.arguments === 'string' ? call.arguments + text : text;
}

function noteBlock(outcome: Outcome, index: number, value: unknown): void {
  const block = asObject(value) ?? {};
  outcome.textBytes += (asString(block['text']) ?? asString(block['thinking']) ?? '').length;
  keepText(outcome, asString(block['text']) ?? '');
  if (block['type'] !== 'tool_use') return;
  const id = asString(block['id']) ?? '';
  outcome.tools.set(index, { id, name: asString(block['name']) ?? '', arguments: block['input'] });
}
