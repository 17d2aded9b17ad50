/**
 * What a shared budget adds to a call: reserving before it and settling after it, prices included, in this process, on the
 * file system of the temporary folder.
 *
 *   node test/bench/guard.ts
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEnforcement } from '../../src/recorder/node/guard/enforce/enforcement.ts';
import { createRunGuards } from '../../src/recorder/node/guard/run-guards.ts';
import { nodeFiles } from '../../src/recorder/node/platform.ts';
import { type Figure, percentile, report, us } from './report.ts';

const ROUNDS = 15;
const CALLS = 1000;

const CASES: readonly (readonly [name: string, budgets: readonly object[], limit?: number])[] = [
  ['no budget', []],
  ['a day’s tokens', [{ per: 'day', tokens: 1e12 }], 30],
  ['a day’s dollars', [{ per: 'day', usd: 1e6 }], 30],
  [
    'dollars a run, a day and a month',
    [
      { per: 'run', usd: 1e6 },
      { per: 'day', usd: 1e6 },
      { per: 'month', usd: 1e6 },
    ],
  ],
];

const folder = mkdtempSync(join(tmpdir(), 'spanmeter-bench-'));

/** Microseconds of CPU a call, of one round. */
function prepare(name: string, budgets: readonly object[]): () => number {
  const project = join(folder, name.replace(/\W/g, '-'));
  const dir = join(project, '.spanmeter');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(project, 'spanmeter.json'), JSON.stringify({ budgets }));
  const log = { place: { dir, project }, style: 'posix' as const, cwd: project, begun: true, write: () => undefined };
  const load = () => createEnforcement({ files: nodeFiles, log, home: 'src/core/pricing' });
  const guardFor = createRunGuards({ files: nodeFiles, log, load });
  const guard = guardFor({ id: 'a'.repeat(32), name: 'bench', startedAt: Date.now(), shared: true });
  const call = { at: Date.now(), provider: 'openai', host: 'api.openai.com', requestModel: 'gpt-4o' };
  let spans = 0;
  return () => {
    const began = process.cpuUsage();
    for (let i = 0; i < CALLS; i++) {
      const span = (++spans).toString(16).padStart(16, '0');
      const admission = guard.admit({ span, call, inputBytes: 10_000, bounded: true, maxTokens: 1000 });
      if ('refusal' in admission) throw new Error(admission.refusal.message);
      admission.permit.settle({ ...call, responseModel: 'gpt-4o-2024-08-06' }, { input: 2500, output: 300 });
    }
    const { user, system } = process.cpuUsage(began);
    return (user + system) / CALLS;
  };
}

try {
  const rounds = CASES.map(([name, budgets]) => prepare(name, budgets));
  const measured = CASES.map((): number[] => []);
  // By turns, so that a busy moment of the machine meets all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const [n, run] of rounds.entries()) measured[n]?.push(run());
  }
  const figures: Figure[] = CASES.map(([name, , limit], n) => ({
    name: `${name}: CPU of a call, median`,
    value: percentile(measured[n] ?? [], 0.5),
    ...(limit !== undefined && { limit }),
    show: us,
  }));
  report('Shared budgets', figures);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
