/**
 * Something the person at the keyboard can put right. It is shown as one line, with the remedy and without a stack;
 * every other error is a defect of ours and keeps its stack.
 */
export class Problem extends Error {
  name = 'Problem';
}

/** What went wrong as one readable line. */
export const reasonOf = error => (error instanceof Error ? error.message : String(error));

/** Prints an error the way its kind deserves and leaves the process with a failing exit code. */
export function report(error) {
  console.error(error instanceof Problem ? `\n${error.message}` : error);
  process.exitCode = 1;
}
