/**
 * Prompts and answers, for a run that has asked for them: `SPANMETER_CONTENT=1`, or `run({ content: true })`. The code that
 * keeps them is a file of its own, loaded when first needed: a process that never asks has not even got it in memory.
 */
import { content } from '../lazy.ts';
import { environment, type Files } from '../platform.ts';
import type { RunState } from '../runs/run-state.ts';

/** Told of one call's answer as its caller sees it. */
export interface CallContent {
  /** bytes from `offset` of the body on; the branches of a cloned body tell the same bytes twice */
  chunk(offset: number, bytes: Uint8Array): void;
  text(text: string): void;
  json(value: unknown): void;
  /** there is no more of it: what came is kept */
  ended(): void;
}

/** What `content.cjs` exports. */
export interface ContentModule {
  keepContent(files: Files, dir: string): (run: string, span: string, body: string) => CallContent | undefined;
}

/** Keeps what a call asks; undefined where its run has not asked for that. */
export type Content = (run: RunState, span: string, body: string) => CallContent | undefined;

export function createContent(files: Files, dir: () => string): Content {
  const loaded: { keep?: ReturnType<ContentModule['keepContent']> } = {};
  const said = environment('SPANMETER_CONTENT')?.toLowerCase();
  return (run, span, body) => {
    if (!isWanted(run, said)) return undefined;
    loaded.keep ??= content().keepContent(files, dir());
    return loaded.keep(run.id, span, body);
  };
}

/** What the user says by the environment binds a program that asks for it: `SPANMETER_CONTENT=0` is never. */
function isWanted({ facts }: RunState, said: string | undefined): boolean {
  if (said === undefined) return facts.content === true;
  return !['0', 'off', 'false', 'no'].includes(said) && facts.content !== false;
}
