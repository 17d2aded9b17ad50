/** Runs one row of the matrix: every scenario, in one process, and what the recorder wrote of each. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { canonicalArguments } from '../../../../src/recorder/node/hash/canonical.ts';
import { createHasher } from '../../../../src/recorder/node/hash/hasher.ts';
import { normaliseResult } from '../../../../src/recorder/node/hash/normalise.ts';
import type { Json } from '../../../../src/recorder/node/json.ts';
import { type Finished, runAgent, type Span } from '../../support/agent.ts';
import { createProviders, SCENARIOS, type Scenario } from './provider.mjs';
import type { Row } from './rows.ts';
import { CALL, RESULT } from './tool.mjs';

export interface Result {
  readonly scenario: Scenario;
  /** requests that reached the provider */
  readonly attempts: number;
  readonly spans: readonly Span[];
  readonly hashes: Hashes;
  /** what the program saw */
  readonly outcome: Json;
  /** the same without the recorder */
  readonly without: { readonly attempts: number; readonly outcome: Json };
}

export interface RowResult {
  readonly results: readonly Result[];
  readonly finished: Finished;
}

/** What the log has of the tool's arguments and of its result. */
interface Hashes {
  readonly args: string;
  readonly result: string;
}

const SDKS = resolve('test/recorder/sdks');

/** Runs a row's agent with the recorder and without, side by side. */
export async function runRow(row: Row): Promise<RowResult> {
  const [recorded, plain] = await Promise.all([runOnce(row, false), runOnce(row, true)]);
  const results = scenariosOf(row).map(scenario => ({
    scenario,
    attempts: recorded.attempts(scenario),
    spans: recorded.spans(scenario),
    hashes: recorded.hashes,
    outcome: recorded.outcomes[scenario] ?? {},
    without: { attempts: plain.attempts(scenario), outcome: plain.outcomes[scenario] ?? {} },
  }));
  return { results, finished: recorded.finished };
}

async function runOnce(row: Row, plain: boolean) {
  const providers = await createProviders(row.transport === 'node:http2', scenariosOf(row));
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
      hashes: hashesOf(home, row),
      spans: (scenario: Scenario) =>
        finished.llm.filter(span => `http://${span.a['server.address']}` === providers.urls[scenario]),
    };
  } finally {
    await providers.close();
    rmSync(home, { recursive: true, force: true });
  }
}

// Made anew from the machine's key: an SDK's own form of them must not show.
function hashesOf(home: string, row: Row): Hashes {
  const file = join(home, '.spanmeter', 'key');
  const key = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  const hasher = createHasher(() => Buffer.from(key, 'hex'));
  return {
    args: hasher(canonicalArguments(CALL.args)),
    result: hasher(normaliseResult(row.wraps ? JSON.stringify({ output: RESULT }) : RESULT)),
  };
}

/** The scenarios there are of a row's API. */
function scenariosOf(row: Row): readonly Scenario[] {
  return SCENARIOS.filter(scenario => !row.lacks?.includes(scenario));
}

export function agentOf(row: Row): string {
  return resolve(SDKS, 'agents', `${row.agent}.mjs`);
}

/** The version of a row's package. */
export function packageOf(row: Row): { readonly name: string; readonly version: string } {
  return JSON.parse(readFileSync(resolve(SDKS, 'node_modules', row.sdk, 'package.json'), 'utf8'));
}
