/** Calls at once, then at most once in `ms`, with the latest argument last. A surface that is drawn faster is not read faster. */
export function throttle<T>(ms: number, draw: (value: T) => void): { (value: T): void; dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  let pending: { readonly value: T } | undefined;
  const tick = (): void => {
    timer = undefined;
    if (pending === undefined) return;
    const { value } = pending;
    pending = undefined;
    timer = setTimeout(tick, ms);
    draw(value);
  };
  const throttled = (value: T): void => {
    pending = { value };
    if (timer === undefined) tick();
  };
  return Object.assign(throttled, { dispose: () => clearTimeout(timer) });
}
