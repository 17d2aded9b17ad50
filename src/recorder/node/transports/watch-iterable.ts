/** Watches a body that its reader iterates: the pieces are seen as they are taken, and nothing is read ahead. */
import type { Upload } from '../calls/upload.ts';

/** What a refused body fails with on its way out. It reaches no program: the transport answers in its place. */
const REFUSED = new Error('refused');

/** The same iterator, which tells an upload what it gives. */
export function watchIterator(iterator: AsyncIterator<unknown>, see: (step: () => void) => void, upload: Upload) {
  const told = (result: IteratorResult<unknown>): IteratorResult<unknown> => {
    see(() => {
      if (!result.done) upload.add(result.value);
      if (result.done) upload.end();
    });
    if (upload.refused) throw REFUSED;
    return result;
  };
  return {
    next: async (...args: [] | [unknown]) => {
      const result = await iterator.next(...args);
      try {
        return told(result);
      } catch (error) {
        await iterator.return?.();
        throw error;
      }
    },
    return: async (value?: unknown) => iterator.return?.(value) ?? { done: true, value },
    throw: async (error?: unknown) => {
      if (iterator.throw) return iterator.throw(error);
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
