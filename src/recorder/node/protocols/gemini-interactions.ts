/** Gemini's interactions: `/interactions`, a conversation in steps that the server can keep. */
import { asArray, asObject, asString, isObject, type Json, parseJson } from '../json.ts';
import { readFacts } from './facts.ts';
import { googleRefusal } from './gemini.ts';
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

export const geminiInteractions: Protocol = {
  api: 'gemini.interactions',
  provider: 'gcp.gemini',
  operation: 'generate_content',
  layout: { tools: ['tools'], system: ['system_instruction'], list: 'input' },
  path: /\/interactions$/,
  accepts: ({ values }) => values.has('model') || values.has('agent'),
  facts: body =>
    readFacts(body, {
      maxTokens: [['generation_config', 'max_output_tokens']],
      remote: ['previous_interaction_id', 'cached_content', 'continuation_token', 'agent'],
    }),
  element,
  event,
  answer: (outcome, answer) => noteInteraction(outcome, asObject(answer) ?? {}),
  refusal: googleRefusal,
};

const MEDIA = new Set(['image', 'audio', 'video', 'document']);

// The input is a list of steps, of turns with a role, or of the user's contents.
function element(value: unknown): ElementFacts {
  const step = asObject(value) ?? {};
  const type = asString(step['type']) ?? '';
  if (type === 'function_result') {
    const result = { id: asString(step['call_id']) ?? '', content: step['result'], error: step['is_error'] === true };
    return { part: 'user', results: [result], media: [], onlyResults: true };
  }
  const own = step['role'] === 'model' || /_call$|_output$|^thought$|_result$/.test(type);
  const media = [step, ...asArray(step['content'])].filter(item => MEDIA.has(String(asObject(item)?.['type'])));
  return { part: own ? 'assistant' : 'user', results: [], media, onlyResults: false };
}

function event(outcome: Outcome, data: string, name: string | undefined): void {
  const event = asObject(parseJson(data)) ?? {};
  const type = asString(event['event_type']) ?? name ?? '';
  const at = Number(event['index'] ?? 0);
  if (/^interaction\.(?:created|start)/.test(type)) noteModel(outcome, asObject(event['interaction']) ?? {});
  else if (/^interaction\.complete/.test(type)) {
    noteInteraction(outcome, asObject(event['interaction']) ?? {});
    outcome.finished = true;
  } else if (type === 'step.start') noteStep(outcome, at, asObject(event['step']) ?? {});
  else if (type.endsWith('.delta')) {
    const delta = asObject(event['delta']) ?? {};
    if (delta['type'] !== 'arguments_delta') noteText(outcome, delta['text']);
    else if (outcome.tools.has(at)) noteTool(outcome, at, '', '', delta['arguments']);
  } else if (type === 'error') {
    noteError(outcome, event['error']);
    outcome.finished = true;
  }
}

function noteInteraction(outcome: Outcome, interaction: Json): void {
  if (isObject(interaction['error'])) noteError(outcome, interaction['error']);
  noteModel(outcome, interaction);
  noteUsage(outcome, interaction['usage']);
  noteFinish(outcome, interaction['status']);
  eachObject(interaction['steps']).forEach((step, at) => {
    noteStep(outcome, at, step);
  });
}

function noteStep(outcome: Outcome, at: number, step: Json): void {
  for (const content of eachObject(step['content'])) noteText(outcome, content['text']);
  if (step['type'] === 'function_call' && !outcome.tools.has(at)) {
    noteTool(outcome, at, step['id'], step['name'], step['arguments']);
  }
}
