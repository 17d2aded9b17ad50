/** Nano-dollars per minute, whole. Over less than a second nothing can be said of a rate: a second is taken. */
export function perMinute(nano: number, ms: number): number {
  return Math.round((nano * 60_000) / Math.max(ms, 1000));
}
