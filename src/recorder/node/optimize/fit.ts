/** Makes a conversation fit: less of it, never half of a pair. */
import { cutLongest } from './cut.ts';
import { estimateTokens } from './estimate.ts';
import type { ChatMessage } from './messages.ts';
import { type Unit, unitsOf } from './units.ts';

export interface FitOptions<M extends ChatMessage, S extends string | Promise<string> = string | Promise<string>> {
  /** A summary of messages that no longer fit, in few words; may be a call of a cheap model. */
  readonly summarise?: (older: readonly M[]) => S;
  /** Tokens of a message, where you have a tokenizer: `estimateTokens` unless given. */
  readonly estimate?: (message: M) => number;
}

/** Share of the room that a summary may take. */
const SUMMARY_SHARE = 0.2;
const SUMMARY_HEAD = 'Summary of the conversation so far:\n';

/**
 * The messages cut down to `maxTokens`. In this order, each only as far as it is needed: turns that say nothing (thanks,
 * exact repetitions) go; the oldest ones go, with a summary in their place if `summarise` is given; the longest texts are cut in
 * their middle. Instructions (`system`, `developer`) and the newest input stay; a call of a tool and its results stay or
 * go together; the order stays. The messages given are not changed.
 *
 * Asynchronous only where `summarise` is. Throws a `RangeError` where what must stay is too much by itself.
 */
export function fitMessages<M extends ChatMessage>(
  messages: readonly M[],
  maxTokens: number,
  options?: FitOptions<M, string>,
): M[];
export function fitMessages<M extends ChatMessage>(
  messages: readonly M[],
  maxTokens: number,
  options: FitOptions<M, Promise<string>>,
): Promise<M[]>;
export function fitMessages<M extends ChatMessage>(
  messages: readonly M[],
  maxTokens: number,
  options: FitOptions<M> = {},
): M[] | Promise<M[]> {
  const estimate = options.estimate ?? (message => estimateTokens(message));
  const units = unitsOf(messages, estimate);
  const spoken = withoutLow(units, maxTokens);
  if (tokensOf(spoken) <= maxTokens) return flat(spoken);
  const { summarise } = options;
  const kept = withoutOldest(spoken, maxTokens * (summarise === undefined ? 1 : 1 - SUMMARY_SHARE));
  const older = flat(spoken.filter(unit => !kept.includes(unit)));
  const finish = (summary: string | undefined): M[] => {
    const all = summary === undefined ? flat(kept) : withSummary(kept, summary);
    return cutLongest(all, maxTokens, estimate);
  };
  if (summarise === undefined || older.length === 0) return finish(undefined);
  const summary = summarise(older);
  return typeof summary === 'string' ? finish(summary) : summary.then(finish);
}

function withoutLow<M>(units: readonly Unit<M>[], maxTokens: number): readonly Unit<M>[] {
  let over = tokensOf(units) - maxTokens;
  return units.filter(unit => {
    if (over <= 0 || unit.kept || !unit.low) return true;
    over -= unit.tokens;
    return false;
  });
}

/** As many of the newest as fit beside what must stay; what then comes first is something a conversation may begin with. */
function withoutOldest<M>(units: readonly Unit<M>[], room: number): readonly Unit<M>[] {
  let left = room - tokensOf(units.filter(unit => unit.kept));
  let from = units.length;
  for (const [index, unit] of [...units.entries()].reverse()) {
    if (!unit.kept) left -= unit.tokens;
    if (left < 0) break;
    from = index;
  }
  while (from < units.length && units[from]?.opens === false && units[from]?.kept === false) from++;
  return units.filter((unit, index) => unit.kept || index >= from);
}

/** The summary stands where the older messages stood: behind the instructions, as something the user says. */
function withSummary<M extends ChatMessage>(units: readonly Unit<M>[], summary: string): M[] {
  const message = { role: 'user', content: `${SUMMARY_HEAD}${summary}` } as unknown as M;
  const all = flat(units);
  const place = all.findIndex(({ role }) => role !== 'system' && role !== 'developer');
  return [...all.slice(0, place), message, ...all.slice(place)];
}

function tokensOf<M>(units: readonly Unit<M>[]): number {
  return units.reduce((sum, unit) => sum + unit.tokens, 0);
}

function flat<M>(units: readonly Unit<M>[]): M[] {
  return units.flatMap(unit => [...unit.messages]);
}
