/** Cohere: `/v2/chat`, and `/v1/chat` as it was before. */
import { asArray, asObject, asString, isObject, type Json, parseJson } from '../json.ts';
import { readFacts } from './facts.ts';
import { element as chatElement, noteToolCalls } from './openai-chat.ts';
import { eachObject, noteFinish, noteText, noteTool, noteUsage, type Outcome } from './outcome.ts';
import type { ElementFacts, Protocol } from './protocol.ts';

export const cohere: Protocol = {
  api: 'cohere',
  provider: 'cohere',
  operation: 'chat',
  layout: { tools: ['tools'], list: 'messages' },
  path: /\/v2\/chat$/,
  accepts: ({ values, lists }) => values.has('model') && lists.has('messages'),
  facts: body => readFacts(body, { maxTokens: ['max_tokens'] }),
  element: chatElement,
  event: (outcome, data, name) => noteEvent(outcome, asObject(parseJson(data)) ?? {}, name),
  answer: (outcome, answer) => noteAnswer(outcome, asObject(answer) ?? {}),
  refusal: (message, code) => ({ message, code }),
};

export const cohereV1: Protocol = {
  ...cohere,
  layout: {
    tools: ['tools'],
    system: ['preamble'],
    list: 'chat_history',
    text: ['documents', 'message', 'tool_results'],
  },
  path: /\/v1\/chat$/,
  // Programs have paths of this name themselves. Cohere's SDK always says whether it wants a stream.
  accepts: ({ values }) => values.has('message') && values.has('stream'),
  facts: body => readFacts(body, { maxTokens: ['max_tokens'], remote: ['conversation_id', 'connectors'] }),
  element: elementV1,
};

function elementV1(value: unknown): ElementFacts {
  const message = asObject(value) ?? {};
  const results = eachObject(message['tool_results']).map(result => ({
    id: asString(asObject(result['call'])?.['name']) ?? '',
    content: result['outputs'],
    error: false,
  }));
  const part = message['role'] === 'CHATBOT' ? 'assistant' : message['role'] === 'SYSTEM' ? 'system' : 'user';
  return { part, results, media: [], onlyResults: results.length > 0 };
}

function noteEvent(outcome: Outcome, event: Json, name: string | undefined): void {
  const type = asString(event['type'] ?? event['event_type']) ?? name ?? '';
  const delta = asObject(event['delta']) ?? {};
  const message = asObject(delta['message']) ?? {};
  noteText(outcome, asObject(message['content'])?.['text'] ?? message['tool_plan'] ?? event['text']);
  if (type === 'message-start') outcome.id = asString(event['id']) ?? '';
  else if (type.startsWith('tool-call-')) {
    // One call an event, where the plain answer has a list.
    const at = Number(event['index'] ?? 0);
    const calls = isObject(message['tool_calls']) ? [{ ...message['tool_calls'], index: at }] : [];
    if (type !== 'tool-call-end') noteToolCalls(outcome, { tool_calls: calls });
  } else if (type === 'message-end' || type === 'stream-end') {
    noteAnswer(outcome, { ...asObject(event['response']), ...event, ...delta, text: '' });
    if (delta['error'] !== undefined) outcome.errorType = 'error';
    outcome.finished = true;
  }
}

function noteAnswer(outcome: Outcome, answer: Json): void {
  const id = asString(answer['id'] ?? answer['generation_id']);
  if (id !== undefined) outcome.id = id.slice(0, 128);
  noteUsage(outcome, answer['usage'] ?? answer['meta']);
  noteFinish(outcome, answer['finish_reason']);
  noteText(outcome, answer['text']);
  const message = asObject(answer['message']) ?? {};
  for (const block of eachObject(message['content'])) noteText(outcome, block['text']);
  noteToolCalls(outcome, message);
  // Version 1 names no ids.
  asArray(answer['tool_calls'])
    .filter(isObject)
    .forEach((call, at) => {
      noteTool(outcome, `v1:${at}`, call['name'], call['name'], call['parameters']);
    });
}
