/**
 * Appends the annotations as files are loaded: through `registerHooks` where there is one, else where Node reads the
 * files of ES modules; and where CommonJS files are compiled, because some loaders (tsx) answer for those themselves.
 */
import type { LoadFnOutput, LoadHookContext } from 'node:module';
import { fileURLToPath } from 'node:url';
import { builtin } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
import { annotated, annotationFor, mayBeAnnotated } from './annotations.ts';

type NextLoad = (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput;
type Compile = (this: unknown, content: string, filename: string, ...rest: unknown[]) => unknown;
type ReadFile = (this: unknown, path: unknown, ...rest: unknown[]) => Promise<unknown>;

type Load = (this: unknown, request: string, ...rest: unknown[]) => unknown;

interface ModuleInternals {
  _load?: Load;
  readonly registerHooks?: (hooks: {
    load(url: string, context: LoadHookContext, nextLoad: NextLoad): LoadFnOutput;
  }) => unknown;
  readonly prototype: { _compile?: Compile };
}

/** `onBuiltin` is told of the modules of the platform as they are loaded, and of some others. */
export function hookLoaders(recorder: Recorder, onBuiltin: (id: string) => void): void {
  const modules = builtin('node:module') as unknown as ModuleInternals;
  const compile = modules.prototype._compile;

  /** The line a file gets, if any. */
  const lineFor = (path: string): string | undefined =>
    mayBeAnnotated(path)
      ? recorder.health.attempt('load', () => {
          recorder.coverage.sdkFile(path.startsWith('file:') ? fileURLToPath(path) : path);
          return annotationFor(path);
        })
      : undefined;

  if (typeof compile === 'function') {
    modules.prototype._compile = function _compile(content, filename, ...rest) {
      const line = typeof content === 'string' ? lineFor(filename) : undefined;
      const text = line === undefined ? content : annotated(content, line);
      return Reflect.apply(compile, this, [text, filename, ...rest]);
    };
  }
  if (modules.registerHooks === undefined) {
    hookReading(lineFor);
    hookRequire(modules, onBuiltin);
  }
  modules.registerHooks?.({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url.startsWith('node:')) onBuiltin(url);
      const line = lineFor(url);
      const text = line === undefined ? undefined : textOf(loaded.source);
      return line === undefined || text === undefined ? loaded : { ...loaded, source: annotated(text, line) };
    },
  });
}

// Before Node 22.15 its loader of ES modules reads them by URL through this one method, and nobody else reads so.
function hookReading(lineFor: (path: string) => string | undefined): void {
  const { promises } = builtin('node:fs') as unknown as { promises: { readFile: ReadFile } };
  const original = promises.readFile;
  const hooked: ReadFile = function readFile(path, ...rest) {
    const line = path instanceof URL && rest.length === 0 ? lineFor(path.href) : undefined;
    const promise = Reflect.apply(original, this, [path, ...rest]);
    if (line === undefined) return promise;
    return promise.then(bytes => {
      const text = textOf(bytes);
      return text === undefined ? bytes : Buffer.from(annotated(text, line));
    });
  };
  Object.defineProperty(hooked, 'length', { value: original.length, configurable: true });
  promises.readFile = hooked;
}

function textOf(source: unknown): string | undefined {
  if (typeof source === 'string') return source;
  return source instanceof Uint8Array ? Buffer.from(source).toString() : undefined;
}

// Node 20: what is imported rather than required is not seen to load.
function hookRequire(modules: ModuleInternals, onBuiltin: (id: string) => void): void {
  const load = modules._load;
  if (typeof load !== 'function') return;
  modules._load = function _load(request, ...rest) {
    if (typeof request === 'string') onBuiltin(request);
    return Reflect.apply(load, this, [request, ...rest]);
  };
}
