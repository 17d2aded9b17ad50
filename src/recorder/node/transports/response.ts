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
  /** what it is a clone of: not forgotten as long as the clone is read */
  readonly origin: Response | undefined;
  source: Source | undefined;
  tap: PassThrough | undefined;
}

/** Observes one response from now on. */
export function observeResponse(response: Response, observer: AnswerObserver, origin?: Response): void {
  if (Mark.of(response) !== undefined || !override(response)) return;
  new Mark(response, { observer, origin, source: undefined, tap: undefined });
}

/**
 * Remembers what is observed in a private field of the response itself, where no program can see it. A map from responses
 * would cost each collection of garbage a walk through it.
 */
class Mark extends (function marked(target: object): object {
  return target;
} as unknown as new (
  target: object,
) => object) {
  readonly #observed: Observed;

  constructor(response: object, observed: Observed) {
    super(response);
    this.#observed = observed;
  }

  static of(response: unknown): Observed | undefined {
    return typeof response === 'object' && response !== null && #observed in response ? response.#observed : undefined;
  }
}

function bodyOf(source: Source, response: Response, observed: Observed): Source {
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

const SEE: Readonly<Record<Read, (observer: AnswerObserver, value: never) => void>> = {
  text: (observer, text: string) => observer.text(text),
  json: (observer, value: unknown) => observer.json(value),
  arrayBuffer: (observer, buffer: ArrayBuffer) => observer.chunk(0, new Uint8Array(buffer)),
  bytes: (observer, bytes: Uint8Array) => observer.chunk(0, bytes),
  blob: () => undefined,
};

function readAll(response: Response, name: Read, observed: Observed, read: () => Promise<never>): Promise<unknown> {
  settle(observed);
  return read().then(
    value => {
      // Looked up by the response, so that nobody takes it for forgotten while it is read.
      const { observer } = Mark.of(response) ?? observed;
      SEE[name](observer, value);
      observer.ended();
      return value;
    },
    error => {
      // A body that was read before is a mistake of the caller: the first reading tells how the call ended.
      if (!isUsedBefore(error)) observed.observer.failed(error);
      throw error;
    },
  );
}

function cloneOf(response: Response, observed: Observed, clone: () => Response): Response {
  settle(observed);
  const copy = clone();
  observed.observer.cloned();
  observeResponse(copy, observed.observer, response);
  return copy;
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

function isDisturbed(stream: ReadableStream<Uint8Array>): boolean {
  return builtin('node:stream').Readable.isDisturbed(stream as never);
}

function isUsedBefore(error: unknown): boolean {
  return error instanceof TypeError && /unusable|already|locked|disturbed/i.test(error.message);
}

// Every way to a body there may be. Node 20 knows no `bytes()`.
const WAYS = ['text', 'json', 'arrayBuffer', 'blob', 'bytes', 'clone', 'body', 'bodyUsed'] as const;
type Way = (typeof WAYS)[number];

/** The overrides: a way that is one of them need not be overridden. */
const OURS = new WeakSet<object>();

/**
 * Puts an override in front of every way to the response's body, where that way is defined: on its class as a rule, and
 * once then, for all its responses. What is not observed goes on to what was there before. False where there is no body to be seen.
 */
function override(response: Response): boolean {
  // As good as always: the class has been seen to.
  if (OURS.has(response.text) && OURS.has(response.json) && OURS.has(response.clone) && isOurs(response)) return true;
  const found = WAYS.map(name => [name, definitionOf(response, name)] as const);
  if (found.some(([name, place]) => place === undefined && (name === 'body' || name === 'bodyUsed'))) return false;
  for (const [name, place] of found) {
    const original: unknown = place?.descriptor.get ?? place?.descriptor.value;
    if (place === undefined || typeof original !== 'function' || OURS.has(original)) continue;
    const ours = overrideOf(name, original);
    OURS.add(ours);
    const key = place.descriptor.get ? 'get' : 'value';
    // What is frozen there is covered here.
    const owner = place.descriptor.configurable ? place.owner : response;
    Object.defineProperty(owner, name, { ...place.descriptor, configurable: true, [key]: ours });
  }
  return true;
}

// Another observer may have put its own `body` on this one response.
function isOurs(response: Response): boolean {
  const get = definitionOf(response, 'body')?.descriptor.get;
  return get !== undefined && OURS.has(get) && OURS.has(response.arrayBuffer) && OURS.has(response.blob);
}

function definitionOf(response: Response, name: Way) {
  for (let owner: unknown = response; isObjectLike(owner); owner = Object.getPrototypeOf(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (descriptor) return { owner, descriptor };
  }
  return undefined;
}

function isObjectLike(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

type Original = (this: unknown, ...args: unknown[]) => unknown;

// Methods and accessors of an object are no constructors, as the platform's are none.
function overrideOf(name: Way, original: object): object {
  const before = (response: unknown, args: ArrayLike<unknown>): unknown =>
    Reflect.apply(original as Original, response, args);
  if (name === 'body' || name === 'bodyUsed') {
    const holder = {
      get [name](): unknown {
        const value = before(this, []);
        const observed = Mark.of(this);
        if (observed === undefined) return value;
        if (name === 'body') return bodyOf(value as Source, this as unknown as Response, observed);
        return value || (observed.tap !== undefined && isDisturbed(observed.tap.stream));
      },
    };
    return Object.getOwnPropertyDescriptor(holder, name)?.get ?? original;
  }
  const holder = {
    [name](this: Response, ...args: unknown[]): unknown {
      const observed = Mark.of(this);
      if (observed === undefined) return before(this, args);
      if (name === 'clone') return cloneOf(this, observed, () => before(this, args) as Response);
      return readAll(this, name, observed, () => before(this, args) as Promise<never>);
    },
  };
  return holder[name] ?? original;
}
