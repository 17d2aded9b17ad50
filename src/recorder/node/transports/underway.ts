/** The URLs that `fetch` has calls under way to: where undici carries them out, their requests are seen again. */
export interface Underway {
  /** `fetch` is called next. */
  begin(url: string): Fetching;
  /** Whether a request is made by the call of `fetch` that is being entered just now. Each has one. */
  takeEntered(url: string): boolean;
  /** Whether a request is that of some such call. */
  take(url: string): boolean;
}

export interface Fetching {
  /** `fetch` has returned: what it makes from now on, it makes later */
  entered(): void;
  over(): void;
}

// A program calls a few addresses, over and over.
const MAX_KEYS = 32;

export function createUnderway(): Underway {
  const all = new Map<string, Set<object>>();
  const keys = new Map<string, string>();
  const state: { entered: { readonly key: string; readonly call: object } | undefined } = { entered: undefined };
  const keyOf = (url: string): string => {
    const known = keys.get(url);
    if (known !== undefined) return known;
    const key = new URL(url).href.replace(/#.*$/, '');
    if (keys.size < MAX_KEYS) keys.set(url, key);
    return key;
  };
  const drop = (url: string, call: object) => {
    const calls = all.get(url);
    calls?.delete(call);
    if (calls?.size === 0) all.delete(url);
  };
  return {
    begin(url) {
      const key = keyOf(url);
      const calls = all.get(key) ?? new Set();
      const call = {};
      all.set(key, calls.add(call));
      state.entered = { key, call };
      return {
        entered() {
          state.entered = undefined;
        },
        over: () => drop(key, call),
      };
    },
    takeEntered(url) {
      const { entered } = state;
      if (entered?.key !== url) return false;
      state.entered = undefined;
      drop(url, entered.call);
      return true;
    },
    take(url) {
      const [call] = all.get(url) ?? [];
      if (call) drop(url, call);
      return call !== undefined;
    },
  };
}
