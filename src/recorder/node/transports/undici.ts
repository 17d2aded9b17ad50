/**
 * Observes npm's `undici` through the channel on which it tells of each request, in all versions that have it. Node's own
 * `fetch` tells there too: its calls have been seen already. What becomes of a request is told to methods of the request
 * object, which no program sees.
 */
import { mayBeCall } from '../calls/begin.ts';
import { calls } from '../lazy.ts';
import { builtin } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
import { stackNames } from '../site/stack-names.ts';
import { noteWebSocket } from './uncovered.ts';
import type { Underway } from './underway.ts';
import type { CoreRequest } from './undici-watch.ts';

export function hookUndici(recorder: Recorder, underway: Underway): void {
  const created = (message: unknown) => {
    recorder.health.attempt('undici', () => {
      const { request } = message as { request: CoreRequest };
      const { method, path, upgrade } = request;
      const urlOf = () => (/^https?:/.test(path) ? path : `${request.origin}${path}`);
      if (method === 'GET') noteWebSocket(recorder, upgrade, urlOf);
      if (method !== 'POST' || !mayBeCall(path)) return;
      const url = urlOf();
      if (!isOfFetch(url, underway)) calls().observeUndici(recorder, request, url, created);
    });
  };
  builtin('node:diagnostics_channel').subscribe('undici:request:create', created);
  recorder.coverage.transport('undici');
}

/**
 * Whether Node's own `fetch` makes a request. As a rule it makes it before it returns. A later one (a redirect) has it on
 * the stack, whatever dispatcher carries it out. Where nobody is on the stack (a request that had to wait), the URL has to tell.
 */
function isOfFetch(url: string, underway: Underway): boolean {
  if (underway.takeEntered(url)) return true;
  const names = stackNames(30);
  const has = (pattern: RegExp) => names.some(name => pattern.test(name));
  if (has(/^node:internal\/deps\/undici\/.* httpNetworkFetch$/)) {
    underway.take(url);
    return true;
  }
  if (has(/ httpNetworkFetch$|[\\/]api-(?:request|stream|pipeline)\./)) return false;
  return underway.take(url);
}
