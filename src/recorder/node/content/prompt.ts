/** A request's body → the messages in it, whatever API it is for. */
import { asArray, asObject, isObject, type Json, parseJson } from '../json.ts';
import { type Message, messageOf, textOf } from './text.ts';

const SYSTEM = ['system', 'instructions', 'systemInstruction', 'system_instruction', 'preamble'] as const;
const LISTS = [
  'messages',
  'input',
  'contents',
  'chat_history',
  'prompt',
  'texts',
  'message',
  'content',
  'inputText',
] as const;

/** In the order in which they stand before the model: what is fixed comes first. Undefined where there is no JSON object. */
export function promptMessages(body: string): readonly Message[] | undefined {
  const request = asObject(parseJson(body));
  if (request === undefined) return undefined;
  const system = SYSTEM.flatMap(key =>
    request[key] === undefined ? [] : [{ role: 'system', text: textOf(request[key]) }],
  );
  const tools = toolNames(request);
  const declared = tools.length > 0 ? [{ role: 'tools', text: tools.join(', ') }] : [];
  return [...system, ...declared, ...LISTS.flatMap(key => listOf(request[key]))].filter(({ text }) => text !== '');
}

function listOf(value: unknown): readonly Message[] {
  if (Array.isArray(value)) return value.map(message => messageOf(message, 'user'));
  return typeof value === 'string'
    ? [{ role: 'user', text: value }]
    : isObject(value)
      ? [messageOf(value, 'user')]
      : [];
}

// Their declarations stand in the program; which of them were there is what one asks.
function toolNames(request: Json): readonly string[] {
  const lists = [...asArray(request['tools']), ...asArray(asObject(request['toolConfig'])?.['tools'])];
  return lists.flatMap((tool: unknown) => {
    const fields = asObject(tool) ?? {};
    const of = [
      fields,
      asObject(fields['function']),
      asObject(fields['toolSpec']),
      ...asArray(fields['functionDeclarations']),
    ];
    return of.flatMap(one => (typeof asObject(one)?.['name'] === 'string' ? [String(asObject(one)?.['name'])] : []));
  });
}
