/**
 * One recorder per process, whoever is first: `register` may come from `~/.spanmeter/` and the API from `node_modules`, in
 * copies of the same or of another version. They meet at a registered symbol.
 */
import { dirname } from 'node:path';
import type { Api } from './api/api.ts';
import { hookChildren } from './children/hook.ts';
import { calls } from './lazy.ts';
import { environment } from './platform.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { type Annotate, createAnnotate } from './site/annotate.ts';
import { hookLoaders } from './site/loaders.ts';
import { hookAiSdk } from './spans/ai-sdk.ts';
import { hookTransports } from './transports/all.ts';
import { VERSION } from './version.ts';

const KEY = Symbol.for('spanmeter.recorder.v1');

/** What copies of the recorder share. Only ever added to: the other side may be of any version. */
export interface Shared {
  readonly version: string;
  readonly api: Api;
  /** called by the line that is appended to an SDK's file */
  readonly annotate: Annotate;
  /** frames of this file are the recorder's */
  readonly own: (file: string) => void;
}

/** The recorder of this process, begun and hooked if it was not yet. `file` is the one that asks: it is no program's. */
export function sharedRecorder(file: string): Shared {
  const shared = existing() ?? begin(dirname(file));
  shared.own(file);
  return shared;
}

function begin(home: string): Shared {
  const off = environment('SPANMETER') === 'off';
  const recorder = createRecorder({ cwd: workingDirectory(), home, off });
  const made: { api?: Api } = {};
  const shared: Shared = {
    version: VERSION,
    get api() {
      made.api ??= calls().createApi(recorder);
      return made.api;
    },
    annotate: createAnnotate(recorder),
    own: recorder.sites.own,
  };
  Object.defineProperty(globalThis, KEY, { value: shared });
  if (!off) hook(recorder, home);
  return shared;
}

function hook(recorder: Recorder, home: string): void {
  recorder.health.attempt('hook', () => {
    hookTransports(recorder);
    hookLoaders(recorder, hookChildren(recorder, home));
    process.on('exit', code => recorder.health.attempt('exit', () => recorder.close(code)));
  });
  recorder.health.attempt('ai hook', () => hookAiSdk(recorder));
}

function existing(): Shared | undefined {
  const there: unknown = Reflect.get(globalThis, KEY);
  return typeof there === 'object' && there !== null && 'api' in there ? (there as Shared) : undefined;
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    // The folder is gone: the recorder looks no further than the root.
    return '/';
  }
}
