/** Gemini: `models/…:generateContent` and `:streamGenerateContent`, of the Developer API and of Vertex. */
import { asObject, asString, isObject, type Json, parseJson } from '../json.ts';
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

/** A refusal as Google words its errors. */
export function googleRefusal(message: string, code: string): unknown {
  return { error: { code: 402, message, status: code } };
}

/** Where a path names the model. */
export function googleModel(path: string): string | undefined {
  return modelIn(path, 'models|tunedModels|endpoints');
}

const CONFIGS = ['generationConfig', 'generation_config'] as const;

export const gemini: Protocol = {
  api: 'gemini.generateContent',
  provider: 'gcp.gemini',
  operation: 'generate_content',
  layout: { tools: ['tools'], system: ['systemInstruction', 'system_instruction'], list: 'contents' },
  path: /:(?:g|streamG)enerateContent$/,
  accepts: ({ values }) => values.has('contents'),
  facts(body, path) {
    const config = CONFIGS.map(key => asObject(fieldOf(body, key))).find(isObject);
    return readFacts(body, {
      maxTokens: CONFIGS.flatMap(key => [[key, 'maxOutputTokens'] as const, [key, 'max_output_tokens'] as const]),
      choices: config?.['candidateCount'],
      remote: ['cachedContent', 'cached_content'],
      model: googleModel(path),
      stream: path.includes(':stream'),
    });
  },
  element,
  event: (outcome, data) => noteChunk(outcome, asObject(parseJson(data)) ?? {}),
  answer(outcome, answer) {
    for (const chunk of isObject(answer) ? [answer] : eachObject(answer)) noteChunk(outcome, chunk);
  },
  refusal: googleRefusal,
};

function element(value: unknown): ElementFacts {
  const content = asObject(value) ?? {};
  const parts = eachObject(content['parts']);
  const results = eachObject(parts.map(part => part['functionResponse']));
  return {
    part: content['role'] === 'model' ? 'assistant' : 'user',
    results: results.map(result => ({
      id: asString(result['id'] ?? result['name']) ?? '',
      content: result['response'],
      error: asObject(result['response'])?.['error'] !== undefined,
    })),
    media: parts.filter(part => part['inlineData'] ?? part['fileData']),
    onlyResults: results.length > 0 && results.length === parts.length,
  };
}

function noteChunk(outcome: Outcome, chunk: Json): void {
  if (isObject(chunk['error'])) noteError(outcome, chunk['error']);
  noteModel(outcome, chunk);
  // Each chunk counts anew from the beginning: the last one holds.
  noteUsage(outcome, chunk['usageMetadata']);
  noteFinish(outcome, asObject(chunk['promptFeedback'])?.['blockReason']);
  for (const candidate of eachObject(chunk['candidates'])) {
    noteFinish(outcome, candidate['finishReason']);
    for (const part of eachObject(asObject(candidate['content'])?.['parts'])) {
      noteText(outcome, part['text']);
      const call = asObject(part['functionCall']);
      if (call) noteTool(outcome, outcome.tools.size, call['id'] ?? call['name'], call['name'], call['args'] ?? {});
    }
  }
  // There is no word for the end of the stream.
  outcome.stopped = outcome.finishReasons.length > 0;
}
