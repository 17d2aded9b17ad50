/** An answer's body → the messages in it: whole, as server-sent events, or a line of JSON for each piece. */
import { asArray, asObject, asString, type Json, parseJson } from '../json.ts';
import { type Message, messageOf, textOf } from './text.ts';

/** The messages of a body as it came. */
export function answerMessages(body: string): readonly Message[] {
  const whole = asObject(parseJson(body));
  if (whole !== undefined) return wholeAnswer(whole);
  const pieces = body
    .split(/\r\n|\n|\r/)
    .map(line => (line.startsWith('data:') ? line.slice(5) : line))
    .flatMap((line): readonly Json[] => {
      const piece = asObject(parseJson(line.trim()));
      return piece === undefined ? [] : [piece];
    });
  return streamed(pieces);
}

/** The messages of an answer that has been read as JSON. */
export function wholeAnswer(answer: Json): readonly Message[] {
  const choices = asArray(answer['choices']).map(choice => {
    const { message, text } = asObject(choice) ?? {};
    return message === undefined ? { role: 'assistant', text: textOf(text) } : messageOf(message, 'assistant');
  });
  const candidates = asArray(answer['candidates']).map(one => messageOf(asObject(one)?.['content'], 'assistant'));
  const outputs = [...asArray(answer['output']), ...asArray(answer['outputs'])].map(item =>
    messageOf(item, 'assistant'),
  );
  const rest = asArray(answer['content']).length > 0 ? [{ role: 'assistant', text: textOf(answer['content']) }] : [];
  const single = asObject(answer['message']) ?? asObject(asObject(answer['output'])?.['message']);
  const one = single === undefined ? [] : [messageOf(single, 'assistant')];
  const plain = asString(answer['response']);
  const texts = plain === undefined ? [] : [{ role: 'assistant', text: plain }];
  const error =
    answer['error'] === undefined || answer['error'] === null
      ? []
      : [{ role: 'error', text: textOf(answer['error']) || JSON.stringify(answer['error']) }];
  return [...choices, ...candidates, ...outputs, ...rest, ...one, ...texts, ...error].filter(({ text }) => text !== '');
}

/** What grows in a stream: texts and thoughts, and calls by their place. */
class Growing {
  readonly #parts = new Map<string, { readonly open: string; text: string; readonly close: string }>();

  add(key: string, text: unknown, open = '', close = ''): void {
    const known = this.#parts.get(key);
    const more = asString(text) ?? '';
    if (known !== undefined) known.text += more;
    else if (more !== '' || open !== '') this.#parts.set(key, { open, text: more, close });
  }

  messages(): readonly Message[] {
    const texts = [...this.#parts.values()].map(({ open, text, close }) => open + text + close);
    return texts.length === 0 ? [] : [{ role: 'assistant', text: texts.join('\n') }];
  }
}

const THINKING = '(thinking) ';

function streamed(pieces: readonly Json[]): readonly Message[] {
  // The last word of some APIs repeats it all.
  const complete = pieces
    .map(piece => asObject(piece['response']))
    .findLast(response => Array.isArray(response?.['output']));
  if (complete !== undefined && asArray(complete['output']).length > 0) return wholeAnswer(complete);
  const growing = new Growing();
  for (const piece of pieces) {
    addChoices(growing, piece);
    addBlocks(growing, piece);
    addTyped(growing, piece);
    addWhole(growing, piece);
  }
  return growing.messages();
}

function addChoices(growing: Growing, piece: Json): void {
  for (const [at, value] of asArray(piece['choices']).entries()) {
    const choice = asObject(value) ?? {};
    const delta = asObject(choice['delta']) ?? {};
    const place = String(choice['index'] ?? at);
    growing.add(
      `${place} thinking`,
      delta['reasoning_content'] ?? delta['reasoning'],
      isText(delta['reasoning_content'] ?? delta['reasoning']) ? THINKING : '',
    );
    growing.add(`${place} text`, delta['content'] ?? choice['text']);
    for (const [order, given] of asArray(delta['tool_calls']).entries())
      addCall(growing, place, order, asObject(given) ?? {});
  }
}

function addCall(growing: Growing, place: string, order: number, call: Json): void {
  const of = asObject(call['function']) ?? asObject(call['custom']) ?? {};
  const name = asString(of['name']);
  growing.add(
    `${place} call ${String(call['index'] ?? order)}`,
    of['arguments'] ?? of['input'],
    name === undefined ? '' : `${name}(`,
    name === undefined ? '' : ')',
  );
}

// Anthropic: blocks that begin and grow. Cohere and Bedrock have the same under other names.
function addBlocks(growing: Growing, piece: Json): void {
  const place = `block ${String(piece['index'] ?? piece['contentBlockIndex'] ?? 0)}`;
  const block = asObject(piece['content_block']);
  const name = asString(block?.['name']);
  if (name !== undefined) growing.add(place, '', `${name}(`, ')');
  else if (block !== undefined)
    growing.add(place, block['text'] ?? block['thinking'], block['type'] === 'thinking' ? THINKING : '');
  const delta = asObject(piece['delta']);
  if (delta === undefined) return;
  const inner = asObject(asObject(delta['message'])?.['content']);
  growing.add(
    place,
    delta['text'] ?? delta['thinking'] ?? delta['partial_json'] ?? inner?.['text'],
    isText(delta['thinking']) ? THINKING : '',
  );
}

// OpenAI's responses, cut before their last word.
function addTyped(growing: Growing, piece: Json): void {
  const type = asString(piece['type']) ?? '';
  if (!type.endsWith('.delta') || !isText(piece['delta'])) return;
  const place = `item ${String(piece['output_index'] ?? 0)} ${type}`;
  growing.add(place, piece['delta'], type.includes('reasoning') ? THINKING : '');
}

// Gemini, Ollama: each piece is an answer by itself.
function addWhole(growing: Growing, piece: Json): void {
  for (const value of asArray(piece['candidates'])) {
    for (const part of asArray(asObject(asObject(value)?.['content'])?.['parts'])) {
      const isThought = asObject(part)?.['thought'] === true;
      const text = asObject(part)?.['text'];
      growing.add(isThought ? 'thought' : 'text', text ?? textOf(part), isThought ? THINKING : '');
    }
  }
  const message = asObject(piece['message']);
  if (message !== undefined && !('type' in piece)) {
    growing.add('thought', message['thinking'], isText(message['thinking']) ? THINKING : '');
    growing.add('text', message['content']);
    for (const call of asArray(message['tool_calls'])) growing.add('calls', `${textOf(call)}\n`);
  }
  if (isText(piece['response'])) growing.add('text', piece['response']);
  if (asObject(piece['error']) !== undefined)
    growing.add('error', textOf(piece['error']) || JSON.stringify(piece['error']));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
