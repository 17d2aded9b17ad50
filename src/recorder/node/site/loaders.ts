/**
 * Appends the annotations as files are loaded: through `registerHooks` where there is one, and where CommonJS files are
 * compiled, because some loaders (tsx) answer for those themselves.
 */
import type { LoadFnOutput, LoadHookContext } from 'node:module';
import { fileURLToPath } from 'node:url';
import { builtin } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
import { annotated, mayBeAnnotated } from './annotations.ts';

type NextLoad = (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput;
type Compile = (this: unknown, content: string, filename: string, ...rest: unknown[]) => unknown;

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

  const see = (path: string, source: string): string => {
    recorder.coverage.sdkFile(path.startsWith('file:') ? fileURLToPath(path) : path);
    return recorder.health.attempt('load', () => annotated(source, path)) ?? source;
  };

  if (typeof compile === 'function') {
    modules.prototype._compile = function _compile(content, filename, ...rest) {
      const text = typeof content === 'string' && mayBeAnnotated(filename) ? see(filename, content) : content;
      return Reflect.apply(compile, this, [text, filename, ...rest]);
    };
  }
  if (modules.registerHooks === undefined) hookRequire(modules, onBuiltin);
  modules.registerHooks?.({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url.startsWith('node:')) onBuiltin(url);
      if (!mayBeAnnotated(url)) return loaded;
      const { source } = loaded;
      const text =
        typeof source === 'string' ? source : source instanceof Uint8Array ? Buffer.from(source).toString() : undefined;
      return text === undefined ? loaded : { ...loaded, source: see(url, text) };
    },
  });
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
