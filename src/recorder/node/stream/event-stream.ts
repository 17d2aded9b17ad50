/**
 * The binary frames of `application/vnd.amazon.eventstream` (Bedrock): lengths, headers, a payload. An event's name is its
 * `:event-type`, or the `:exception-type` where one is reported. The chunks of InvokeModel, which wrap the model's own
 * event in base64, are unwrapped. The check sums are the program's to check.
 */
import { decode, type OnEvent, type SseSplitter } from './sse.ts';

const PRELUDE = 12;
const TRAILER = 4;

// Amazon's own limits are 16 MiB of payload and 128 KiB of headers: what says it is longer is no frame.
const MAX_FRAME = 17 * 1024 * 1024;

/** Bytes of a header's value by its type; those of 6 and 7 say their length themselves. */
const SIZES: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16];

export function createEventStreamSplitter(onEvent: OnEvent): SseSplitter {
  const state = { pending: '', broken: false };
  return {
    push(latin1) {
      if (state.broken) return;
      const bytes = state.pending + latin1;
      let at = 0;
      while (bytes.length - at >= PRELUDE) {
        const total = uint(bytes, at, 4);
        const headers = uint(bytes, at + 4, 4);
        state.broken = total > MAX_FRAME || headers > total - PRELUDE - TRAILER;
        if (state.broken || bytes.length - at < total) break;
        const body = at + PRELUDE + headers;
        const payload = bytes.slice(body, at + total - TRAILER);
        onEvent(unwrapped(payload), nameIn(bytes, at + PRELUDE, body));
        at += total;
      }
      state.pending = state.broken ? '' : bytes.slice(at);
    },
    end() {
      state.pending = '';
    },
  };
}

function nameIn(bytes: string, start: number, end: number): string | undefined {
  let name: string | undefined;
  for (let at = start; at < end; ) {
    const type = at + 1 + bytes.charCodeAt(at);
    const kind = bytes.charCodeAt(type);
    const size = SIZES[kind];
    const value = size === undefined ? type + 3 : type + 1;
    const length = size ?? uint(bytes, type + 1, 2);
    const key = bytes.slice(at + 1, type);
    if (key === ':event-type' || key === ':exception-type') name = bytes.slice(value, value + length);
    at = value + length;
  }
  return name;
}

function unwrapped(payload: string): string {
  const wrapped = /^\{"bytes":"([^"\\]*)"/.exec(payload)?.[1];
  return wrapped === undefined ? decode(payload) : Buffer.from(wrapped, 'base64').toString('utf8');
}

function uint(bytes: string, at: number, size: number): number {
  let value = 0;
  for (let index = at; index < at + size; index++) value = value * 256 + bytes.charCodeAt(index);
  return value;
}
