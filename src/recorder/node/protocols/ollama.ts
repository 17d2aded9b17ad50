/** Ollama: `/api/chat` and `/api/generate`, plain or as lines of JSON. */
import { asObject, parseJson } from '../json.ts';
import { fieldOf } from '../prompt/scan.ts';
import { readFacts } from './facts.ts';
import { element, noteToolCalls } from './openai-chat.ts';
import { noteFinish, noteHidden, noteModel, noteText, noteUsage, type Outcome } from './outcome.ts';
import type { Protocol } from './protocol.ts';

// Programs have paths of this name themselves: what no Ollama would be sent is none.
const KNOWN =
  /^(?:model|messages|prompt|suffix|images|system|template|context|raw|stream|format|options|tools|think|keep_alive|logprobs|top_logprobs)$/;

export const ollama: Protocol = {
  api: 'ollama',
  provider: 'ollama',
  operation: 'chat',
  layout: { tools: ['tools'], system: ['system'], list: 'messages', text: ['prompt'] },
  path: /\/api\/(?:chat|generate)$/,
  accepts: ({ values, lists }) =>
    values.has('model') &&
    (lists.has('messages') || values.has('prompt')) &&
    [...values.keys()].every(key => KNOWN.test(key)),
  facts: body =>
    readFacts(body, { maxTokens: [['options', 'num_predict']], stream: fieldOf(body, 'stream') !== false }),
  element,
  event: (outcome, data) => note(outcome, parseJson(data)),
  answer: note,
  refusal: message => ({ error: message }),
};

function note(outcome: Outcome, value: unknown): void {
  const line = asObject(value) ?? {};
  const message = asObject(line['message']) ?? {};
  if (line['error'] !== undefined) outcome.errorType = 'error';
  noteModel(outcome, line);
  noteText(outcome, message['content'] ?? line['response']);
  noteHidden(outcome, message['thinking'] ?? line['thinking']);
  // A call comes whole, in a line of its own.
  if (outcome.tools.size === 0) noteToolCalls(outcome, message);
  else noteToolCalls(outcome, message, outcome.tools.size);
  if (line['done'] !== true) return;
  noteFinish(outcome, line['done_reason']);
  const counts = Object.entries(line).filter(([key]) => /_(?:count|duration)$/.test(key));
  noteUsage(outcome, Object.fromEntries(counts));
  outcome.finished = true;
}
