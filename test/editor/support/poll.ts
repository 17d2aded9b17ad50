import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
export const DEADLINE_MS = 20_000;

/**
 * Asks again and again until the answer is neither undefined, null nor false, and returns it. When time is up, the error
 * names what was waited for and the last thing seen: that line is often all that is left of a failure in CI.
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  timeout = DEADLINE_MS,
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = Date.now() + timeout;
  let last: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (isAnswer(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error instanceof Error ? error.message : error; // an element that is being replaced: look again
    }
    if (Date.now() > deadline) throw new Error(`Waited ${timeout / 1000} s for ${what}. Last seen: ${String(last)}`);
    await sleep(POLL_MS);
  }
}

function isAnswer<T>(value: T): value is Exclude<T, undefined | null | false> {
  return value !== undefined && value !== null && value !== false;
}
