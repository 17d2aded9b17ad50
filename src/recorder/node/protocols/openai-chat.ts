/** OpenAI chat completions, and everything that speaks them: `/chat/completions`. */
import { keepText, rawText } from '../hash/output.ts';
import { asArray, asObject, asString, isObject, type Json, parseJson } from '../json.ts';
import { fieldOf } from '../prompt/scan.ts';
import { modelIn, readFacts } from './facts.ts';
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

export const openaiChat: Protocol = {
  api: 'openai.chat',
  provider: 'openai',
  operation: 'chat',
  layout: { tools: ['tools', 'functions'], list: 'messages' },
  // Mistral's agents and its models on Vertex speak it as well.
  path: /\/completions$|\/publishers\/mistralai\/.*:(?:r|streamR)awPredict$/,
  accepts: body => body.lists.has('messages'),
  facts: (body, path) =>
    readFacts(body, {
      maxTokens: ['max_completion_tokens', 'max_tokens'],
      choices: fieldOf(body, 'n'),
      model: modelIn(path, 'deployments|models'),
    }),
  element,
  event,
  answer(outcome, answer) {
    const fields = asObject(answer);
    if (fields) noteChunk(outcome, fields, 'message');
  },
  refusal: openaiRefusal,
};

/** Completions of a text, as they were before there was a chat: `/completions`. */
export const openaiCompletions: Protocol = {
  ...openaiChat,
  operation: 'text_completion',
  layout: { tools: [], text: ['prompt', 'suffix'] },
  path: /\/completions$/,
  accepts: ({ values }) => values.has('prompt') && values.has('model'),
};

/** A refusal as OpenAI words its errors. */
export function openaiRefusal(message: string, code: string): unknown {
  return { error: { message, type: code, param: null, code } };
}

const NONE: readonly never[] = [];

const MEDIA = new Set(['image_url', 'input_audio', 'file', 'video_url']);

export function element(value: unknown): ElementFacts {
  const message = asObject(value) ?? {};
  const role = message['role'];
  const { content } = message;
  if (role === 'tool' || role === 'function') {
    const id = asString(message['tool_call_id'] ?? message['name'] ?? message['tool_name']) ?? '';
    return { part: 'user', results: [{ id, content, error: false }], media: [], onlyResults: true };
  }
  const part = role === 'system' || role === 'developer' ? 'system' : role === 'assistant' ? 'assistant' : 'user';
  const images = message['images'];
  // Most are a text alone.
  if (images === undefined && !Array.isArray(content)) return { part, results: NONE, media: NONE, onlyResults: false };
  const media = asArray(content).filter(item => MEDIA.has(String(asObject(item)?.['type'])));
  return { part, results: NONE, media: [...media, ...asArray(images)], onlyResults: false };
}

// Most events of a stream carry a few characters of text: they are counted, not parsed.
const WORTH_PARSING = ['"usage":{', '"finish_reason":"', '"tool_calls"', '"error"', '"function_call"', '"usage": {'];

function event(outcome: Outcome, data: string): void {
  if (data === '[DONE]') {
    outcome.finished = true;
    return;
  }
  if (outcome.id !== undefined && !WORTH_PARSING.some(text => data.includes(text))) {
    outcome.textBytes += deltaBytes(data);
    keepText(outcome, rawText(data, '"content":"'));
    return;
  }
  const chunk = asObject(parseJson(data));
  if (chunk) noteChunk(outcome, chunk, 'delta');
}

function noteChunk(outcome: Outcome, chunk: Json, key: 'message' | 'delta'): void {
  if (isObject(chunk['error'])) noteError(outcome, chunk['error']);
  // Azure sends a first event without id and model.
  noteModel(outcome, chunk);
  noteUsage(outcome, chunk['usage'] ?? asObject(chunk['x_groq'])?.['usage']);
  for (const choice of eachObject(chunk['choices'])) {
    noteFinish(outcome, choice['finish_reason']);
    const message = asObject(choice[key] ?? choice['message']) ?? {};
    noteText(outcome, message['content'] ?? choice['text']);
    noteToolCalls(outcome, message, Number(choice['index'] ?? 0));
  }
}

// The text of a delta (or of its reasoning) lies between `content":"` and the next quote that is not escaped; its exact length is not needed.
function deltaBytes(data: string): number {
  const start = data.indexOf('content":"');
  if (start < 0) return 0;
  const end = data.indexOf('"}', start);
  return end < 0 ? 0 : end - start - 10;
}

/** The tool calls of a message, or of the piece of one that came. */
export function noteToolCalls(outcome: Outcome, message: Json, choice = 0): void {
  eachObject(message['tool_calls']).forEach((call, order) => {
    const of = asObject(call['function']) ?? asObject(call['custom']) ?? {};
    const at = `${choice}:${Number(call['index'] ?? order)}`;
    // Ollama's have no id: their results come under the tool's name.
    noteTool(outcome, at, call['id'] ?? of['name'], of['name'], of['arguments'] ?? of['input'] ?? '');
  });
  const old = asObject(message['function_call']);
  if (old) noteTool(outcome, 'function_call', old['name'], old['name'], old['arguments'] ?? '');
}
