/**
 * **Unused tools** (`unused-tools`) — tools are declared in each call and never called; their declarations are paid for
 * each time.
 *
 * Looks at: the size of each tool's declaration, and which tools the run's answers asked for.
 *
 * Fires: information from 10 calls on, where declarations of tools that were never called cost $0.01 or more and 5% of the
 * run. Names them, the largest first.
 *
 * Stays silent where the log has no sizes of single tools, and where no tool at all was called: then nothing is known of
 * what the agent needs. A tool that this run did not need may be one that another does.
 */

import { type NanoUsd, share } from '../money.ts';
import type { UnusedTools } from './finding.ts';
import type { Configuration } from './fixed-start.ts';
import { extent } from './streak.ts';

const MIN_CALLS = 10;
const FROM_NANO = 10_000_000;
const MIN_SHARE_OF_RUN = 0.05;
const NAMED = 10;

export function unusedTools(known: Configuration, run: NanoUsd): UnusedTools | undefined {
  const { calls, declared = [], toolNano, toolTokens, first, last } = known;
  if (calls < MIN_CALLS) return undefined;
  const { names, tokens } = unusedOf(known);
  const saving = share(toolNano, tokens, toolTokens);
  if (names.length === 0 || saving < FROM_NANO || saving < run * MIN_SHARE_OF_RUN) return undefined;
  return {
    ...extent(first, last),
    code: 'unused-tools',
    severity: 'information',
    nano: saving,
    names: names.slice(0, NAMED),
    unused: names.length,
    tools: declared.length,
    tokens,
    calls,
    savingNano: saving,
  };
}

/** The tools never called, the largest first, and the tokens of their declarations. */
export function unusedOf({ declared = [], called, toolTokens }: Configuration): {
  readonly names: readonly string[];
  readonly tokens: number;
} {
  if (called.size === 0) return { names: [], tokens: 0 };
  const all = declared.reduce((sum, { bytes }) => sum + bytes, 0);
  const unused = declared.filter(({ name }) => !called.has(name)).sort((a, b) => b.bytes - a.bytes);
  const bytes = unused.reduce((sum, item) => sum + item.bytes, 0);
  return { names: unused.map(({ name }) => name), tokens: all === 0 ? 0 : Math.round((toolTokens * bytes) / all) };
}
