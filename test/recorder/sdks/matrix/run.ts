/** Runs one row of the matrix: every scenario, in one process, and what the recorder wrote of each. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Json } from '../../../../src/recorder/node/json.ts';
import { type Finished, runAgent, type Span } from '../../support/agent.ts';
import { createProviders, SCENARIOS, type Scenario } from './provider.mjs';
import type { Row } from './rows.ts';

export interface Result {
  readonly scenario: Scenario;
  /** requests that reached the provider */
  readonly attempts: number;
  readonly spans: readonly Span[];
  /** what the program saw */
  readonly outcome: Json;
}

export interface RowResult {
  readonly results: readonly Result[];
  readonly finished: Finished;
}

const SDKS = resolve('test/recorder/sdks');

export async function runRow(row: Row): Promise<RowResult> {
  const providers = await createProviders(row.transport === 'node:http2');
  const home = mkdtempSync(join(tmpdir(), 'spanmeter-matrix-'));
  try {
    const finished = await runAgent(agentOf(row), {
      cwd: SDKS,
      home,
      env: { SDK: row.sdk, URLS: JSON.stringify(providers.urls), ...row.env },
    });
    const outcomes = JSON.parse(finished.out.trim().split('\n').at(-1) || '{}') as Record<string, Json>;
    const results = SCENARIOS.map(scenario => ({
      scenario,
      attempts: providers.attempts(scenario),
      spans: finished.llm.filter(span => `http://${span.a['server.address']}` === providers.urls[scenario]),
      outcome: outcomes[scenario] ?? {},
    }));
    return { results, finished };
  } finally {
    await providers.close();
    rmSync(home, { recursive: true, force: true });
  }
}

export function agentOf(row: Row): string {
  return resolve(SDKS, 'agents', `${row.agent}.mjs`);
}

/** The version of a row's package. */
export function packageOf(row: Row): { readonly name: string; readonly version: string } {
  return JSON.parse(readFileSync(resolve(SDKS, 'node_modules', row.sdk, 'package.json'), 'utf8'));
}
