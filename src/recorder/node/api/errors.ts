/** How a program learns that its budget is gone. */

const BRAND = Symbol.for('spanmeter.BudgetExceededError');

/** What `run()` rejects with when a call of it was refused because a limit was reached. Its `cause` is the SDK's own error. */
export class BudgetExceededError extends Error {
  override readonly name = 'BudgetExceededError';
  /** id of the run that was stopped */
  readonly run: string | undefined;

  constructor(message: string, options: { readonly cause?: unknown; readonly run?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.run = options.run;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Also true for errors made by another copy of this package in the same process. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

/** Whether an error, an SDK's own or ours, says that the guard refused a call because a limit was reached. */
export function isBudgetExceeded(error: unknown): boolean {
  return error instanceof BudgetExceededError || isRefusal(error, 'budget_exceeded');
}

/** Whether an error, an SDK's own or ours, says that the guard refused a call because someone asked the run to stop. */
export function isStopRequested(error: unknown): boolean {
  return isRefusal(error, 'stop_requested');
}

/** The sentence of the refusal in an error, where it has one: `Budget exceeded: spent $0.5012 of $0.5000 (run budget)`. */
export function refusalIn(error: unknown): string | undefined {
  for (const value of valuesOf(error)) {
    const found = typeof value === 'string' ? /(?:Budget exceeded|Stopped): [^"\\]+/.exec(value)?.[0] : undefined;
    if (found !== undefined) return found.trim();
  }
  return undefined;
}

// SDKs put the status and the body into fields of their own choosing: both are looked for wherever they may be.
function isRefusal(error: unknown, code: string): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const found = { status: false, code: false };
  const said = code === 'stop_requested' ? 'Stopped: ' : 'Budget exceeded: ';
  for (const value of valuesOf(error)) {
    found.status ||= value === 402 || (typeof value === 'string' && /\b402\b/.test(value));
    // Of some SDKs' errors nothing is left but the sentence.
    found.code ||=
      typeof value === 'string' && (value === code || value.includes(`"${code}"`) || value.startsWith(said));
    if (found.status && found.code) return true;
  }
  return false;
}

const MAX_VALUES = 2000;
const MAX_DEPTH = 8;

// Every primitive within an error: own fields, its message, causes, lists. Each object once, so cycles end.
function* valuesOf(root: unknown): Generator<unknown> {
  const seen = new Set<unknown>();
  let front: unknown[] = [root];
  let left = MAX_VALUES;
  for (let depth = 0; depth <= MAX_DEPTH && front.length > 0; depth++) {
    const next: unknown[] = [];
    for (const value of front) {
      if (left-- <= 0) return;
      if (typeof value !== 'object' || value === null) yield value;
      else if (!seen.has(value)) {
        seen.add(value);
        next.push(...fieldsOf(value));
      }
    }
    front = next;
  }
}

function fieldsOf(value: object): unknown[] {
  // Fields only, no getters of unknown making: reading an error must change nothing.
  return Object.getOwnPropertyNames(value)
    .slice(0, 200)
    .map(name => Object.getOwnPropertyDescriptor(value, name)?.value);
}
