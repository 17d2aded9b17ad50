/** How an answer is cut into events: told by its first bytes, because servers' content types are not to be relied on. */
import { parseJson } from '../json.ts';
import { createEventStreamSplitter } from './event-stream.ts';
import { createJsonArraySplitter } from './json-array.ts';
import { createNdjsonSplitter } from './ndjson.ts';
import { createSseSplitter, decode, type OnEvent, type SseSplitter } from './sse.ts';

/** `json` is no stream: one value, read when it is whole. */
export type Framing = 'sse' | 'ndjson' | 'array' | 'frames' | 'json';

const SPLITTERS: Readonly<Record<Exclude<Framing, 'json'>, (onEvent: OnEvent) => SseSplitter>> = {
  sse: createSseSplitter,
  ndjson: createNdjsonSplitter,
  array: createJsonArraySplitter,
  frames: createEventStreamSplitter,
};

export function createSplitter(framing: Exclude<Framing, 'json'>, onEvent: OnEvent): SseSplitter {
  return SPLITTERS[framing](onEvent);
}

/**
 * The framing of an answer that begins with these bytes (as latin-1 text). Undefined as long as it may be one or the
 * other: the first bytes can be very few. `streams` says that the request asked for a stream.
 */
export function framingOf(head: string, streams: boolean): Framing | undefined {
  // A frame's length is less than 16 MiB: its first byte is 0, and no text begins with that.
  if (head.charCodeAt(0) === 0) return 'frames';
  const start = head.slice(0, 64).trimStart();
  if (/^(?:data|event|id|retry)?:/.test(start)) return 'sse';
  if (start.startsWith('[')) return 'array';
  if (start.startsWith('{')) return streams ? lines(head) : 'json';
  return start === '' || ['data', 'event', 'id', 'retry'].some(word => word.startsWith(start)) ? undefined : 'json';
}

// One object a line; an object over several lines is one value, as those of errors are.
function lines(head: string): Framing | undefined {
  const end = head.indexOf('\n', head.search(/\S/));
  if (end < 0) return undefined;
  return parseJson(decode(head.slice(0, end))) === undefined ? 'json' : 'ndjson';
}
