/**
 * **Retry storm** (`retry-storm`) — calls that the provider turns away (too many requests, overloaded, timed out) are
 * sent again and again without a pause.
 *
 * Looks at: calls of one conversation that failed with status 408, 409, 429 or 5xx, or with a time-out, and reported no
 * usage.
 *
 * Fires: a warning at 5 of them in a row within 60 s. It costs time and quota; of money only what was billed is counted,
 * which is nothing as a rule.
 *
 * Stays silent once a call succeeds, and for a client that waits longer from attempt to attempt.
 */

import type { Call } from '../model.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { RetryStorm } from './finding.ts';
import { Incidents } from './incidents.ts';
import { extent } from './streak.ts';

const WARN_AT = 5;
const WITHIN_MS = 60_000;
const TURNED_AWAY = /timeout|timed.?out|overload|rate.?limit|ETIMEDOUT|ECONNRESET/i;

export const retryStorm: Analysis = { codes: ['retry-storm'], scope: 'lane', start };

function start(): Detector {
  const incidents = new Incidents<RetryStorm>();
  let attempts: Call[] = [];
  let count = 0;
  let first: Call | undefined;
  let storm: RetryStorm | undefined;

  const stop = (): void => {
    incidents.stop(0, storm, true);
    attempts = [];
    count = 0;
    first = undefined;
    storm = undefined;
  };

  return {
    message: stop,
    end(call) {
      if (!isTurnedAway(call)) return stop();
      first ??= call;
      count++;
      attempts.push(call);
      if (attempts.length > WARN_AT) attempts.shift();
      const [oldest] = attempts;
      if (oldest === undefined || attempts.length < WARN_AT) return;
      const took = call.startedAt - oldest.startedAt;
      if (storm === undefined && (took > WITHIN_MS || took < 0)) return;
      storm = {
        ...extent(first, call),
        code: 'retry-storm',
        severity: 'warning',
        nano: null,
        nanoPerMinute: null,
        repeats: count,
        open: true,
        ...(call.httpStatus !== undefined && { httpStatus: call.httpStatus }),
      };
    },
    findings() {
      return incidents.list(0, storm);
    },
  };
}

function isTurnedAway({ state, usage, httpStatus = 0, errorType = '' }: Call): boolean {
  if (state !== 'error' || usage !== undefined) return false;
  return (
    httpStatus === 408 || httpStatus === 409 || httpStatus === 429 || httpStatus >= 500 || TURNED_AWAY.test(errorType)
  );
}
