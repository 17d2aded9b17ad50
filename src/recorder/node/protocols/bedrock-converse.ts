/** Amazon Bedrock's own words for all models: `/model/{id}/converse` and `/converse-stream`. */
import { asObject, asString, asWord, type Json, parseJson } from '../json.ts';
import { modelIn, readFacts } from './facts.ts';
import { eachObject, noteFinish, noteHidden, noteText, noteTool, noteUsage, type Outcome } from './outcome.ts';
import type { ElementFacts, Protocol } from './protocol.ts';

export const bedrockConverse: Protocol = {
  api: 'bedrock.converse',
  provider: 'aws.bedrock',
  operation: 'chat',
  layout: { tools: ['toolConfig'], system: ['system'], list: 'messages' },
  path: /\/model\/[^/]+\/converse(?:-stream)?$/,
  accepts: () => true,
  facts: (body, path) =>
    readFacts(body, {
      maxTokens: [['inferenceConfig', 'maxTokens']],
      model: modelIn(path, 'model'),
      stream: path.endsWith('-stream'),
    }),
  element,
  event: (outcome, data, name) => noteConverse(outcome, asObject(parseJson(data)) ?? {}, name ?? ''),
  answer(outcome, answer) {
    const fields = asObject(answer) ?? {};
    noteUsage(outcome, fields['usage']);
    noteFinish(outcome, fields['stopReason']);
    eachObject(asObject(asObject(fields['output'])?.['message'])?.['content']).forEach((block, at) => {
      noteBlock(outcome, at, block);
    });
  },
  // The SDK names its error by this field.
  refusal: (message, code) => ({ __type: code, message }),
};

export function element(value: unknown): ElementFacts {
  const message = asObject(value) ?? {};
  const blocks = eachObject(message['content']);
  const results = eachObject(blocks.map(block => block['toolResult']));
  return {
    part: message['role'] === 'assistant' ? 'assistant' : 'user',
    results: results.map(result => ({
      id: asString(result['toolUseId']) ?? '',
      content: result['content'],
      error: result['status'] === 'error',
    })),
    media: blocks.filter(block => block['image'] ?? block['document'] ?? block['video']),
    onlyResults: results.length > 0 && results.length === blocks.length,
  };
}

/** One event of a stream, by the name its frame gives it. */
export function noteConverse(outcome: Outcome, event: Json, name: string): void {
  const at = Number(event['contentBlockIndex'] ?? 0);
  if (name === 'contentBlockStart') noteBlock(outcome, at, asObject(event['start']) ?? {});
  else if (name === 'contentBlockDelta') noteBlock(outcome, at, asObject(event['delta']) ?? {});
  else if (name === 'messageStop') noteFinish(outcome, event['stopReason']);
  else if (name === 'metadata') {
    noteUsage(outcome, event['usage']);
    outcome.finished = true;
  } else if (/(?:Exception|Error)$/.test(name)) {
    outcome.errorType = asWord(name) ?? 'error';
    outcome.finished = true;
  }
}

function noteBlock(outcome: Outcome, at: number, block: Json): void {
  noteText(outcome, block['text']);
  noteHidden(outcome, asObject(block['reasoningContent'])?.['text']);
  const call = asObject(block['toolUse']);
  if (call) noteTool(outcome, at, call['toolUseId'], call['name'], call['input'] ?? '');
}
