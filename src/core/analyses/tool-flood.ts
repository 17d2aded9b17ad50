/**
 * **Tool flood** (`tool-flood`) — one answer asks for the same tool with the same arguments many times over.
 *
 * Looks at: the tool calls of each answer (hash of name and canonical arguments).
 *
 * Fires: a warning at 8 identical calls in one answer. The other analyses count them once.
 *
 * Stays silent for many calls with different arguments: reading eight files at once is good work.
 */

import type { Call } from '../model.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { ToolFlood } from './finding.ts';
import { extent } from './streak.ts';

const WARN_AT = 8;
const MAX_KEPT = 20;

export const toolFlood: Analysis = { codes: ['tool-flood'], scope: 'run', start };

function start(): Detector {
  const told: ToolFlood[] = [];
  return {
    end(call) {
      if (call.toolCalls.length < WARN_AT || told.length >= MAX_KEPT) return;
      const most = mostAsked(call);
      if (most.times < WARN_AT) return;
      told.push({
        ...extent(call, call),
        code: 'tool-flood',
        severity: 'warning',
        nano: call.cost.nano,
        nanoPerMinute: null,
        tool: most.tool,
        repeats: most.times,
        open: false,
      });
    },
    findings: () => told,
  };
}

function mostAsked({ toolCalls }: Call): { readonly tool: string; readonly times: number } {
  const times = new Map<string, number>();
  let most = { tool: '', times: 0 };
  for (const { name, args } of toolCalls) {
    const key = `${name} ${args}`;
    const now = (times.get(key) ?? 0) + 1;
    times.set(key, now);
    if (now > most.times) most = { tool: name, times: now };
  }
  return most;
}
