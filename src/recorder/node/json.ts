/** Reading JSON of unknown shape: what is not what it should be is undefined, never an exception. */

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asObject(value: unknown): Json | undefined {
  return isObject(value) ? value : undefined;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asString(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller sees nothing where there is nothing to see.
    return undefined;
  }
}

const NOTHING = {};

/** A field that is there, or nothing at all: exact optional properties hold no undefined. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? NOTHING : { [key]: value }) as { readonly [P in K]?: V };
}

/** A word of a protocol (`stop`, `rate_limit_exceeded`), not a text that could quote a prompt. */
export function asWord(value: unknown): string | undefined {
  return typeof value === 'string' && isWord(value) ? value : undefined;
}

const isWord = remembered(text => /^[\w.:/-]{1,64}$/.test(text));

/** A test of texts that remembers which have passed: the words of protocols are few, and asked for with every call. */
export function remembered(test: (text: string) => boolean): (text: string) => boolean {
  const passed = new Set<string>();
  return text => {
    if (passed.has(text)) return true;
    const passes = test(text);
    if (passes && passed.size < MAX_REMEMBERED) passed.add(text);
    return passes;
  };
}

const MAX_REMEMBERED = 128;
