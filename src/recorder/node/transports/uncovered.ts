/** Ways to a model that can't be recorded: said in the coverage, so that nobody takes silence for nothing. */
import type { Recorder } from '../recorder.ts';

/** OpenAI's and Azure's realtime API, its responses over a socket, Gemini Live. */
const SOCKETS = /\/realtime$|\/responses$|BidiGenerateContent/;

/** Services of Vertex AI and Gemini that are spoken to over gRPC. */
const GRPC = /^\/(google\.(?:cloud\.aiplatform|ai\.generativelanguage)\.[\w.]+)\//;

/** A connection is to become a WebSocket: a missed call, where it is a model's. */
export function noteWebSocket(recorder: Recorder, upgrade: string | undefined | null, urlOf: () => string): void {
  if (upgrade?.toLowerCase() !== 'websocket') return;
  const url = urlOf().replace(/^ws/, 'http');
  if (!URL.canParse(url)) return;
  const { pathname, host } = new URL(url);
  if (SOCKETS.test(pathname)) recorder.coverage.missed(`WebSocket, ${host}`);
}

/** Bedrock's speech models are spoken to and answer at the same time, over one HTTP/2 stream. */
const BOTH_WAYS = /\/invoke-with-bidirectional-stream$/;

/** A request over HTTP/2: a missed call, where it is a model's and can't be recorded. Returns whether it can't. */
export function noteUnrecordable(recorder: Recorder, contentType: string | undefined, path: string): boolean {
  if (BOTH_WAYS.test(path)) {
    recorder.coverage.missed('HTTP/2, Bedrock in both directions');
    return true;
  }
  if (contentType?.startsWith('application/grpc') !== true) return false;
  const service = GRPC.exec(path)?.[1];
  if (service !== undefined) recorder.coverage.missed(`gRPC, ${service}`);
  return true;
}
