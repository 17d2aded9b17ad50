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
  /** the same without the recorder */
  readonly without: { readonly attempts: number; readonly outcome: Json };
}

export interface RowResult {
  readonly results: readonly Result[];
  readonly finished: Finished;
}

const SDKS = resolve('test/recorder/sdks');

/** Runs a row's agent with the recorder and without, side by side. */
export async function runRow(row: Row): Promise<RowResult> {
  const [recorded, plain] = await Promise.all([runOnce(row, false), runOnce(row, true)]);
  const results = SCENARIOS.map(scenario => ({
    scenario,
    attempts: recorded.attempts(scenario),
    spans: recorded.spans(scenario),
    outcome: recorded.outcomes[scenario] ?? {},
    without: { attempts: plain.attempts(scenario), outcome: plain.outcomes[scenario] ?? {} },
  }));
  return { results, finished: recorded.finished };
}

async function runOnce(row: Row, plain: boolean) {
  const providers = await createProviders(row.transport === 'node:http2');
  const home = mkdtempSync(join(tmpdir(), 'spanmeter-matrix-'));
  try {
    const finished = await runAgent(agentOf(row), {
      cwd: SDKS,
      home,
      plain,
      env: { SDK: row.sdk, URLS: JSON.stringify(providers.urls), ...(plain && { WITHOUT: '1' }), ...row.env },
    });
    return {
      finished,
      outcomes: JSON.parse(finished.out.trim().split('\n').at(-1) || '{}') as Record<string, Json>,
      attempts: providers.attempts,
      spans: (scenario: Scenario) =>
        finished.llm.filter(span => `http://${span.a['server.address']}` === providers.urls[scenario]),
    };
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
