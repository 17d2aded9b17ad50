/** OpenAI chat completions, and everything that speaks them: `/chat/completions`. */
import { keepText, rawText } from '../hash/output.ts';
import { asArray, asCount, asObject, asString, isObject, type Json, parseJson } from '../json.ts';
import { fieldOf, type ScannedBody } from '../prompt/scan.ts';
import { eachObject, noteError, noteFinish, noteModel, noteUsage, type Outcome } from './outcome.ts';
import type { ElementFacts, Protocol, RequestFacts } from './protocol.ts';

export const openaiChat: Protocol = {
  api: 'openai.chat',
  provider: 'openai',
  operation: 'chat',
  layout: { tools: ['tools', 'functions'], list: 'messages' },
  matches: path => path.endsWith('/chat/completions'),
  accepts: body => body.lists.has('messages'),
  facts,
  element,
  event,
  answer(outcome, answer) {
    const fields = asObject(answer);
    if (fields === undefined) return;
    if (isObject(fields['error'])) noteError(outcome, fields['error']);
    noteModel(outcome, fields);
    noteUsage(outcome, fields['usage']);
    for (const choice of eachObject(fields['choices'])) {
      noteFinish(outcome, choice['finish_reason']);
      const message = asObject(choice['message']) ?? {};
      outcome.textBytes += (asString(message['content']) ?? '').length;
      keepText(outcome, asString(message['content']) ?? '');
      noteTools(outcome, choice, message);
    }
  },
  refusal: (message, code) => ({ error: { message, type: code, param: null, code } }),
};

function facts(body: ScannedBody): RequestFacts {
  const model = asString(fieldOf(body, 'model'));
  const limit = asCount(fieldOf(body, 'max_completion_tokens')) ?? asCount(fieldOf(body, 'max_tokens'));
  const choices = Math.max(1, asCount(fieldOf(body, 'n')) ?? 1);
  const serviceTier = asString(fieldOf(body, 'service_tier'));
  return {
    stream: fieldOf(body, 'stream') === true,
    remoteContext: false,
    ...(model !== undefined && { model }),
    ...(limit !== undefined && { maxTokens: limit * choices }),
    ...(serviceTier !== undefined && { serviceTier }),
  };
}

const MEDIA = new Set(['image_url', 'input_audio', 'file', 'video_url']);

function element(value: unknown): ElementFacts {
  const message = asObject(value) ?? {};
  const role = message['role'];
  const { content } = message;
  if (role === 'tool' || role === 'function') {
    const id = asString(message['tool_call_id']) ?? asString(message['name']) ?? '';
    return { part: 'user', results: [{ id, content, error: false }], media: [], onlyResults: true };
  }
  const part = role === 'system' || role === 'developer' ? 'system' : role === 'assistant' ? 'assistant' : 'user';
  const media = asArray(content).filter(item => MEDIA.has(String(asObject(item)?.['type'])));
  return { part, results: [], media, onlyResults: false };
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
  if (chunk === undefined) return;
  if (isObject(chunk['error'])) noteError(outcome, chunk['error']);
  // Azure sends a first event without id and model.
  noteModel(outcome, chunk);
  noteUsage(outcome, chunk['usage'] ?? asObject(chunk['x_groq'])?.['usage']);
  for (const choice of eachObject(chunk['choices'])) {
    noteFinish(outcome, choice['finish_reason']);
    const delta = asObject(choice['delta']) ?? {};
    outcome.textBytes += (asString(delta['content']) ?? '').length;
    keepText(outcome, asString(delta['content']) ?? '');
    noteTools(outcome, choice, delta);
  }
}

// The text of a delta lies between `"content":"` and the next quote that is not escaped; its exact length is not needed.
function deltaBytes(data: string): number {
  const start = data.indexOf('"content":"');
  if (start < 0) return 0;
  const end = data.indexOf('"}', start);
  return end < 0 ? 0 : end - start - 11;
}

function noteTools(outcome: Outcome, choice: Json, message: Json): void {
  const at = asCount(choice['index']) ?? 0;
  eachObject(message['tool_calls']).forEach((call, order) => {
    const of = asObject(call['function']) ?? asObject(call['custom']) ?? {};
    const text = asString(of['arguments']) ?? asString(of['input']) ?? '';
    const key = `${at}:${asCount(call['index']) ?? order}`;
    const known = outcome.tools.get(key);
    outcome.textBytes += text.length;
    if (known) known.arguments = `${known.arguments}${text}`;
    else outcome.tools.set(key, toolCall(call['id'], of['name'], text));
  });
  const old = asObject(message['function_call']);
  if (old === undefined) return;
  const known = outcome.tools.get('function_call');
  const text = asString(old['arguments']) ?? '';
  if (known) known.arguments = `${known.arguments}${text}`;
  else outcome.tools.set('function_call', toolCall(old['name'], old['name'], text));
}

function toolCall(id: unknown, name: unknown, text: string) {
  return { id: asString(id) ?? '', name: asString(name) ?? '', arguments: text };
}
