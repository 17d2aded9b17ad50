/** What a turn cost, opened into its calls. */
import { breakWords } from '../describe.ts';
import type { Call, Run, Turn } from '../model.ts';
import { count, formatCount } from '../text.ts';
import { total } from '../totals.ts';
import { costText, incompleteness } from './amounts.ts';
import { explainCall, usdToTheLast } from './explain.ts';
import type { ExplanationBlock, ExplanationView } from './insight.ts';
import { lineUp } from './line-up.ts';

/** Calls of one turn that are opened; a turn of more says how many it leaves out. */
const MOST_CALLS = 20;

/** Call by call; undefined where the run has no such turn. `place` counts from 0. */
export function openTurn(run: Run, place: number): ExplanationView | undefined {
  const turn = run.turns[place];
  if (turn === undefined) return undefined;
  const rest = turn.calls.slice(MOST_CALLS);
  const note = incompleteness(turn.totals);
  return {
    title: `Turn ${formatCount(turn.number)}`,
    amount: amountOf(turn),
    ...(note !== undefined && { note: `${note[0]?.toUpperCase()}${note.slice(1)}.` }),
    blocks: turn.calls.slice(0, MOST_CALLS).map(call => callBlock(call, lostCache(run, call))),
    ...(rest.length > 0 && { more: `${count(rest.length, 'more call')} of this turn: ${costText(total(rest))}.` }),
  };
}

function amountOf({ calls, totals }: Turn): string {
  if (totals.nano === 0 && totals.blocked === calls.length) return 'nothing: refused';
  if (totals.nano === 0 && totals.running === calls.length) return 'not known yet';
  return costText(totals);
}

/** Why it could not read the cache, where that is known. */
function lostCache(run: Run, call: Call): string | undefined {
  for (const finding of run.findings) {
    const lost = finding.code === 'cache-breaks' ? finding.breaks.find(({ callId }) => callId === call.id) : undefined;
    if (lost !== undefined) return breakWords(lost);
  }
  return undefined;
}

function callBlock(call: Call, lost: string | undefined): ExplanationBlock {
  const head = { title: `Call ${formatCount(call.number)}`, heads: ['Billed', 'Units', 'Rate', 'Cost'] } as const;
  const { usage, cost } = call;
  const state = stateText(call);
  const { parts, facts } = explainCall(call);
  const [asked, found] = [facts.filter(isAsked), facts.filter(fact => !isAsked(fact))];
  const said = state === undefined ? [] : [{ label: 'State', text: state }];
  if (usage === undefined) {
    // What was not answered has no price to speak of: only who was asked, and how it went.
    const why = { label: 'Not priced', text: 'no usage was reported' };
    const wrong = facts.filter(({ label }) => label === 'Usage');
    return { ...head, parts, facts: [...asked, ...said, ...(state === undefined ? [why] : []), ...wrong] };
  }
  const cache = lost === undefined ? [] : [{ label: 'Cache lost by', text: lost }];
  const known = cost.nano !== null && { total: `${mark(call)}${usdToTheLast(cost.nano)}` };
  return lineUp({ ...head, parts, ...known, facts: [...asked, ...said, ...cache, ...found] });
}

function isAsked({ label }: { readonly label: string }): boolean {
  return label === 'Model' || label === 'Provider';
}

function mark({ usageState, cost }: Call): string {
  if (usageState === 'partial') return '≥ ';
  return cost.status === 'estimated' ? '≈ ' : '';
}

function stateText({ state, httpStatus, errorType }: Call): string | undefined {
  switch (state) {
    case 'ok':
      return undefined;
    case 'running':
      return 'still running: nothing is reported yet';
    case 'blocked':
      return 'refused by the guard before it was sent: it cost nothing';
    case 'interrupted':
      return 'its process ended before the answer did';
    case 'cancelled':
      return 'cancelled by the program';
    case 'error': {
      const why = httpStatus === undefined ? errorType : `HTTP ${httpStatus}`;
      return why === undefined ? 'failed' : `failed (${why})`;
    }
  }
}
