const HEARTBEAT_MS = 15_000;

/** `8.3 s`, `1 min 12 s`. */
export function formatDuration(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 9.95 ? 1 : 0)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** One plain line: readable in a terminal and in a CI log alike. */
export const say = (tag, text) => console.log(`[${tag}] ${text}`);

/**
 * Runs a piece of work that takes more than a moment: says that it begins (and about how long it takes), that it is
 * still going on every 15 seconds, and how long it took. Nobody should have to wonder whether it hangs.
 */
export async function step(tag, { doing, done, about }, work) {
  const start = performance.now();
  const elapsed = () => formatDuration(performance.now() - start);
  say(tag, `${doing} …${about ? ` (about ${about})` : ''}`);
  const heartbeat = setInterval(() => say(tag, `… still ${doing} (${elapsed()})`), HEARTBEAT_MS);
  heartbeat.unref();
  try {
    const result = await work();
    say(tag, `${done ?? `${doing}: done`} (${elapsed()})`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}
