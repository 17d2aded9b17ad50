/** Prompts and answers of a turn, as far as its run has kept them: untrusted text, cut to what can be looked at. */
import { isObject } from '../fields.ts';
import type { Run } from '../model.ts';
import { count, formatCount } from '../text.ts';

export interface ContentMessage {
  /** `system`, `user`, `assistant`, `tool`: as the program or the provider wrote it */
  readonly role: string;
  readonly text: string;
  /** what is missing */
  readonly note?: string;
}

interface CallContent {
  readonly title: string;
  readonly prompt: readonly ContentMessage[];
  readonly answer: readonly ContentMessage[];
  readonly note?: string;
}

export interface ContentView {
  readonly calls: readonly CallContent[];
}

/** What was kept of one call: the lines of its file. */
export interface KeptCall {
  readonly span: string;
  readonly lines: readonly string[];
}

/** Characters of a message, and of all of a turn's, that are shown. */
const MOST_OF_MESSAGE = 20_000;
const MOST_OF_TURN = 300_000;
const MOST_MESSAGES = 500;

/** Undefined where nothing was kept of any of the calls. */
export function contentView(run: Run, turn: number, kept: readonly KeptCall[]): ContentView | undefined {
  const room = { characters: MOST_OF_TURN, messages: MOST_MESSAGES };
  const calls = (run.turns[turn]?.calls ?? []).flatMap(({ id, number }) => {
    const lines = kept.find(({ span }) => span === id)?.lines.flatMap(readLine) ?? [];
    if (lines.length === 0) return [];
    const of = (type: string) => lines.filter(line => line.t === type);
    const missing = lines.reduce((sum, line) => sum + line.leftOut, 0);
    // The answer is what one looks for first: it gets its room before a long prompt takes it.
    const answer = of('answer').flatMap(({ messages }) => shown(messages, room));
    const prompt = of('prompt').flatMap(({ messages }) => shown(messages, room));
    const cut = of('prompt')
      .concat(of('answer'))
      .reduce((sum, line) => sum + line.messages.length, 0);
    const all = missing + cut - answer.length - prompt.length;
    return [
      {
        title: `Call ${formatCount(number)}`,
        prompt,
        answer,
        ...(all > 0 && { note: `${count(all, 'message')} left out.` }),
      },
    ];
  });
  return calls.length > 0 ? { calls } : undefined;
}

interface ReadLine {
  readonly t: string;
  readonly messages: readonly unknown[];
  readonly leftOut: number;
}

function readLine(text: string): readonly ReadLine[] {
  try {
    const line: unknown = JSON.parse(text);
    if (!isObject(line) || typeof line['t'] !== 'string' || !Array.isArray(line['messages'])) return [];
    return [{ t: line['t'], messages: line['messages'], leftOut: numberOf(line['left_out']) }];
  } catch {
    // Cut by a crash: what is whole is shown.
    return [];
  }
}

function shown(
  messages: readonly unknown[],
  room: { characters: number; messages: number },
): readonly ContentMessage[] {
  return messages.flatMap((message): readonly ContentMessage[] => {
    if (!isObject(message) || room.characters <= 0 || room.messages <= 0) return [];
    const { role, text } = message;
    if (typeof text !== 'string') return [];
    const most = Math.min(MOST_OF_MESSAGE, room.characters);
    const missing = Math.max(0, text.length - most) + numberOf(message['left_out']);
    room.characters -= Math.min(text.length, most);
    room.messages--;
    return [
      {
        role: typeof role === 'string' ? role.slice(0, 64) : 'unknown',
        text: text.slice(0, most),
        ...(missing > 0 && { note: `${count(missing, 'character')} left out.` }),
      },
    ];
  });
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
