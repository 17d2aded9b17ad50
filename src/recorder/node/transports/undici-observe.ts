/** A request of undici that may be a call: begun as one, and watched until it is over. */
import { beginCall, beginUpload, type RequestHead } from '../calls/begin.ts';
import type { Recorder } from '../recorder.ts';
import type { Below } from '../site/capture.ts';
import { headerIn } from './headers.ts';
import { type CoreRequest, NAMES, watch, watchBody } from './undici-watch.ts';

export function observeUndici(recorder: Recorder, request: CoreRequest, url: string, below: Below): void {
  const names = NAMES.find(({ connect }) => typeof Reflect.get(request, connect) === 'function');
  if (names === undefined) {
    recorder.coverage.missed('undici, unknown version');
    return;
  }
  const head: RequestHead = {
    transport: 'undici',
    url,
    header: name => headerIn(request.headers, name),
    aborted: () => request.aborted,
    below,
  };
  const { body } = request;
  if (body instanceof Uint8Array) {
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
    const begun = beginCall(recorder, { ...head, body: text });
    if (begun === undefined) return;
    const call = 'call' in begun ? begun.call : undefined;
    const refusal = 'refused' in begun ? begun.refused : undefined;
    watch(recorder, { request, names, call: () => call, refused: () => refusal, answered: () => undefined });
    return;
  }
  const upload = body === null ? undefined : beginUpload(recorder, head);
  if (upload === undefined) return;
  watchBody(recorder, request, upload);
  watch(recorder, {
    request,
    names,
    call: () => upload.call,
    refused: () => upload.refused,
    answered: () => upload.answered(),
  });
}
