/** Events with VS Code's signature, so that the core can emit without knowing the editor. */

interface Disposable {
  dispose(): void;
}

/** Registers a listener; disposing the result takes it away. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** Emits values to its listeners, in order of registration. */
class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = listener => {
    const own = (value: T) => listener(value);
    this.#listeners.add(own);
    return { dispose: () => this.#listeners.delete(own) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}

/** A current value and its changes. A listener that comes late is called at once with the value as it is. */
export class Observable<T> {
  readonly #emitter = new Emitter<T>();
  #value: T;

  constructor(initial: T) {
    this.#value = initial;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    this.#emitter.fire(value);
  }

  readonly watch: Event<T> = listener => {
    const registration = this.#emitter.event(listener);
    listener(this.#value);
    return registration;
  };
}
