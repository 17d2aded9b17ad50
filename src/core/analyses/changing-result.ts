/**
 * **Same call, changing result** (`changing-result`) — the same tool is called with the same arguments again and again;
 * what it gives differs each time, and the agent still asks.
 *
 * Looks at: rounds that ask for the same thing (hash of names and canonical arguments), whatever came of it.
 *
 * Fires: information at 5 in a row, a warning at 8. A call with a clock or a random number in its result, repeated for
 * ever, is not seen by `runaway-loop`.
 *
 * Stays silent for waiting (as there), and where half of the results or fewer differ: that is `runaway-loop`'s. Stays
 * information where every result is new after at least three results were: a tool that turns pages, or a job that moves on.
 *
 * Measured at 5: none of 1,020 runs of current agents; at 8: 3 of 855 of an older one, all paging.
 */

import type { Analysis, Detector } from './analysis.ts';
import type { ChangingResult } from './finding.ts';
import { Incidents } from './incidents.ts';
import type { Round } from './rounds.ts';
import { Streak } from './streak.ts';

const TELL_AT = 5;
const WARN_AT = 8;
const PAGES_FROM = 3;
const MAX_RESULTS = 64;

export const changingResult: Analysis = { codes: ['changing-result'], scope: 'lane', start };

interface Changing {
  readonly asked: number;
  readonly streak: Streak;
  readonly first: number;
  /** the keys of its rounds, from the second on */
  results: Set<number> | undefined;
  /** a result came a second time */
  again: boolean;
}

function start(): Detector {
  const incidents = new Incidents<ChangingResult>();
  let now: Changing | undefined;

  const stop = (closed: boolean): void => {
    if (now) incidents.stop(now.asked, toFinding(now), closed);
    now = undefined;
  };
  const close = (): void => {
    stop(true);
    incidents.closeAll();
  };

  return {
    message: close,
    round(round) {
      if (now?.asked === round.asked) return extend(now, round);
      stop(false);
      incidents.other(round.fresh);
      now = { asked: round.asked, streak: new Streak(round), first: round.key, results: undefined, again: false };
    },
    end(call) {
      if (call.toolCalls.length === 0 && call.state === 'ok') close();
    },
    findings() {
      const current = now && toFinding(now);
      return incidents.list(now?.asked, current);
    },
  };
}

function extend(now: Changing, round: Round): void {
  now.streak.add(round);
  now.results ??= new Set([now.first]);
  if (now.results.has(round.key)) now.again = true;
  else if (now.results.size < MAX_RESULTS) now.results.add(round.key);
}

function toFinding({ streak, results, again }: Changing): ChangingResult | undefined {
  const { rounds, tool, facts } = streak;
  if (rounds < TELL_AT || results === undefined) return undefined;
  const few = results.size * 2 <= Math.min(rounds, MAX_RESULTS);
  if (few || streak.isWaiting) return undefined;
  const pages = !again && results.size >= PAGES_FROM;
  const severity = rounds >= WARN_AT && !pages ? 'warning' : 'information';
  return { ...facts, code: 'changing-result', severity, tool, repeats: rounds, results: results.size, open: true };
}
