// @ts-check
/** Server-sent events: writing them at a human pace, or badly. */
import { once } from 'node:events';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { constants, createGzip } from 'node:zlib';

/** @import { ServerResponse } from 'node:http' */

/**
 * @typedef {object} ServerEvent
 * @property {string} [event] name; OpenAI's chat has none
 * @property {any} data object, or a string sent as it is
 * @property {'delta' | 'usage' | 'end' | 'usage+end'} [kind] what faults look for
 */

/** @param {ServerEvent} event */
const encodeEvent = ({ event, data }) =>
  `${event ? `event: ${event}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/**
 * Cuts text as models do: about a word at a time, or `size` characters.
 * @param {string} text
 * @param {number} [size]
 * @returns {string[]}
 */
export function pieces(text, size) {
  if (!size) return text.match(/\S+\s*|\s+/g) ?? [];
  const cut = [];
  for (let at = 0; at < text.length; at += size) cut.push(text.slice(at, at + size));
  return cut;
}

/**
 * @param {ServerResponse} response head already set
 * @param {ServerEvent[]} events
 * @param {{ chunkMs: number, gzip?: boolean | undefined, splitBytes?: number | undefined }} options
 */
export async function sendEvents(response, events, { chunkMs, gzip, splitBytes }) {
  response.flushHeaders();
  const zip = gzip ? createGzip() : undefined;
  zip?.pipe(response);
  const out = zip ?? response;
  for (const event of events) {
    if (response.destroyed) return;
    const bytes = Buffer.from(encodeEvent(event));
    for (let at = 0; at < bytes.length; at += splitBytes ?? bytes.length) {
      const free = out.write(bytes.subarray(at, at + (splitBytes ?? bytes.length)));
      if (splitBytes) await nextTurn();
      if (!free && !response.destroyed) await drained(out, response);
    }
    if (zip) await new Promise(resolve => zip.flush(constants.Z_SYNC_FLUSH, () => resolve(undefined)));
    if (chunkMs > 0) await sleep(chunkMs);
  }
  if (zip) {
    zip.end();
    if (!response.destroyed) await once(response, 'finish').catch(() => undefined);
  }
}

/**
 * @param {import('node:events').EventEmitter} out
 * @param {ServerResponse} response
 */
async function drained(out, response) {
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([once(out, 'drain', { signal }), once(response, 'close', { signal })]);
  done.abort();
}
