/** Lines of JSON (Ollama's streams), one object a line, out of pieces of text, however they are cut. */
import { decode, type OnEvent, type SseSplitter } from './sse.ts';

// A line of more than this is no event of a chat: it is dropped, not held in memory.
const MAX_PENDING = 16 * 1024 * 1024;

export function createNdjsonSplitter(onEvent: OnEvent): SseSplitter {
  const state = { pending: '' };
  const line = (latin1: string) => {
    const text = latin1.trim();
    if (text !== '') onEvent(decode(text), undefined);
  };
  return {
    push(latin1) {
      const lines = (state.pending + latin1).split('\n');
      const rest = lines.pop() ?? '';
      state.pending = rest.length > MAX_PENDING ? '' : rest;
      for (const each of lines) line(each);
    },
    end() {
      line(state.pending);
      state.pending = '';
    },
  };
}
