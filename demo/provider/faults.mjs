// @ts-check
/** Everything that goes wrong with real providers, on purpose. */
/** @import { Api, Fault } from './server.mjs' */
/** @import { ServerEvent } from './sse.mjs' */

/** Faults after which the connection is left hanging or cut instead of being ended. */
export const CUT = new Set(['truncate', 'stall']);

const CONTENT = { chat: 'choices', responses: 'output', messages: 'content' };

/**
 * @param {ServerEvent[]} events
 * @param {Fault | undefined} fault
 * @param {Api} api
 * @returns {ServerEvent[]}
 */
export function spoilEvents(events, fault, api) {
  const deltas = events.flatMap((event, index) => (event.kind === 'delta' ? [index] : []));
  const middle = deltas[Math.floor(deltas.length / 2)] ?? 1;
  const instead = (/** @type {ServerEvent} */ event) => events.with(middle, event);
  const chosen = events[middle];
  switch (fault) {
    case 'truncate':
    case 'stall':
      return events.slice(0, middle);
    case 'no-terminal':
      return events.filter(event => !event.kind?.endsWith('end'));
    case 'garbage':
      return instead({ ...chosen, data: '{"id":"<html>502 Bad Gateway' });
    case 'usage-twice':
      return events.flatMap(event => (event.kind?.startsWith('usage') ? [event, event] : [event]));
    case 'null-choices':
      return instead({ ...chosen, data: { ...chosen?.data, [api === 'chat' ? 'choices' : 'delta']: null } });
    case 'error-event':
      return [...events.slice(0, middle), errorEvent(api, events[0]?.data, chosen?.data)];
    default:
      return events;
  }
}

/**
 * @param {Record<string, any>} answer
 * @param {Fault | undefined} fault
 * @param {Api} api
 */
export function spoilJson(answer, fault, api) {
  const text = JSON.stringify(fault === 'null-choices' ? { ...answer, [CONTENT[api]]: null } : answer, null, 2);
  return fault === 'garbage' ? `${text.slice(0, text.length / 2)}<html>502 Bad Gateway</html>` : text;
}

/**
 * @param {Api} api
 * @param {any} first data of the first event
 * @param {any} replaced data of the event in whose place it comes
 * @returns {ServerEvent}
 */
function errorEvent(api, first, replaced) {
  const message = 'The server had an error while processing your request. Sorry about that!';
  if (api === 'messages') {
    return { event: 'error', data: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } };
  }
  if (api === 'chat') return { data: { error: { message, type: 'server_error', param: null, code: null } } };
  const { sequence_number } = replaced ?? {};
  const response = { ...first?.response, status: 'failed', error: { code: 'server_error', message } };
  return { event: 'response.failed', data: { type: 'response.failed', sequence_number, response } };
}
