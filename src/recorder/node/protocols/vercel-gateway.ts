/** Vercel's AI Gateway, in the AI SDK's own words: `/ai/language-model`. What it asks for stands in headers. */
import { asArray, asObject, asString, type Json, parseJson } from '../json.ts';
import { readFacts } from './facts.ts';
import { openaiRefusal } from './openai-chat.ts';
import {
  eachObject,
  noteError,
  noteFinish,
  noteModel,
  noteText,
  noteTool,
  noteUsage,
  type Outcome,
} from './outcome.ts';
import type { ElementFacts, Protocol } from './protocol.ts';

export const vercelGateway: Protocol = {
  api: 'openai.chat',
  provider: 'vercel',
  operation: 'chat',
  layout: { tools: ['tools'], list: 'prompt' },
  path: /\/ai\/language-model$/,
  accepts: ({ lists }) => lists.has('prompt'),
  facts: (body, _, header) =>
    readFacts(body, {
      maxTokens: ['maxOutputTokens'],
      model: header('ai-language-model-id'),
      stream: header('ai-language-model-streaming') === 'true',
    }),
  element,
  event(outcome, data) {
    const part = asObject(parseJson(data)) ?? {};
    if (part['type'] === 'response-metadata') noteModel(outcome, { ...part, model: part['modelId'] });
    else if (part['type'] === 'error') noteError(outcome, part['error']);
    else if (part['type'] === 'finish') {
      noteEnd(outcome, part);
      outcome.finished = true;
    } else notePart(outcome, part);
  },
  answer(outcome, answer) {
    const fields = asObject(answer) ?? {};
    const response = asObject(fields['response']) ?? {};
    noteModel(outcome, { ...response, model: response['modelId'] });
    for (const part of eachObject(fields['content'])) notePart(outcome, part);
    noteEnd(outcome, fields);
  },
  refusal: openaiRefusal,
};

function element(value: unknown): ElementFacts {
  const { role, content } = asObject(value) ?? {};
  const parts = eachObject(content);
  const results = parts.filter(part => part['type'] === 'tool-result');
  return {
    part: role === 'system' || role === 'assistant' ? role : 'user',
    results: results.map(result => ({
      id: asString(result['toolCallId']) ?? '',
      content: asObject(result['output'])?.['value'],
      error: String(asObject(result['output'])?.['type']).startsWith('error'),
    })),
    media: parts.filter(part => part['type'] === 'file'),
    onlyResults: results.length > 0 && results.length === asArray(content).length,
  };
}

function notePart(outcome: Outcome, part: Json): void {
  noteText(outcome, part['text'] ?? part['delta']);
  if (part['type'] !== 'tool-call') return;
  const { toolCallId, toolName, input } = part;
  noteTool(outcome, asString(toolCallId) ?? '', toolCallId, toolName, input);
}

function noteEnd(outcome: Outcome, fields: Json): void {
  const reason = fields['finishReason'];
  noteFinish(outcome, asObject(reason)?.['unified'] ?? reason);
  const usage = asObject(fields['usage']);
  const cost = Number(asObject(asObject(fields['providerMetadata'])?.['gateway'])?.['cost'] ?? Number.NaN);
  noteUsage(outcome, usage && { ...usage, ...(Number.isFinite(cost) && { cost }) });
}
