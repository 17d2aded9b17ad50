/**
 * **Big tool output** (`big-tool-output`) — the results of one tool make most of what a run pays for in full.
 *
 * Looks at: the size of each tool result when it first comes into a prompt, in bytes, and what the run's input cost that no
 * cache served.
 *
 * Fires: information from 10 results on, where one tool brought half of all new input or more, and at least 50,000 tokens.
 * Names the tool.
 *
 * Stays silent where the log does not tell which result belongs to which tool.
 */

import type { Call } from '../model.ts';
import { fromNano } from '../money.ts';
import { totalInput } from '../usage/usage.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { BigToolOutput } from './finding.ts';
import { nanoOf } from './nano.ts';
import { extent } from './streak.ts';

const MIN_RESULTS = 10;
const MIN_TOKENS = 50_000;
const SHARE = 0.5;
const MAX_TOOLS = 64;
const BYTES_PER_TOKEN = 4;

export const bigToolOutput: Analysis = { codes: ['big-tool-output'], scope: 'run', start };

interface Sum {
  bytes: number;
  results: number;
  first: Call;
  last: Call;
}

function start(): Detector {
  const tools = new Map<string, Sum>();
  let fresh = 0;
  let freshNano = 0;
  return {
    round({ steps, call, next }) {
      for (const { tool, bytes } of steps) {
        const sum = tools.get(tool);
        if (sum !== undefined) {
          sum.bytes += bytes;
          sum.results++;
          sum.last = next;
        } else if (tools.size < MAX_TOOLS) tools.set(tool, { bytes, results: 1, first: call, last: next });
      }
    },
    end(call) {
      const { usage, cost } = call;
      const input = usage && totalInput(usage);
      if (usage === undefined || input === undefined) return;
      const uncached = input - (usage.cacheRead ?? 0);
      fresh += uncached;
      const rates = cost.rates ?? {};
      freshNano += nanoOf(
        (usage.input ?? 0) * (rates.input ?? 0) +
          ((usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0)) * (rates.cacheWrite5m ?? rates.input ?? 0),
      );
    },
    findings() {
      let most: [string, Sum] | undefined;
      for (const entry of tools) if (most === undefined || entry[1].bytes > most[1].bytes) most = entry;
      if (most === undefined || fresh === 0) return [];
      const [tool, { bytes, results, first, last }] = most;
      // The estimate must not pass what was paid for in all.
      const tokens = Math.min(Math.round(bytes / BYTES_PER_TOKEN), fresh);
      if (results < MIN_RESULTS || tokens < MIN_TOKENS || tokens < fresh * SHARE) return [];
      const found: BigToolOutput = {
        ...extent(first, last),
        code: 'big-tool-output',
        severity: 'information',
        nano: freshNano === 0 ? null : fromNano(Math.round((freshNano * tokens) / fresh)),
        tool,
        results,
        tokens,
        share: tokens / fresh,
      };
      return [found];
    },
  };
}
