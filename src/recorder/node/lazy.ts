/**
 * The parts of the recorder that lie in files of their own, and are loaded when first needed: most processes under a preload
 * never call a model, and most that do have no limit in dollars.
 */
import type * as Calls from './calls.ts';
import type * as Pricing from './pricing.ts';

/** What it takes to record a call. */
export const calls: () => typeof Calls = once(() => require('./calls.cjs'));

/** What it takes to price one. */
export const pricing: () => typeof Pricing = once(() => require('./pricing.cjs'));

function once<T extends object>(load: () => T): () => T {
  const loaded: { value?: T } = {};
  return () => {
    loaded.value ??= load();
    return loaded.value;
  };
}
