/**
 * Remembers where the program called into an SDK, for those whose way to `fetch` the stack does not follow. The SDK's own
 * value is returned untouched; nothing is awaited, counted or read here.
 */
import type { Recorder } from '../recorder.ts';
import { SHALLOW } from './capture.ts';
import type { Site } from './site.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Wraps methods of a class of an SDK, or, where none are named, a function: then what stands for it is returned. Called
 * from the SDK's own file, once it has made the class.
 */
export type Annotate = (target: unknown, methods?: readonly string[]) => unknown;

// An SDK calls an SDK: where the same function waits, the place of the outer call is the more exact one.
function isSameCall(found: Site, outer: Site | undefined): boolean {
  return found.awaited === true && found.file === outer?.file && found.name === outer.name;
}

export function createAnnotate(recorder: Recorder): Annotate {
  const wrapped = new WeakSet<object>();

  function wrap(original: Method): Method {
    const annotated = function (this: unknown, ...args: unknown[]): unknown {
      const site = recorder.health.attempt('site', () => {
        const found = recorder.sites.capture(annotated, SHALLOW);
        return found && isSameCall(found, recorder.scopes.current()?.site) ? undefined : found;
      });
      const call = () => Reflect.apply(original, this, args);
      // Called by another library: the place where the program called that one stays.
      return site === undefined ? call() : recorder.scopes.within({ site, tries: new Map() }, call);
    };
    Object.defineProperty(annotated, 'name', { value: original.name, configurable: true });
    Object.defineProperty(annotated, 'length', { value: original.length, configurable: true });
    wrapped.add(annotated);
    return annotated;
  }

  function wrapMethods(target: Method, methods: readonly string[]): void {
    const prototype: unknown = target.prototype;
    if (typeof prototype !== 'object' || prototype === null) return;
    for (const name of methods) {
      const original: unknown = Reflect.get(prototype, name);
      if (typeof original !== 'function' || wrapped.has(original)) continue;
      // What a class has from another one is wrapped for this class alone.
      const own = Object.getOwnPropertyDescriptor(prototype, name) ?? { writable: true, configurable: true };
      Object.defineProperty(prototype, name, { ...own, value: wrap(original as Method) });
    }
  }

  return (target, methods) =>
    recorder.health.attempt('annotate', () => {
      if (typeof target !== 'function') return undefined;
      if (methods === undefined) return wrapped.has(target) ? target : wrap(target as Method);
      return wrapMethods(target as Method, methods);
    });
}
