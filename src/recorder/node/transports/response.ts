/**
 * Observes a Response where it stands: the caller keeps the very object, and its promise, its stream and its errors stay
 * those of the platform. Nothing is read that the caller does not read.
 */
import { builtin } from '../platform.ts';
import { type BodyObserver, type PassThrough, passThrough } from '../stream/pass-through.ts';

/** Told what the caller sees of a body. Must not throw. */
export interface AnswerObserver {
  /** bytes from `offset` of the body on: the branches of a cloned body tell the same bytes twice */
  chunk(offset: number, bytes: Uint8Array): void;
  text(text: string): void;
  json(value: unknown): void;
  /** a reader has seen the whole body */
  ended(): void;
  cancelled(): void;
  failed(error: unknown): void;
  /** one more reader may come */
  cloned(): void;
}

type Source = ReadableStream<Uint8Array> | null;

interface Observed {
  readonly observer: AnswerObserver;
  /** the platform's own ways to the body, or those of another observer that came before us */
  readonly body: () => Source;
  readonly used: () => boolean;
  readonly methods: Readonly<Record<Method, unknown>>;
  /** what it is a clone of: not forgotten as long as the clone is read */
  readonly origin: Response | undefined;
  source: Source | undefined;
  tap: PassThrough | undefined;
}

const OBSERVED = new WeakMap<object, Observed>();

/** Overrides, on this instance alone, the ways to its body. */
export function observeResponse(response: Response, observer: AnswerObserver, origin?: Response): void {
  const body = getterOf<Source>(response, 'body');
  const used = getterOf<boolean>(response, 'bodyUsed');
  if (body === undefined || used === undefined || OBSERVED.has(response)) return;
  const { text, json, arrayBuffer, blob, clone } = response;
  const methods = { text, json, arrayBuffer, blob, clone, bytes: Reflect.get(response, 'bytes') };
  OBSERVED.set(response, { observer, body, used, methods, origin, source: undefined, tap: undefined });
  Object.defineProperties(response, methods.bytes === undefined ? WITHOUT_BYTES : OVERRIDES);
}

function bodyOf(response: Response, observed: Observed): Source {
  const source = Reflect.apply(observed.body, response, []);
  if (source === null) return null;
  // After clone() the platform has another stream here.
  if (source !== observed.source && !source.locked) {
    observed.source = source;
    observed.tap = passThrough(source, new StreamObserver(observed.observer, response));
  }
  return source === observed.source && observed.tap ? observed.tap.stream : source;
}

// A stream that someone has locked by way of us locks the body, as it would without us.
function settle({ source, tap }: Observed): void {
  if (tap?.stream.locked && !tap.locking && source?.locked === false) tap.lock();
}

type Read = 'text' | 'json' | 'arrayBuffer' | 'blob' | 'bytes';
type Method = Read | 'clone';

const SEE: Readonly<Record<Read, (observer: AnswerObserver, value: never) => void>> = {
  text: (observer, text: string) => observer.text(text),
  json: (observer, value: unknown) => observer.json(value),
  arrayBuffer: (observer, buffer: ArrayBuffer) => observer.chunk(0, new Uint8Array(buffer)),
  bytes: (observer, bytes: Uint8Array) => observer.chunk(0, bytes),
  blob: () => undefined,
};

function readAll(response: Response, name: Read): Promise<unknown> {
  const observed = OBSERVED.get(response);
  if (observed === undefined) return Promise.resolve(callOriginal(response, name, undefined));
  settle(observed);
  const promise = callOriginal<Promise<never>>(response, name, observed);
  // Looked up by the response, so that nobody takes it for forgotten while it is read.
  const observer = () => OBSERVED.get(response)?.observer ?? observed.observer;
  return promise.then(
    value => {
      SEE[name](observer(), value);
      observer().ended();
      return value;
    },
    error => {
      // A body that was read before is a mistake of the caller: the first reading tells how the call ended.
      if (!isUsedBefore(error)) observer().failed(error);
      throw error;
    },
  );
}

function cloneOf(response: Response): Response {
  const observed = OBSERVED.get(response);
  if (observed) settle(observed);
  const copy = callOriginal<Response>(response, 'clone', observed);
  if (observed) {
    observed.observer.cloned();
    observeResponse(copy, observed.observer, response);
  }
  return copy;
}

// A method taken from one response and called on another finds that one's own.
function callOriginal<T>(response: Response, name: Method, observed: Observed | undefined): T {
  const original: unknown = observed ? observed.methods[name] : Reflect.get(Object(response), name);
  return Reflect.apply(original as () => T, response, []);
}

/** Tells a call's observer of one stream, and holds the response: as long as it is read, it is not forgotten. */
class StreamObserver implements BodyObserver {
  readonly #observer: AnswerObserver;
  readonly response: Response;
  #offset = 0;

  constructor(observer: AnswerObserver, response: Response) {
    this.#observer = observer;
    this.response = response;
  }

  chunk(bytes: Uint8Array): void {
    const offset = this.#offset;
    this.#offset += bytes.byteLength;
    this.#observer.chunk(offset, bytes);
  }

  ended(): void {
    this.#observer.ended();
  }

  cancelled(): void {
    this.#observer.cancelled();
  }

  failed(error: unknown): void {
    this.#observer.failed(error);
  }
}

// The platform's own, or another observer's that came before us.
function getterOf<T>(response: Response, name: string): (() => T) | undefined {
  for (let of: unknown = response; typeof of === 'object' && of !== null; of = Object.getPrototypeOf(of)) {
    const found = Object.getOwnPropertyDescriptor(of, name);
    if (found) return found.get;
  }
  return undefined;
}

function isDisturbed(stream: ReadableStream<Uint8Array>): boolean {
  return builtin('node:stream').Readable.isDisturbed(stream as never);
}

function isUsedBefore(error: unknown): boolean {
  return error instanceof TypeError && /unusable|already|locked|disturbed/i.test(error.message);
}

/** Hidden from listings, like the platform's own. One set for all responses. */
const OVERRIDES: PropertyDescriptorMap = {
  body: {
    configurable: true,
    enumerable: false,
    get(this: Response) {
      const observed = OBSERVED.get(this);
      return observed && bodyOf(this, observed);
    },
  },
  bodyUsed: {
    configurable: true,
    enumerable: false,
    get(this: Response) {
      const observed = OBSERVED.get(this);
      if (observed === undefined) return undefined;
      return Reflect.apply(observed.used, this, []) || (observed.tap !== undefined && isDisturbed(observed.tap.stream));
    },
  },
  clone: method('clone', cloneOf),
  ...Object.fromEntries(
    (['text', 'json', 'arrayBuffer', 'blob', 'bytes'] as const).map(name => [
      name,
      method(name, response => readAll(response, name)),
    ]),
  ),
};

// Node 20 knows no `bytes()`.
const { bytes: _, ...WITHOUT_BYTES } = OVERRIDES;

function method(name: string, body: (response: Response) => unknown): PropertyDescriptor {
  const value = function (this: Response): unknown {
    return body(this);
  };
  Object.defineProperty(value, 'name', { value: name, configurable: true });
  return { value, writable: true, configurable: true, enumerable: false };
}
