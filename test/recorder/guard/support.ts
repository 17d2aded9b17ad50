/** Several processes that spend of the same budgets. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { LedgerState } from '../../../src/core/budgets/ledger.ts';
import { parseLedgerLine } from '../../../src/core/budgets/ledger-line.ts';
import { createProvider, type Provider } from '../../support/provider.ts';
import { type AgentOptions, type Finished, runAgent, temporaryFolder } from '../support/agent.ts';

/** $0.0350 a call on gpt-4o: 10,000 × $2.50/M + 1,000 × $10/M. */
export const NANO_PER_CALL = 35_000_000;
const USAGE = { input: 10_000, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 1000, reasoning: 0 };

export interface Project {
  readonly home: string;
  readonly dir: string;
  readonly provider: Provider;
  /** one process that calls until it is refused */
  spend(env?: NodeJS.ProcessEnv, options?: AgentOptions): Promise<Finished>;
  /** several, which begin at the same moment */
  together(count: number, env?: NodeJS.ProcessEnv): Promise<readonly Finished[]>;
  /** the name of the only ledger that begins so, and what it adds up to */
  ledger(prefix: string): { readonly name: string; readonly text: string; readonly state: LedgerState };
}

export async function createProject(config: object, delayMs: number | (() => number) = 0): Promise<Project> {
  const provider = await createProvider({
    reply: () => ({ text: 'Going on.', usage: USAGE, delayMs: typeof delayMs === 'number' ? delayMs : delayMs() }),
  });
  onTestFinished(() => provider.close());
  const home = temporaryFolder();
  const dir = join(home, 'project', '.spanmeter');
  mkdirSync(join(dir, '..'), { recursive: true });
  writeFileSync(join(dir, '..', 'spanmeter.json'), JSON.stringify(config));
  const spend: Project['spend'] = (env = {}, options = {}) =>
    runAgent('budget.mjs', { home, dir, args: [provider.url], ...options, env: { ...env, ...options.env } });
  return {
    home,
    dir,
    provider,
    spend,
    together(count, env = {}) {
      const WAIT_FOR = String(Date.now() + 1500);
      return Promise.all(Array.from({ length: count }, () => spend({ WAIT_FOR, ...env })));
    },
    ledger(prefix) {
      const names = readdirSync(join(dir, 'budget')).filter(name => name.startsWith(prefix));
      const [name, more] = names;
      if (name === undefined || more !== undefined) throw new Error(`one ledger was expected: ${names}`);
      const text = readFileSync(join(dir, 'budget', name), 'latin1');
      return { name, text, state: stateOf(text) };
    },
  };
}

export function stateOf(text: string): LedgerState {
  const state = new LedgerState();
  for (const line of text.split('\n')) {
    const parsed = parseLedgerLine(line);
    if (parsed) state.apply(parsed);
  }
  return state;
}

export function said(finished: Finished): { made: number; message?: string; budget?: boolean } {
  return JSON.parse(finished.out);
}
