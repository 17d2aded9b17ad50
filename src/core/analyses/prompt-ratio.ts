/**
 * **Prompt ratio** (`prompt-ratio`) — a run sends more tokens per token it gets back than your own rule allows.
 *
 * Looks at: all input and all output tokens of a run, and what the input was made of.
 *
 * Fires: only where `spanmeter.json` asks for it, with the severity it names, from 5 calls on:
 *
 *     {"analyses": {"promptRatio": {"above": 5, "severity": "information"}}}
 *
 * Stays silent by default: of 1,900 real runs of agents every one exceeds 3 : 1, and the median of current ones is between
 * 55 : 1 and 300 : 1. The ratio alone says nothing about the system prompt; what the prompt is made of does, so that is told.
 */

import type { Call } from '../model.ts';
import { add, type NanoUsd, ZERO } from '../money.ts';
import type { Analysis, Detector } from './analysis.ts';
import type { PromptRatio } from './finding.ts';
import { extent } from './streak.ts';

const MIN_CALLS = 5;

export const promptRatio: Analysis = { codes: ['prompt-ratio'], scope: 'run', start };

function start(): Detector {
  const sums = { input: 0, output: 0, prefix: 0, history: 0, toolResults: 0, other: 0 };
  let calls = 0;
  let first: Call | undefined;
  let last: Call | undefined;
  let nano: NanoUsd | null = null;
  return {
    end(call, made) {
      const output = call.usage?.output;
      if (made === undefined || output === undefined) return;
      first ??= call;
      last = call;
      calls++;
      const { system, tools, history, user, toolResults, other } = made;
      sums.input += system + tools + history + user + toolResults + other;
      sums.output += output;
      sums.prefix += system + tools;
      sums.history += history + user;
      sums.toolResults += toolResults;
      sums.other += other;
      if (call.cost.nano !== null) nano = add(nano ?? ZERO, call.cost.nano);
    },
    findings({ promptRatio: rule }) {
      if (rule === undefined || first === undefined || last === undefined || calls < MIN_CALLS) return [];
      const { input, output, prefix, history, toolResults, other } = sums;
      const ratio = input / Math.max(1, output);
      if (ratio <= rule.above) return [];
      const of = (part: number): number => (input === 0 ? 0 : part / input);
      const found: PromptRatio = {
        ...extent(first, last),
        code: 'prompt-ratio',
        severity: rule.severity,
        nano,
        ratio,
        above: rule.above,
        shares: { prefix: of(prefix), history: of(history), toolResults: of(toolResults), other: of(other) },
      };
      return [found];
    },
  };
}
