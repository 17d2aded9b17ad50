/** Watches a stream that a transport fills: what is put into it, and how it comes to its end. Nothing is read from it. */
import type { Download } from './download.ts';
import { methodOf, override } from './own.ts';

/** What the transport knows of a stream's end beside what the stream is told. */
export interface EndOfStream {
  /** the program has left it */
  readonly left: () => boolean;
  /** the error that broke it off, where the stream is destroyed without one */
  readonly error: () => unknown;
}

export function watchStream(stream: object, download: Download, end: EndOfStream): void {
  const push = methodOf(stream, 'push');
  const destroy = methodOf(stream, 'destroy');
  override(stream, 'push', function (this: unknown, ...args: unknown[]) {
    const [piece] = args;
    if (piece instanceof Uint8Array) download.chunk(piece);
    else if (piece === null && end.left()) download.cancelled();
    else if (piece === null) download.ended();
    return Reflect.apply(push, this, args);
  });
  override(stream, 'destroy', function (this: unknown, ...args: unknown[]) {
    // Nothing, where it has come to its end: a stream is destroyed after that too.
    const error = args[0] ?? (end.left() ? undefined : end.error());
    if (error === undefined) download.cancelled();
    else download.failed(error);
    return Reflect.apply(destroy, this, args);
  });
}
