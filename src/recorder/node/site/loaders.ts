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

interface ModuleInternals {
  readonly registerHooks?: (hooks: {
    load(url: string, context: LoadHookContext, nextLoad: NextLoad): LoadFnOutput;
  }) => unknown;
  readonly prototype: { _compile?: Compile };
}

export function hookLoaders(recorder: Recorder): void {
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
  modules.registerHooks?.({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!mayBeAnnotated(url)) return loaded;
      const { source } = loaded;
      const text =
        typeof source === 'string' ? source : source instanceof Uint8Array ? Buffer.from(source).toString() : undefined;
      return text === undefined ? loaded : { ...loaded, source: see(url, text) };
    },
  });
}
