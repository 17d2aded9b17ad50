/** The URLs that `fetch` has calls under way to: where undici carries them out, their requests are seen again. */
export interface Underway {
  /** Returns what to call when it is over. */
  begin(url: string): () => void;
  /** Whether a request is that of such a call. Each has one. */
  take(url: string): boolean;
}

export function createUnderway(): Underway {
  const all = new Map<string, Set<object>>();
  const drop = (url: string, call: object) => {
    const calls = all.get(url);
    calls?.delete(call);
    if (calls?.size === 0) all.delete(url);
  };
  return {
    begin(url) {
      const key = new URL(url).href.replace(/#.*$/, '');
      const calls = all.get(key) ?? new Set();
      const call = {};
      all.set(key, calls.add(call));
      return () => drop(key, call);
    },
    take(url) {
      const [call] = all.get(url) ?? [];
      if (call) drop(url, call);
      return call !== undefined;
    },
  };
}
