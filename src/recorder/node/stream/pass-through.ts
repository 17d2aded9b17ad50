/** A body that hands on what it reads, byte for byte and only when it is asked, and tells an observer about it. */

export interface BodyObserver {
  chunk(bytes: Uint8Array): void;
  ended(): void;
  cancelled(): void;
  failed(error: unknown): void;
}

export interface PassThrough {
  readonly stream: ReadableStream<Uint8Array>;
  /** takes the source for this stream, as reading it would */
  lock(): void;
  /** whether this stream has the source */
  readonly locking: boolean;
}

/**
 * A byte stream over another one. It pulls only when read (high-water mark 0), so a slow reader slows the source and
 * nothing is buffered; a cancel reaches the source; errors pass unchanged. The observer must not throw.
 */
export function passThrough(source: ReadableStream<Uint8Array>, observer: BodyObserver): PassThrough {
  const held: { reader?: ReadableStreamDefaultReader<Uint8Array> } = {};
  const reader = () => {
    held.reader ??= source.getReader();
    return held.reader;
  };
  const stream = new ReadableStream({
    type: 'bytes',
    async pull(controller: ReadableByteStreamController) {
      try {
        let { done, value } = await reader().read();
        // A byte controller refuses an empty chunk, and nobody would miss it.
        while (!done && value?.byteLength === 0) ({ done, value } = await reader().read());
        if (!done && value) {
          // Looked at before it is handed on: that gives the memory away.
          observer.chunk(value);
          controller.enqueue(value as Uint8Array<ArrayBuffer>);
          return;
        }
      } catch (error) {
        observer.failed(error);
        throw error;
      }
      observer.ended();
      controller.close();
      // A reader that brought its own buffer waits for it still.
      controller.byobRequest?.respond(0);
    },
    cancel(reason) {
      observer.cancelled();
      return reader().cancel(reason);
    },
  });
  return {
    stream,
    lock: () => void reader(),
    get locking() {
      return held.reader !== undefined;
    },
  };
}
