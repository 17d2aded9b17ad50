/** Amazon Bedrock in each vendor's words: `/model/{id}/invoke` and `/invoke-with-response-stream`. */
import { asArray, asObject, isObject, type Json, parseJson } from '../json.ts';
import { element as anthropicElement, anthropicMessages } from './anthropic-messages.ts';
import { bedrockConverse, element as converseElement, noteConverse } from './bedrock-converse.ts';
import { modelIn, readFacts } from './facts.ts';
import { element as chatElement, openaiChat } from './openai-chat.ts';
import { eachObject, noteFinish, noteText, noteUsage, type Outcome } from './outcome.ts';
import type { Protocol } from './protocol.ts';

const METRICS = 'amazon-bedrock-invocationMetrics';
const COUNTS = ['x-amzn-bedrock-input-token-count', 'x-amzn-bedrock-output-token-count'];

export const bedrockInvoke: Protocol = {
  ...bedrockConverse,
  api: 'bedrock.invoke',
  layout: {
    tools: ['tools', 'toolConfig'],
    system: ['system'],
    list: 'messages',
    text: ['prompt', 'inputText', 'message', 'texts'],
  },
  path: /\/model\/[^/]+\/invoke(?:-with-response-stream)?$/,
  facts: (body, path) =>
    readFacts(body, {
      maxTokens: [
        'max_tokens',
        'max_gen_len',
        'max_tokens_to_sample',
        'max_completion_tokens',
        ['inferenceConfig', 'maxTokens'],
        ['inferenceConfig', 'max_new_tokens'],
        ['textGenerationConfig', 'maxTokenCount'],
      ],
      model: modelIn(path, 'model'),
      stream: path.endsWith('-stream'),
    }),
  element(value) {
    const message = asObject(value) ?? {};
    if (message['role'] === 'tool') return chatElement(value);
    const typed = asArray(message['content']).some(block => isObject(block) && 'type' in block);
    return (typed ? anthropicElement : converseElement)(value);
  },
  // The vendor's own event, taken out of the frame's base64; failures come in frames of their own.
  event: (outcome, data, name) => noteChunk(outcome, data, name ?? ''),
  answer(outcome, answer) {
    const fields = asObject(answer) ?? {};
    if (fields['type'] === 'message') anthropicMessages.answer(outcome, fields);
    else if (isObject(fields['output'])) bedrockConverse.answer(outcome, fields);
    else noteOther(outcome, fields);
  },
  headers(outcome, header) {
    const counts = COUNTS.flatMap(name => {
      const count = header(name);
      return count === undefined ? [] : [[name, Number(count)]];
    });
    if (counts.length > 0) noteUsage(outcome, Object.fromEntries(counts), true);
  },
};

function noteChunk(outcome: Outcome, data: string, name: string): void {
  const chunk = asObject(parseJson(data)) ?? {};
  const [first = ''] = Object.keys(chunk);
  if (name.endsWith('Exception')) noteConverse(outcome, chunk, name);
  else if (typeof chunk['type'] === 'string') anthropicMessages.event(outcome, data, undefined);
  else if (/^(?:message|contentBlock)[A-Z]|^metadata$/.test(first)) {
    noteConverse(outcome, asObject(chunk[first]) ?? {}, first);
  } else noteOther(outcome, chunk);
  // The last chunk of whichever vendor has Bedrock's own count: the vendor's knows more, where there is one.
  const metrics = chunk[METRICS];
  if (!isObject(metrics)) return;
  if (outcome.usage === undefined) noteUsage(outcome, { [METRICS]: metrics });
  outcome.finished = true;
}

const STOPPED = ['stop_reason', 'completionReason', 'finish_reason', 'finishReason'];

// Llama, Titan, Mistral, Cohere, and what speaks as OpenAI does: counts stand among the fields, or are not told.
function noteOther(outcome: Outcome, fields: Json): void {
  if (Array.isArray(fields['choices'])) openaiChat.answer(outcome, fields);
  const { finished } = outcome;
  for (const part of [fields, ...eachObject(fields['results']), ...eachObject(fields['outputs'])]) {
    noteText(outcome, part['generation'] ?? part['outputText'] ?? part['text'] ?? part['completion']);
    for (const key of STOPPED) noteFinish(outcome, part[key]);
    const counts = Object.entries(part).filter(([key]) => /token_?count$/i.test(key));
    if (counts.length > 0 && !isObject(fields['usage'])) noteUsage(outcome, Object.fromEntries(counts), true);
  }
  outcome.finished = finished;
}
