/**
 * The bodies of `fetch` that are streams: a Request's, a ReadableStream, anything that is iterated. They are seen as the
 * platform takes their pieces: it pipes a Request's body into a stream of its own, tees a stream (it keeps the other branch
 * for itself), and iterates what it has then. So nothing is read ahead or replaced by us; what goes over the wire is what
 * would have gone.
 */
import { beginUpload, type RequestHead } from '../calls/begin.ts';
import type { Upload } from '../calls/upload.ts';
import type { Recorder } from '../recorder.ts';
import { methodOf, override } from './own.ts';
import { watchIterator } from './watch-iterable.ts';

type Input = Parameters<typeof fetch>[0];
type Init = Parameters<typeof fetch>[1];

export interface StreamedBody {
  readonly upload: Upload;
  /** `fetch` has been called: it has taken the body by now */
  sent(): void;
  answered(): void;
  failed(error: unknown): void;
}

/** Undefined where the body is none that can be watched, or can't be a call's. */
export function streamedBody(
  recorder: Recorder,
  head: RequestHead,
  input: Input,
  init: Init,
): StreamedBody | undefined {
  const given = init?.body;
  const request = typeof input === 'string' || input instanceof URL ? undefined : input;
  // Without a body it is no call.
  const body: unknown = given ?? (given === undefined ? request?.body : null) ?? null;
  if (body === null) return undefined;
  const isOpen = typeof body === 'object' && Object.isExtensible(body) && Reflect.get(body, 'locked') !== true;
  if (!isOpen || !(Symbol.asyncIterator in body)) {
    recorder.coverage.missed(`fetch, body of ${kindOf(body)} not read`);
    return undefined;
  }
  const upload = beginUpload(recorder, head);
  if (upload === undefined) return undefined;
  const see = (step: () => void) => void recorder.health.attempt('fetch body', step);
  const undo = given === undefined || given === null ? viaPipe(body, see, upload) : viaTaking(body, see, upload);
  return {
    upload,
    sent: () => void (given === undefined || given === null ? undo() : undefined),
    answered() {
      undo();
      upload.answered();
    },
    failed(error) {
      undo();
      upload.failed(error);
    },
  };
}

/** The next one to iterate it, or to tee it and iterate the second branch, is the platform. */
function viaTaking(body: object, see: (step: () => void) => void, upload: Upload): () => void {
  const undos: (() => void)[] = [];
  const undo = () => {
    for (const step of undos) step();
  };
  const once = (name: string | symbol, method: (original: () => unknown) => unknown) => {
    const original = methodOf(body, name);
    const had = Object.getOwnPropertyDescriptor(body, name);
    undos.push(() => void (had ? Object.defineProperty(body, name, had) : Reflect.deleteProperty(body, name)));
    override(body, name, function (this: unknown, ...args) {
      undo();
      return method(() => Reflect.apply(original, this, args));
    });
  };
  once(Symbol.asyncIterator, iterate => watchIterator(iterate() as AsyncIterator<unknown>, see, upload));
  if ('tee' in body) {
    once('tee', tee => {
      const branches = tee() as [object, object];
      viaTaking(branches[1], see, upload);
      return branches;
    });
  }
  return undo;
}

/** While `fetch` is called, it pipes a Request's body into a stream of its own, which it iterates later. */
function viaPipe(body: object, see: (step: () => void) => void, upload: Upload): () => void {
  const pipe = methodOf(body, 'pipeThrough');
  override(body, 'pipeThrough', function (this: unknown, ...args: unknown[]) {
    const readable: unknown = Reflect.get(Object(args[0]), 'readable');
    if (typeof readable === 'object' && readable !== null) viaTaking(readable, see, upload);
    return Reflect.apply(pipe, this, args);
  });
  return () => void Reflect.deleteProperty(body, 'pipeThrough');
}

function kindOf(body: unknown): string {
  const name: unknown = Object(body)?.constructor?.name;
  return typeof name === 'string' && /^(?:FormData|Blob|File|URLSearchParams|Request|ReadableStream)$/.test(name)
    ? name
    : typeof body;
}
