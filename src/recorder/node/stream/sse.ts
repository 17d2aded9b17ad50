/** Server-sent events out of chunks of bytes, however they are cut. */

/** Told of each event: its data (UTF-8 already read) and its name, where it has one. */
export type OnEvent = (data: string, name: string | undefined) => void;

export interface SseSplitter {
  /** takes bytes as latin-1 text: one character is one byte, so a cut through a character does no harm */
  push(latin1: string): void;
  /** the bytes have ended: what was not closed by an empty line counts as well */
  end(): void;
}

// An event of more than this is no event of a chat: it is dropped, not held in memory.
const MAX_PENDING = 16 * 1024 * 1024;

export function createSseSplitter(onEvent: OnEvent): SseSplitter {
  const state: { pending: string; data: string | undefined; name: string | undefined } = {
    pending: '',
    data: undefined,
    name: undefined,
  };

  function line(text: string): void {
    if (text === '') dispatch();
    else if (text.startsWith('data:')) {
      const value = field(text, 5);
      state.data = state.data === undefined ? value : `${state.data}\n${value}`;
    } else if (text.startsWith('event:')) state.name = field(text, 6);
  }

  function dispatch(): void {
    const { data, name } = state;
    state.data = undefined;
    state.name = undefined;
    if (data !== undefined) onEvent(decode(data), name);
  }

  return {
    push(latin1) {
      const text = state.pending === '' ? latin1 : state.pending + latin1;
      let start = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        line(text.slice(start, text.charCodeAt(end - 1) === 13 && end > start ? end - 1 : end));
        start = end + 1;
      }
      state.pending = start === 0 && text.length > MAX_PENDING ? '' : text.slice(start);
    },
    end() {
      if (state.pending !== '') line(state.pending);
      state.pending = '';
      dispatch();
    },
  };
}

function field(line: string, start: number): string {
  return line.slice(line.charCodeAt(start) === 32 ? start + 1 : start);
}

/** Latin-1 text of bytes → the text they are in UTF-8. */
export function decode(latin1: string): string {
  return /^[\x00-\x7f]*$/.test(latin1) ? latin1 : Buffer.from(latin1, 'latin1').toString('utf8');
}
