/** The transports that are observed. Each tells of an attempt once, whatever it stands on itself. */
import type { Recorder } from '../recorder.ts';
import { hookFetch } from './fetch.ts';
import { hookHttp } from './node-http.ts';
import { hookHttp2 } from './node-http2.ts';
import { createUnderway } from './underway.ts';
import { hookUndici } from './undici.ts';

export function hookTransports(recorder: Recorder): void {
  const underway = createUnderway();
  hookFetch(recorder, underway);
  // Other runtimes have these modules too, and tell nothing: what is not observed is not said to be.
  if ('bun' in process.versions || 'deno' in process.versions) return;
  hookUndici(recorder, underway);
  hookHttp(recorder);
  hookHttp2(recorder);
}
