/** The elements of one long JSON array (Gemini's streams without SSE), as each of them is complete. */
import { decode, type OnEvent, type SseSplitter } from './sse.ts';

const QUOTE = 34;
const BACKSLASH = 92;

// An element of more than this is no event of a chat: it is dropped, not held in memory.
const MAX_PENDING = 16 * 1024 * 1024;

export function createJsonArraySplitter(onEvent: OnEvent): SseSplitter {
  const state = { pending: '', depth: 0, inString: false, escaped: false };

  /** Whether the character ends an object of the array. */
  function closes(code: number): boolean {
    if (state.escaped) state.escaped = false;
    else if (code === BACKSLASH) state.escaped = state.inString;
    else if (code === QUOTE) state.inString = !state.inString;
    else if (!state.inString && (code === 123 || code === 91)) state.depth++;
    else if (!state.inString && (code === 125 || code === 93)) return --state.depth === 1;
    return false;
  }

  return {
    push(latin1) {
      let start = 0;
      for (let at = 0; at < latin1.length; at++) {
        if (!closes(latin1.charCodeAt(at))) continue;
        const text = state.pending + latin1.slice(start, at + 1);
        state.pending = '';
        start = at + 1;
        // Before an element stands the bracket of the array, or the comma.
        onEvent(decode(text.replace(/^[\s,[]+(?=[{[])/, '')), undefined);
      }
      state.pending += latin1.slice(start);
      if (state.pending.length > MAX_PENDING) state.pending = '';
    },
    end() {
      state.pending = '';
    },
  };
}
