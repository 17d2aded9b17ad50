/**
 * **Expensive turn** (`expensive-turn`) — what the agent has done since the user's last message costs far more than its
 * turns do.
 *
 * Looks at: the cost since the user's last message, against the last 300 turns of the run, or of finished runs of the same
 * project where those are more.
 *
 * Fires: a warning above four times their 95th percentile, and above $5. Until 30 turns are known, information above $10.
 *
 * Stays silent where the log does not tell when the user speaks, and for unpriced calls.
 *
 * The size of turns varies so much that mean values alarm all the time; it is the floor and the quantile that keep this
 * quiet. It catches what no structure shows: a long context sent again every half hour.
 */

import type { Call } from '../model.ts';
import { add, fromNano, type NanoUsd, ZERO } from '../money.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { AnalysisRules } from './config.ts';
import type { ExpensiveTurn } from './finding.ts';
import { RecentQuantiles } from './quantiles.ts';
import { extent } from './streak.ts';

const FLOOR = 5_000_000_000;
const STATIC = 10_000_000_000;
const TIMES = 4;
export const TURNS_KNOWN_FROM = 30;
export const TURNS_REMEMBERED = 300;
const MAX_KEPT = 20;

export const expensiveTurn: Analysis = { codes: ['expensive-turn'], scope: 'lane', start };

interface Turn {
  readonly first: Call;
  last: Call;
  calls: number;
  spent: NanoUsd;
  /** what the turns of this run before it say is usual, in nano-dollars */
  readonly usual: number | undefined;
}

function start(): Detector {
  const dear: Turn[] = [];
  const turns = new RecentQuantiles(TURNS_REMEMBERED);
  let now: Turn | undefined;

  return {
    message() {
      if (now && now.spent > 0) turns.add(now.spent);
      // Nothing cheaper is ever told.
      if (now && now.spent > FLOOR && dear.length < MAX_KEPT) dear.push(now);
      now = undefined;
    },
    end(call) {
      if (call.parts?.user?.hash === undefined || call.cost.nano === null) return;
      const usual = now ? now.usual : turns.count < TURNS_KNOWN_FROM ? undefined : turns.quantile(0.95);
      now ??= { first: call, last: call, calls: 0, spent: ZERO, usual };
      now.last = call;
      now.calls++;
      now.spent = add(now.spent, call.cost.nano);
    },
    findings: rules => [...dear, ...(now ? [now] : [])].flatMap(turn => toFinding(turn, rules) ?? []),
  };
}

function toFinding({ first, last, calls, spent, usual }: Turn, rules: AnalysisRules): ExpensiveTurn | undefined {
  const p95 = usual ?? rules.usualTurnNano;
  const limit = p95 === undefined ? STATIC : Math.max(FLOOR, Math.round(TIMES * p95));
  if (spent <= limit) return undefined;
  return {
    ...extent(first, last),
    code: 'expensive-turn',
    severity: p95 === undefined ? 'information' : 'warning',
    nano: spent,
    calls,
    limitNano: fromNano(limit),
    usualNano: p95 === undefined ? null : fromNano(Math.round(p95)),
  };
}

/** What each turn of a run cost, from one message of the user to the next: those whose end is known. */
export function turnCosts(calls: readonly Call[]): readonly number[] {
  const costs: number[] = [];
  let user: string | undefined;
  let spent = 0;
  for (const call of calls) {
    const hash = call.parts?.user?.hash;
    if (hash === undefined) continue;
    if (hash !== user && user !== undefined && spent > 0) {
      costs.push(spent);
      spent = 0;
    }
    user = hash;
    spent += call.cost.nano ?? 0;
  }
  return spent > 0 ? [...costs, spent] : costs;
}
