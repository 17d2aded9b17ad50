/** OpenAI responses: `/responses`. */
import { keepText } from '../hash/output.ts';
import { asArray, asCount, asObject, asString, asWord, isObject, parseJson } from '../json.ts';
import { fieldOf, type ScannedBody } from '../prompt/scan.ts';
import { eachObject, noteError, noteFinish, noteModel, noteUsage, type Outcome } from './outcome.ts';
import type { ElementFacts, Protocol, RequestFacts } from './protocol.ts';

export const openaiResponses: Protocol = {
  api: 'openai.responses',
  provider: 'openai',
  operation: 'chat',
  layout: { tools: ['tools'], system: 'instructions', list: 'input' },
  matches: path => path.endsWith('/responses'),
  accepts,
  facts,
  element,
  event,
  answer: (outcome, answer) => noteResponse(outcome, answer),
  refusal: (message, code) => ({ error: { message, type: code, param: null, code } }),
};

// Others have a path of this name: a model, or a prompt that names it, and something to answer.
function accepts({ values }: ScannedBody): boolean {
  const named = values.has('model') || values.has('prompt');
  return named && ['input', 'prompt', 'previous_response_id', 'conversation'].some(key => values.has(key));
}

// What makes the server add to the prompt what this request does not hold.
const REMOTE = ['previous_response_id', 'conversation', 'prompt'];

function facts(body: ScannedBody): RequestFacts {
  const model = asString(fieldOf(body, 'model'));
  const maxTokens = asCount(fieldOf(body, 'max_output_tokens'));
  const serviceTier = asString(fieldOf(body, 'service_tier'));
  return {
    stream: fieldOf(body, 'stream') === true,
    remoteContext: REMOTE.some(key => (fieldOf(body, key) ?? null) !== null),
    ...(model !== undefined && { model }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(serviceTier !== undefined && { serviceTier }),
  };
}

const MEDIA = new Set(['input_image', 'input_file', 'input_audio']);

function element(value: unknown): ElementFacts {
  const item = asObject(value) ?? {};
  const type = asString(item['type']) ?? 'message';
  if (type.endsWith('_output')) {
    const result = { id: asString(item['call_id']) ?? '', content: item['output'], error: item['status'] === 'failed' };
    return { part: 'user', results: [result], media: [], onlyResults: true };
  }
  const { role } = item;
  const part = role === 'system' || role === 'developer' ? 'system' : role === 'user' ? 'user' : 'assistant';
  const media = asArray(item['content']).filter(block => MEDIA.has(String(asObject(block)?.['type'])));
  return { part: type === 'message' ? part : 'assistant', results: [], media, onlyResults: false };
}

const TERMINAL = new Set(['response.completed', 'response.incomplete', 'response.failed']);

function event(outcome: Outcome, data: string, name: string | undefined): void {
  const type = name ?? /"type":\s*"([\w.]+)"/.exec(data)?.[1] ?? '';
  if (type.endsWith('.delta')) {
    outcome.textBytes += data.length > 160 ? data.length - 160 : 4;
    return;
  }
  if (type === 'response.created') {
    // It repeats the whole request: the id and the model are all that is wanted of it.
    const id = /"id":\s*"([\w-]{1,128})"/.exec(data)?.[1];
    if (id !== undefined) outcome.id = id;
    return;
  }
  if (TERMINAL.has(type)) {
    noteResponse(outcome, asObject(parseJson(data))?.['response']);
    outcome.finished = true;
  } else if (type === 'error' || type === 'response.error') {
    const failure = asObject(parseJson(data)) ?? {};
    noteError(outcome, failure['error'] ?? failure);
    outcome.finished = true;
  } else if (type === 'response.output_item.done' && data.includes('_call"')) {
    noteItem(outcome, asObject(parseJson(data))?.['item']);
  } else if (data === '[DONE]') {
    outcome.finished = true;
  }
}

function noteResponse(outcome: Outcome, value: unknown): void {
  const response = asObject(value);
  if (response === undefined) return;
  if (isObject(response['error'])) noteError(outcome, response['error']);
  noteModel(outcome, response);
  noteUsage(outcome, response['usage']);
  const reason = asWord(asObject(response['incomplete_details'])?.['reason']);
  noteFinish(outcome, reason ?? response['status']);
  for (const item of eachObject(response['output'])) noteItem(outcome, item);
}

function noteItem(outcome: Outcome, value: unknown): void {
  const item = asObject(value) ?? {};
  for (const block of eachObject(item['content'])) {
    const text = asString(block['text']) ?? '';
    outcome.textBytes += text.length;
    keepText(outcome, text);
  }
  if (item['type'] !== 'function_call' && item['type'] !== 'custom_tool_call') return;
  const id = asString(item['call_id']) ?? asString(item['id']) ?? '';
  const name = asString(item['name']) ?? '';
  outcome.tools.set(id, { id, name, arguments: asString(item['arguments']) ?? asString(item['input']) ?? '' });
}
