/** What the parts of a message are, in OpenAI's chat shape and in Anthropic's: texts, calls of tools, their results. */

/** A message of either shape; fields of others are kept as they are. */
export interface ChatMessage {
  readonly role: string;
  readonly content?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
const idOf = (value: unknown): readonly string[] => (typeof value === 'string' ? [value] : []);

/** Instructions that stand above the conversation. */
export function isSystem({ role }: ChatMessage): boolean {
  return role === 'system' || role === 'developer';
}

/** A person's own words: not the results of tools, which Anthropic sends in a user's message. */
export function isUserInput(message: ChatMessage): boolean {
  return message.role === 'user' && resultIds(message).length === 0;
}

/** Ids of the calls of tools that a message makes. */
export function callIds(message: ChatMessage): readonly string[] {
  const { tool_calls: calls, content }: Fields = { ...message };
  const blocks = listOf(content).filter(block => block['type'] === 'tool_use');
  return [...listOf(calls), ...blocks].flatMap(call => idOf(call['id']));
}

/** Ids of the calls that a message holds results of. */
export function resultIds(message: ChatMessage): readonly string[] {
  const { tool_call_id: id, content }: Fields = { ...message };
  const blocks = listOf(content).filter(block => block['type'] === 'tool_result');
  return [...idOf(id), ...blocks.flatMap(block => idOf(block['tool_use_id']))];
}

/** A text that may be cut: where it is, and how to put another in its place. */
export interface CuttableText {
  readonly text: string;
  /** the message with another text here */
  readonly replaced: <M extends ChatMessage>(message: M, text: string) => M;
}

/** The texts of a message: its own, those of its blocks, and those within results of tools. Never what a call of a tool asks for. */
export function textsOf({ content }: ChatMessage): readonly CuttableText[] {
  return textsIn(content).map(({ text, at }) => ({
    text,
    replaced: (message, other) => ({ ...message, content: withText(message.content, at, other) }),
  }));
}

interface TextAt {
  readonly text: string;
  readonly at: readonly (string | number)[];
}

function textsIn(content: unknown, at: readonly (string | number)[] = []): readonly TextAt[] {
  if (typeof content === 'string') return [{ text: content, at }];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block: unknown, index) => {
    if (typeof block === 'string') return [{ text: block, at: [...at, index] }];
    if (!isFields(block)) return [];
    const { type, text } = block;
    if (type === 'tool_result') return textsIn(block['content'], [...at, index, 'content']);
    const isText = type === 'text' || type === 'input_text' || type === 'output_text';
    return isText && typeof text === 'string' ? [{ text, at: [...at, index, 'text'] }] : [];
  });
}

function withText(value: unknown, [key, ...rest]: readonly (string | number)[], text: string): unknown {
  if (key === undefined) return text;
  if (Array.isArray(value)) return value.map((one, index) => (index === key ? withText(one, rest, text) : one));
  return isFields(value) ? { ...value, [key]: withText(value[key], rest, text) } : value;
}
