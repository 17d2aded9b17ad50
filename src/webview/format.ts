/** Numbers and times as text. What is not known is undefined here, and never a zero. */
import { formatUsd, fromNano } from '../core/money.ts';
import { formatCount, formatPercent, formatTokens } from '../core/text.ts';
import { FLAG } from '../core/views/dashboard.ts';

const GROUPED_BELOW = 100_000;
const LAST_TIME = 8.64e15;

/** Tokens for a table: every digit up to 99,999, then `123k`, `1.2M`. */
export function tokens(value: number): string {
  return value < GROUPED_BELOW ? formatCount(value) : formatTokens(value);
}

/** An amount that is not (yet) trusted to be one. */
export function usd(nano: number): string | undefined {
  return Number.isSafeInteger(nano) && nano >= 0 ? formatUsd(fromNano(nano)) : undefined;
}

/** `84%`, and `<1%` for a share that is not nothing. */
export function share(value: number): string {
  return value > 0 && value < 0.005 ? '<1%' : formatPercent(value);
}

/** The cost of a turn, as far as it is known: a text, and why it is no plain amount. */
export interface CostText {
  readonly text?: string;
  readonly why?: string;
}

/** `$0.0124`, `≈ $0.01`, `≥ $0.01`, `no price`; no text where there is no cost or none is known. */
export function turnCost(nano: number | undefined, flags: number): CostText {
  if (flags & FLAG.blocked && !nano) return { why: 'The call was refused before it was sent: it cost nothing.' };
  const amount = nano === undefined ? undefined : usd(nano);
  if (amount === undefined) {
    if (flags & FLAG.unpriced) return { text: 'no price', why: 'No price is known for this model.' };
    return { why: flags & FLAG.running ? 'Not known yet: the call is running.' : 'Not known: no usage was reported.' };
  }
  if (flags & FLAG.unpriced) return { text: `≥ ${amount}`, why: 'At least: a call of this turn has no price.' };
  if (flags & (FLAG.partial | FLAG.noUsage))
    return { text: `≥ ${amount}`, why: 'At least: not all usage was reported.' };
  if (flags & FLAG.estimated) return { text: `≈ ${amount}`, why: 'Estimated.' };
  return { text: amount };
}

const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' });
const DAY_AND_TIME = new Intl.DateTimeFormat(undefined, {
  ...{ month: 'short', day: '2-digit' },
  ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
});
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const FORMATS = { clock: CLOCK, dayAndTime: DAY_AND_TIME, full: FULL };

/** A moment in the reader's own time; undefined for what is none. */
export function time(ms: number | undefined, format: keyof typeof FORMATS): string | undefined {
  return ms !== undefined && ms > 0 && ms <= LAST_TIME ? FORMATS[format].format(ms) : undefined;
}
