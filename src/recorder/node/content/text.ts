/** The blocks of a message, of whatever API, as one text. What is no text is named, with its size. */
import { asArray, asObject, asString, type Json } from '../json.ts';

/** One message of a prompt or an answer. */
export interface Message {
  readonly role: string;
  readonly text: string;
}

/** The text of a message's content: a string, a block, a list of blocks. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content))
    return content
      .map(textOf)
      .filter(text => text !== '')
      .join('\n');
  const block = asObject(content);
  return block === undefined ? '' : blockText(block);
}

function blockText(block: Json): string {
  const call = callText(block);
  if (call !== undefined) return call;
  const { type } = block;
  const thinking = asString(block['thinking']) ?? (type === 'reasoning' ? textOf(block['summary']) : undefined);
  if (thinking !== undefined && thinking !== '') return `(thinking) ${thinking}`;
  const text = asString(block['text']) ?? asString(block['refusal']);
  if (text !== undefined) return block['thought'] === true ? `(thinking) ${text}` : text;
  for (const key of ['content', 'parts', 'output', 'toolResult', 'response']) {
    if (block[key] !== undefined && block[key] !== null) return textOf(block[key]) || shown(block[key]);
  }
  const response = asObject(block['functionResponse']);
  if (response !== undefined) return `${asString(response['name']) ?? 'function'} → ${shown(response['response'])}`;
  // Images, sounds, files: their bytes are nobody's to read.
  return `[${asString(type) ?? Object.keys(block)[0] ?? 'block'}, ${JSON.stringify(block).length} bytes]`;
}

/** A call of a tool, as `name(arguments)`. */
function callText(block: Json): string | undefined {
  const of =
    asObject(block['function']) ??
    asObject(block['custom']) ??
    asObject(block['functionCall']) ??
    asObject(block['toolUse']) ??
    block;
  const name = asString(of['name']);
  const given = of['arguments'] ?? of['input'] ?? of['args'];
  if (name === undefined || (given === undefined && of === block)) return undefined;
  return `${name}(${shown(given ?? {})})`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** A message of a list, with the calls that stand beside its content. */
export function messageOf(value: unknown, fallback: string): Message {
  const message = asObject(value);
  if (message === undefined) return { role: fallback, text: textOf(value) };
  const { type } = message;
  const role =
    asString(message['role']) ??
    (asString(type)?.includes('output') ? 'tool' : asString(type)?.includes('call') ? 'assistant' : fallback);
  const calls = [...asArray(message['tool_calls']), message['function_call']].map(call => callTextOf(call));
  const thinking = asString(message['reasoning_content']) ?? asString(message['reasoning']);
  const own =
    'content' in message || 'parts' in message ? textOf(message['content'] ?? message['parts']) : textOf(message);
  const texts = [thinking === undefined ? '' : `(thinking) ${thinking}`, own, ...calls];
  return { role, text: texts.filter(text => text !== '').join('\n') };
}

function callTextOf(value: unknown): string {
  const call = asObject(value);
  return call === undefined ? '' : (callText(call) ?? '');
}
