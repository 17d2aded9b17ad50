/** Reads sessions without content: ordered events of real runs, one JSON object a line (gzip or not), and their labels. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** `["U", t]`: a message of the user. Times are Unix seconds; any number may be missing. */
type UserEvent = readonly ['U', number | null];
/** `["L", t, model, input, cacheRead, cacheWrite, output, costUsd, id]`: an LLM call; `input` excludes the cache. */
export type LlmEvent = readonly [
  'L',
  number | null,
  string | null,
  number | null,
  number | null,
  number | null,
  number | null,
  number | null,
  string | null,
];
/** `["T", t, tool, argsHash, argsHashNumbersBlanked, id]`: a tool call. */
export type ToolEvent = readonly ['T', number | null, string | null, string, string | null, string | null];
/** `["R", t, id, isError, resultHash, size, resultHashNumbersBlanked]`: its result. */
export type ResultEvent = readonly [
  'R',
  number | null,
  string | null,
  boolean | null,
  string | null,
  number | null,
  string | null,
];
export type SessionEvent = UserEvent | LlmEvent | ToolEvent | ResultEvent;

export interface Session {
  readonly src: string;
  readonly file: string;
  readonly run: string;
  readonly agent: string;
  readonly label?: string;
  readonly model?: string;
  readonly ev: readonly SessionEvent[];
}

/** An episode that a rule found in a session: `first` and `count` are places among its tool calls (or LLM calls). */
export interface Label {
  readonly session: string;
  readonly kind: string;
  readonly count: number;
  readonly identical: number;
  readonly calls: number;
  readonly first: number;
}

export const keyOf = ({ file, run }: { readonly file: string; readonly run: string }): string => `${file}|${run}`;

export function readSessions(path: string): readonly Session[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Session);
}

export function readLabels(path: string): readonly Label[] {
  const [head = '', ...rows] = readFileSync(path, 'utf8').trim().split('\n');
  const at = (name: string): number => head.split('\t').indexOf(name);
  const columns = ['file', 'run', 'kind', 'streak', 'identical_result_streak', 'distinct_llm_calls', 'first_index'].map(
    at,
  );
  return rows.map(row => {
    const cells = row.split('\t');
    const [file = '', run = '', kind = '', ...numbers] = columns.map(column => cells[column] ?? '');
    const [count = 0, identical = 0, calls = 0, first = 0] = numbers.map(Number);
    return { session: keyOf({ file, run }), kind, count, identical, calls, first };
  });
}
