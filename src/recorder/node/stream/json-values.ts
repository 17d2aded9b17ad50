/** JSON values out of chunks of bytes, however they are cut: one a line (NDJSON), or the elements of one list. */
import { decode, type OnEvent, type SseSplitter } from './sse.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

// A value of more than this is no event of a chat: it is dropped, not held in memory.
const MAX_PENDING = 16 * 1024 * 1024;

/** Tells of each object at the top, or in a list at the top. What stands between them is passed over. */
export function createJsonSplitter(onEvent: OnEvent): SseSplitter {
  const state = { pending: '', at: 0, depth: 0, start: 0, inString: false };

  function scan(text: string): void {
    for (; state.at < text.length; state.at++) {
      const code = text.charCodeAt(state.at);
      if (state.inString) {
        if (code === BACKSLASH) state.at++;
        else if (code === QUOTE) state.inString = false;
      } else if (code === QUOTE) state.inString = state.depth > 0;
      else if (code === OPEN_OBJECT) {
        if (state.depth++ === 0) state.start = state.at;
      } else if (code === CLOSE_OBJECT && state.depth > 0 && --state.depth === 0) {
        onEvent(decode(text.slice(state.start, state.at + 1)), undefined);
        state.start = state.at + 1;
      }
    }
  }

  return {
    push(latin1) {
      const text = state.pending + latin1;
      scan(text);
      const from = state.depth === 0 ? text.length : text.length > MAX_PENDING ? text.length : state.start;
      state.pending = text.slice(from);
      // A backslash at the very end has passed over a character that is yet to come.
      state.at -= from;
      state.start = 0;
    },
    end: () => undefined,
  };
}
