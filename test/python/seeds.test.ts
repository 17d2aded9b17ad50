/** Small agents as people write them: the log, the dashboard and the report give the totals that were worked out by hand. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import { temporaryFolder } from '../recorder/support/agent.ts';
import { snapshotOf } from '../support/snapshot.ts';
import { agentFile, markedLine, provided, runPython } from './support/run.ts';

/** 10,000 × $2.50 + 1,000 × $10 a million; of the small model 10,000 × $0.15 + 1,000 × $0.60. */
const CALL = 35_000_000;
const SMALL = 2_100_000;

interface Row {
  readonly label: string;
  readonly calls: number;
  readonly blockedCalls: number;
  readonly cost: { readonly nanoUsd: number };
}

async function played(name: string) {
  const provider = await provided({ reply: [{ text: 'ok', usage: { input: 10_000, output: 1000 } }] });
  const home = temporaryFolder();
  const finished = await runPython('seeds.py', { home, dir: `${home}/.spanmeter`, args: [provider.url, name] });
  expect([finished.err, finished.code]).toEqual(['', 0]);
  const lines = finished.files.flatMap(file => readFileSync(file, 'utf8').trimEnd().split('\n'));
  const snapshot = snapshotOf(lines, false);
  // What the dashboard is drawn from.
  const runs = snapshot.runs.map(({ name, state, totals }) => ({ name, state, nano: Number(totals.nano) }));
  const report = async (by: string): Promise<readonly Row[]> => {
    let out = '';
    const args = ['report', '--by', by, '--json', '--dir', `${home}/.spanmeter`];
    await runCli(args, {
      out: text => {
        out += text;
      },
      err: () => undefined,
      cwd: home,
      home,
      env: {},
      now: Date.now,
      timeZone: 'UTC',
      version: '1.2.3',
      pricesFile: resolve('src/core/pricing/prices.json'),
    });
    return JSON.parse(out).rows;
  };
  return { ...finished, said: JSON.parse(finished.out), drawn: runs, report };
}

const costs = (rows: readonly Row[]) => Object.fromEntries(rows.map(row => [row.label, row.cost.nanoUsd]));

test('a loop of ten turns that keeps its own cumulative cost', async () => {
  const { said, drawn, report, llm, spans } = await played('ten_turns');
  expect(said).toBe(0.35);
  expect(drawn.map(run => [run.name, run.nano])).toEqual(expect.arrayContaining([['research', 0]]));
  expect(llm).toHaveLength(10);
  const steps = spans.filter(span => span.start?.kind === 'step');
  expect(steps.at(-1)?.end?.meta).toEqual({ cumulative_cost: 0.35, tokens: 11_000 });
  // What a step claims is not added to what its calls cost.
  const rows = await report('run');
  expect(rows.reduce((sum, row) => sum + row.cost.nanoUsd, 0)).toBe(10 * CALL);
});

test('one function for every call', async () => {
  const { drawn, report, llm } = await played('helper');
  expect(drawn.map(run => [run.name, run.nano])).toEqual([['helper', 3 * CALL]]);
  expect(costs(await report('run'))).toEqual({ helper: 3 * CALL });
  expect(llm.every(span => span.request?.parts.system?.n === 1)).toBe(true);
  expect(llm[0]?.a['code.file.path']).toBe(agentFile('seeds.py'));
  expect(markedLine('seeds.py', 'helper')).toBeGreaterThan(0);
});

test('twenty turns and a budget, by hand', async () => {
  const { said, drawn, report } = await played('guarded_loop');
  expect(said).toEqual([9, 0.315, 105]);
  expect(drawn.map(run => [run.name, run.nano, run.state])).toEqual([['guarded', 9 * CALL, 'stopped']]);
  expect(costs(await report('run'))).toEqual({ guarded: 9 * CALL });
});

test('twenty turns and a budget, by itself', async () => {
  const { said, drawn, report } = await played('guarded_calls');
  expect(said).toEqual([9, true]);
  expect(drawn.map(run => [run.name, run.nano, run.state])).toEqual([['automatic', 9 * CALL, 'stopped']]);
  const [row] = await report('run');
  expect(row).toMatchObject({ label: 'automatic', calls: 10, blockedCalls: 1, cost: { nanoUsd: 9 * CALL } });
});

test('two models, five questions each', async () => {
  const { drawn, report } = await played('two_models');
  expect(Object.fromEntries(drawn.map(run => [run.name, run.nano]))).toEqual({
    'compare gpt-4o': 5 * CALL,
    'compare gpt-4o-mini': 5 * SMALL,
  });
  const rows = costs(await report('model'));
  expect(Object.values(rows).sort((a, b) => a - b)).toEqual([5 * SMALL, 5 * CALL]);
});

test('what each agent costs for each task', async () => {
  const { drawn, report } = await played('agents_and_tasks');
  expect(drawn.reduce((sum, run) => sum + run.nano, 0)).toBe(6 * CALL);
  expect(costs(await report('agent'))).toEqual({ alice: 5 * CALL, bob: CALL });
  expect(costs(await report('task'))).toEqual({ triage: 3 * CALL, answer: 3 * CALL });
});
