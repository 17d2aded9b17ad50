/** The URLs that `fetch` has calls under way to: where undici carries them out, their requests are seen again. */
export interface Underway {
  /** Returns what to call when it is over. */
  begin(url: string): () => void;
  has(url: string): boolean;
}

export function createUnderway(): Underway {
  const counts = new Map<string, number>();
  return {
    begin(url) {
      const key = new URL(url).href.replace(/#.*$/, '');
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return () => {
        const left = (counts.get(key) ?? 0) - 1;
        if (left > 0) counts.set(key, left);
        else counts.delete(key);
      };
    },
    has: url => counts.has(url),
  };
}
