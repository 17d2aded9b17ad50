/**
 * The recorder's own mistakes: none reaches the program. After a few of them the recorder is silent for the rest of the
 * process, and says so once.
 */
export interface Health {
  /** no more observing: the program runs as if there were no recorder */
  readonly silent: boolean;
  /** Runs a step of the recorder's own. What it throws is counted and goes no further. */
  attempt<T>(where: string, step: () => T): T | undefined;
}

const MAX_MISTAKES = 3;

/** Of a recorder that is switched off: nothing is ever done. */
export const OFF: Health = { silent: true, attempt: () => undefined };

/** `onSilent` is told where the last mistake was made, and what kind of error it was: never its message. */
export function createHealth(onSilent: (where: string, kind: string) => void): Health {
  const state = { mistakes: 0 };
  return {
    get silent() {
      return state.mistakes >= MAX_MISTAKES;
    },
    attempt(where, step) {
      if (state.mistakes >= MAX_MISTAKES) return undefined;
      try {
        return step();
      } catch (error) {
        if (++state.mistakes === MAX_MISTAKES) tell(onSilent, where, error);
        return undefined;
      }
    },
  };
}

function tell(onSilent: (where: string, kind: string) => void, where: string, error: unknown): void {
  try {
    onSilent(where, error instanceof Error ? error.name : typeof error);
  } catch {
    // What is broken may be the log itself: there is nobody left to tell.
  }
}
