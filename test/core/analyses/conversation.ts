/** A conversation for tests of analyses: each round is one LLM call that asks for tools; the next brings their results. */
import type { CallSpec } from '../../support/log.ts';
import { LogBuilder } from '../../support/log.ts';
import { runOf } from '../../support/snapshot.ts';

export interface Asked {
  readonly tool: string;
  readonly args: string;
  readonly result: string;
  readonly error?: boolean;
  readonly wait?: boolean;
}

export interface Round {
  /** what is asked for in this round; nothing: an answer without tools */
  readonly asks?: readonly Asked[];
  /** the user's newest message */
  readonly user?: string;
  /** milliseconds to the next call */
  readonly gap?: number;
  readonly call?: Partial<CallSpec>;
}

export const ask = (tool: string, args = 'aa', result = 'ff', more: Partial<Asked> = {}): Asked => ({
  tool,
  args,
  result,
  ...more,
});

/** One conversation, told as a run of its own or into a log that has one already. */
export function conversation(rounds: readonly Round[], log = new LogBuilder().run()): LogBuilder {
  let before: string | undefined;
  let results: { id: string; result: string; bytes: number; error?: boolean }[] = [];
  let at = 0;
  let user = 'a0';
  rounds.forEach(({ asks = [], user: said, gap = 1000, call }, i) => {
    user = said ?? user;
    const toolCalls = asks.map(({ tool, args, wait }, n) => ({
      id: `${i}.${n}`,
      name: tool,
      args,
      ...(wait && { wait }),
    }));
    before = log.call({
      at,
      took: 500,
      site: ['/work/agent.mjs', 12],
      input: 4000 + 200 * i,
      parts: { user: { n: 1, bytes: 10, tokens: 3, hash: user } },
      prefix: { same: 2 * i, of: 2 * i + 2, bytes: 100, ...(before && { span: before }) },
      toolResults: results,
      ...(toolCalls.length > 0 && { toolCalls }),
      ...call,
    });
    results = asks.map(({ result, error }, n) => ({ id: `${i}.${n}`, result, bytes: 20, ...(error && { error }) }));
    at += gap;
  });
  return log;
}

export const codes = (log: LogBuilder): string[] =>
  runOf(log).findings.map(({ code, severity }) => `${code} ${severity}`);

/** Rounds that ask for one thing each, and the call that brings the last result. */
export const rounds = (...asks: readonly Asked[]): Round[] => [...asks.map(one => ({ asks: [one] })), {}];

export const repeat = <T>(n: number, ...items: readonly T[]): T[] => Array.from({ length: n }, () => items).flat();
