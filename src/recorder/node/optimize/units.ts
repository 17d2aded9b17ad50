/** Pieces of a conversation that stay or go as one: a call of a tool without its result is an error to every provider. */
import { type ChatMessage, callIds, isSystem, isUserInput, resultIds, textsOf } from './messages.ts';

export interface Unit<M> {
  readonly messages: readonly M[];
  readonly tokens: number;
  /** instructions, the newest input and what came after it */
  readonly kept: boolean;
  /** says nothing that would be missed */
  readonly low: boolean;
  /** a conversation may begin with it */
  readonly opens: boolean;
}

export function unitsOf<M extends ChatMessage>(
  messages: readonly M[],
  estimate: (message: M) => number,
): readonly Unit<M>[] {
  const spans = spansOf(messages);
  const newest = messages.findLastIndex(isUserInput);
  const last = spans.length - 1;
  const texts = spans.map(([from, to]) => JSON.stringify(messages.slice(from, to + 1).map(withoutIds)));
  return spans.map(([from, to], index) => {
    const own = messages.slice(from, to + 1);
    return {
      messages: own,
      tokens: own.reduce((sum, message) => sum + estimate(message), 0),
      kept: index === last || (from <= newest && newest <= to) || own.some(isSystem),
      // What comes again later, word for word, is not missed here.
      low: own.every(isLow) || texts.lastIndexOf(texts[index] ?? '') > index,
      opens: own.some(isSystem) || isUserInput(own[0] as M),
    };
  });
}

/** First and last place of each unit: from a call of a tool to the last of its results, with all between. */
function spansOf(messages: readonly ChatMessage[]): readonly (readonly [from: number, to: number])[] {
  const reach = messages.map((_, index) => index);
  const calls = new Map<string, number>();
  messages.forEach((message, index) => {
    for (const id of resultIds(message)) {
      const from = calls.get(id);
      if (from !== undefined) reach[from] = Math.max(reach[from] ?? from, index);
    }
    for (const id of callIds(message)) calls.set(id, index);
  });
  const spans: [number, number][] = [];
  reach.forEach((to, index) => {
    const span = spans[spans.length - 1];
    if (span && index <= span[1]) span[1] = Math.max(span[1], to);
    else spans.push([index, to]);
  });
  return spans;
}

const NOTHING_NEW =
  /^(?:ok(?:ay)?|yes|no|sure|thanks?(?: you)?|thx|great|nice|cool|perfect|done|got it|go on|continue|please continue|sounds good|you'?re welcome|hi|hello|hey)?[\s.!…]*$/i;

function isLow(message: ChatMessage): boolean {
  if (isSystem(message) || callIds(message).length > 0 || resultIds(message).length > 0) return false;
  const texts = textsOf(message);
  const isAllText =
    typeof message.content === 'string' || (Array.isArray(message.content) && message.content.length === texts.length);
  return (
    (isAllText || message.content === null || message.content === undefined) &&
    texts.every(({ text }) => NOTHING_NEW.test(text.trim()))
  );
}

// A tool that is asked the same again gets a new id.
function withoutIds(message: ChatMessage): unknown {
  return JSON.parse(
    JSON.stringify(message, (key, value) => (/^(?:id|tool_call_id|tool_use_id)$/.test(key) ? undefined : value)),
  );
}
