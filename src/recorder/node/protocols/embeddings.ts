/** Embeddings, of every API that has them: a text in, a usage out. */
import { asObject, isObject } from '../json.ts';
import { cohere } from './cohere.ts';
import { readFacts } from './facts.ts';
import { gemini, googleModel } from './gemini.ts';
import { ollama } from './ollama.ts';
import { openaiChat } from './openai-chat.ts';
import { noteModel, noteUsage, type Outcome } from './outcome.ts';
import type { Protocol } from './protocol.ts';

const TEXTS = ['input', 'prompt', 'texts', 'inputs', 'images', 'content', 'contents', 'requests', 'instances'];

export const embeddings: readonly Protocol[] = [
  embeddingsOf(openaiChat, /\/embeddings$/),
  embeddingsOf(gemini, /:(?:e|batchE)mbedContents?$|\/models\/[^/]*embed[^/]*:predict$/),
  embeddingsOf(ollama, /\/api\/embed$/),
  embeddingsOf(cohere, /\/v[12]\/embed$/),
];

function embeddingsOf({ provider, refusal }: Protocol, path: RegExp): Protocol {
  return {
    api: 'embeddings',
    provider,
    refusal,
    path,
    operation: 'embeddings',
    layout: { tools: [], text: TEXTS },
    accepts: ({ values }) => TEXTS.some(key => values.has(key)),
    facts: (body, at) => readFacts(body, { model: googleModel(at) ?? /\/deployments\/([^/]+)/.exec(at)?.[1] }),
    element: () => ({ part: 'user', results: [], media: [], onlyResults: false }),
    event: () => undefined,
    answer,
  };
}

function answer(outcome: Outcome, value: unknown): void {
  const fields = asObject(value) ?? {};
  noteModel(outcome, fields);
  const { prompt_eval_count } = fields;
  const usage = fields['usage'] ?? fields['usageMetadata'] ?? fields['meta'];
  noteUsage(outcome, isObject(usage) ? usage : prompt_eval_count === undefined ? undefined : { prompt_eval_count });
}
