/** Runs a function and is told how it ended; its value, its promise and its errors stay what they are. */

export interface Ends {
  readonly ok: (value: unknown) => void;
  /** returns the error to go on with */
  readonly failed: (error: unknown) => unknown;
}

export function transparent<T>(body: () => T, ends: Ends): T {
  let value: T;
  try {
    value = body();
  } catch (error) {
    throw ends.failed(error);
  }
  if (!isThenable(value)) {
    ends.ok(value);
    return value;
  }
  const onOk = (result: unknown) => {
    ends.ok(result);
    return result;
  };
  const onFailed = (error: unknown) => {
    throw ends.failed(error);
  };
  // A platform promise is the same to its caller when it is another one.
  if (value instanceof Promise && value.constructor === Promise) return value.then(onOk, onFailed) as T;
  // An SDK's own kind of promise has methods, and may do its work only when it is asked: it is returned as it is.
  watchThen(value, onOk, onFailed);
  return value;
}

interface Thenable {
  then(onOk?: unknown, onFailed?: unknown): unknown;
}

function isThenable(value: unknown): value is Thenable {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function watchThen(value: Thenable, onOk: (result: unknown) => unknown, onFailed: (error: unknown) => never): void {
  const { then } = value;
  const watched = function (this: unknown, ok?: unknown, failed?: unknown): unknown {
    const passOk = typeof ok === 'function' ? (result: unknown) => ok(onOk(result)) : onOk;
    const passFailed = (error: unknown): unknown => {
      if (typeof failed !== 'function') return onFailed(error);
      try {
        return onFailed(error);
      } catch (mapped) {
        return failed(mapped);
      }
    };
    return Reflect.apply(then, this, [passOk, passFailed]);
  };
  Object.defineProperty(value, 'then', { value: watched, writable: true, configurable: true, enumerable: false });
}
