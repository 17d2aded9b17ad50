/** Methods put over those of one object: hidden from listings, and gone again when they have done their work. */

type Method = (this: unknown, ...args: never[]) => unknown;

/** The object's method as it is now, wherever it comes from. */
export function methodOf(target: object, name: string | symbol): Method {
  return Reflect.get(target, name) as Method;
}

/** Puts a method over the object's own or inherited one. */
export function override(
  target: object,
  name: string | symbol,
  method: (this: never, ...args: never[]) => unknown,
): void {
  const inherited: unknown = Reflect.get(target, name);
  if (typeof inherited === 'function') {
    for (const field of ['name', 'length'] as const) {
      Object.defineProperty(method, field, { value: inherited[field], configurable: true });
    }
  }
  Object.defineProperty(target, name, { value: method, writable: true, configurable: true, enumerable: false });
}
