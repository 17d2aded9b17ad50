/** Child processes join the run: each way to start one gives it our variables, and changes nothing else. */

import { builtin } from '../platform.ts';
import type { Recorder } from '../recorder.ts';
import { childVariables, type Env, inheritedVariables } from './variables.ts';

type Start = (this: unknown, ...args: unknown[]) => unknown;
type Add = (env: Env) => Readonly<Record<string, string>>;

interface SpawnOptions {
  readonly envPairs?: readonly string[];
}

/** Adds to the environment of what is started from now on. `loader` is the option that loads the recorder there. */
export interface ChildHooks {
  /** `spawn`, `exec`, `execFile`, `fork` and `cluster` all come through here */
  hookSpawn(prototype: object): void;
  /** `spawnSync`, `execSync`, `execFileSync` */
  hookSync(): void;
  /** `process.execve` */
  hookExecve(): void;
}

export function createChildHooks(recorder: Recorder, loader: string | undefined): ChildHooks {
  const hooked = new WeakSet<object>();
  const inherited = inheritedVariables();
  const add: Add = env =>
    recorder.health.attempt('child', () => childVariables(recorder, env, inherited, loader)) ?? {};
  const once = (target: object, hook: () => void) => {
    if (hooked.has(target)) return;
    hooked.add(target);
    hook();
  };
  return {
    hookSpawn(prototype) {
      once(prototype, () =>
        replace(prototype, 'spawn', original => {
          return function (this: unknown, options: unknown, ...rest) {
            return Reflect.apply(original, this, [withPairs(options, add), ...rest]);
          };
        }),
      );
    },
    hookSync() {
      const processes = builtin('node:child_process');
      once(processes, () => {
        for (const name of ['spawnSync', 'execSync', 'execFileSync']) {
          replace(processes, name, original => {
            return function (this: unknown, ...args) {
              return Reflect.apply(original, this, withOptions(args, name === 'execSync' ? 1 : 2, add));
            };
          });
        }
        builtin('node:module').syncBuiltinESMExports();
      });
    },
    hookExecve() {
      replace(process, 'execve', original => {
        return function (this: unknown, ...args) {
          const env = args[2] === undefined ? process.env : args[2];
          const more = isEnv(env) ? add(env) : {};
          const isNews = Object.keys(more).length > 0;
          return Reflect.apply(original, this, isNews ? [args[0], args[1], { ...Object(env), ...more }] : args);
        };
      });
    },
  };
}

function replace(target: object, name: string, wrap: (original: Start) => Start): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, name);
  const original: unknown = descriptor?.value;
  if (descriptor === undefined || typeof original !== 'function' || !descriptor.configurable) return;
  const value = wrap(original as Start);
  for (const key of ['name', 'length'] as const) {
    Object.defineProperty(value, key, { value: original[key], configurable: true });
  }
  Object.defineProperty(target, name, { ...descriptor, value });
}

/** The platform's own form of an environment: `NAME=value`, one by one. */
function withPairs(options: unknown, add: Add): unknown {
  const pairs: unknown = (options as SpawnOptions | undefined)?.envPairs;
  if (!Array.isArray(pairs) || !pairs.every(pair => typeof pair === 'string')) return options;
  const env = Object.fromEntries(
    pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  const more = Object.entries(add(env));
  if (more.length === 0) return options;
  const kept = pairs.filter(pair => !more.some(([name]) => pair.startsWith(`${name}=`)));
  const value = [...kept, ...more.map(([name, text]) => `${name}=${text}`)];
  return Object.create(options as object, {
    envPairs: { value, writable: true, enumerable: true, configurable: true },
  });
}

/** `(file, args?, options?)` or, with `place` 1, `(command, options?)`: whatever else is given is the platform's to refuse. */
function withOptions(args: readonly unknown[], place: number, add: Add): readonly unknown[] {
  const isList = place === 1 || Array.isArray(args[1]) || args[1] === undefined || args[1] === null;
  const at = isList ? place : 1;
  const options = args[at] ?? {};
  if (!isEnv(options) || Array.isArray(options)) return args;
  const env: unknown = Reflect.get(options, 'env') ?? process.env;
  const more = isEnv(env) ? add(env) : {};
  if (Object.keys(more).length === 0) return args;
  // Inherited properties count as well where the platform reads an environment.
  const merged = Object.assign(Object.create(env as object), more);
  const copy = [...args];
  while (copy.length < at) copy.push(undefined);
  copy[at] = { ...options, env: merged };
  return copy;
}

function isEnv(value: unknown): value is Env {
  return typeof value === 'object' && value !== null;
}
