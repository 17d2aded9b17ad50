/**
 * The parts of the recorder that lie in files of their own, and are loaded when first needed: most processes under a preload
 * never call a model, and most that do have no limit.
 */
import type * as Calls from './calls.ts';
import type * as Content from './content.ts';
import type * as Guard from './guard.ts';

/** What it takes to record a call. */
export const calls: () => typeof Calls = once(() => require('./calls.cjs'));

/** What it takes to hold a limit. */
export const guard: () => typeof Guard = once(() => require('./guard.cjs'));

/** What it takes to keep prompts and answers. */
export const content: () => typeof Content = once(() => require('./content.cjs'));

function once<T extends object>(load: () => T): () => T {
  const loaded: { value?: T } = {};
  return () => {
    loaded.value ??= load();
    return loaded.value;
  };
}
