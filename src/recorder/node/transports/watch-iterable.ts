/** Watches a body that its reader iterates: the pieces are seen as they are taken, and nothing is read ahead. */
import type { Upload } from '../calls/upload.ts';

/** Does a step of the recorder's own, whose mistakes go no further. */
export type Attempt = (step: () => void) => void;

/** What a refused body fails with on its way out. It reaches no program: the transport answers in its place. */
export const REFUSED = new Error('refused');

/** The same iterator, which tells an upload what it gives. */
export function watchIterator(
  iterator: AsyncIterator<unknown>,
  attempt: Attempt,
  upload: Upload,
): AsyncIterableIterator<unknown> {
  const see = (result: IteratorResult<unknown>) =>
    attempt(() => (result.done ? upload.end() : upload.add(result.value)));
  return {
    async next(...args) {
      const result = await iterator.next(...args);
      see(result);
      if (upload.refused === undefined) return result;
      // The source hears that no more is wanted, as from any reader who leaves. Nobody waits for what it does then.
      iterator.return?.().catch(() => undefined);
      throw REFUSED;
    },
    async return(value) {
      return (await iterator.return?.(value)) ?? { done: true, value };
    },
    async throw(error) {
      if (iterator.throw) return iterator.throw(error);
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
