/** The pretend provider over HTTP/2: each stream is handed on to it, so answers and faults are the same. */

import { request } from 'node:http';
import { createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { pipeline } from 'node:stream/promises';

export interface Http2Provider {
  readonly url: string;
  /** paths of the streams that were opened, whatever became of them */
  readonly opened: readonly string[];
  close(): Promise<void>;
}

export async function createHttp2Provider(target: string): Promise<Http2Provider> {
  const opened: string[] = [];
  const server = createServer();
  server.on('stream', (stream, headers) => {
    opened.push(String(headers[':path']));
    // What breaks here breaks there as well: both sides are closed.
    handOn(target, stream, headers).catch(() => stream.close(2));
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    opened,
    close: () => new Promise(closed => server.close(() => closed())),
  };
}

async function handOn(target: string, stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
  const { authorization, 'content-type': type } = headers;
  const out = request(target + headers[':path'], {
    method: headers[':method'],
    headers: { ...(authorization && { authorization }), ...(type && { 'content-type': type }) },
  });
  stream.on('close', () => out.destroy());
  const answer = new Promise<import('node:http').IncomingMessage>((answered, failed) => {
    out.on('response', answered).on('error', failed);
  });
  await pipeline(stream, out, { end: true }).catch(() => undefined);
  const response = await answer;
  const { 'content-type': kind, 'content-encoding': encoding } = response.headers;
  stream.respond({
    ':status': response.statusCode,
    ...(kind && { 'content-type': kind }),
    ...(encoding && { 'content-encoding': encoding }),
  });
  await pipeline(response, stream);
}
