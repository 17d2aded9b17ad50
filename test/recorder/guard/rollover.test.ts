/** What happens at midnight: the clock of the recorder is the test's. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createEnforcement } from '../../../src/recorder/node/guard/enforce/enforcement.ts';
import { createRunGuards } from '../../../src/recorder/node/guard/run-guards.ts';
import { nodeFiles } from '../../../src/recorder/node/platform.ts';
import { temporaryFolder } from '../support/agent.ts';
import { stateOf } from './support.ts';

const clock = vi.hoisted(() => ({ at: 0 }));
vi.mock('../../../src/recorder/node/platform.ts', async original => ({
  ...(await original<object>()),
  now: () => clock.at,
}));

test('a call belongs to the day it began on; the next day begins with nothing spent', () => {
  const project = temporaryFolder();
  const dir = join(project, '.spanmeter');
  mkdirSync(dir);
  writeFileSync(join(project, 'spanmeter.json'), '{"budgets":[{"per":"day","calls":2},{"per":"week","calls":100}]}');
  const log = { place: { dir, project }, style: 'posix' as const, cwd: project, begun: true, write: () => undefined };
  const load = () => createEnforcement({ files: nodeFiles, log, home: project });
  const guard = createRunGuards({ files: nodeFiles, log, load })({ id: 'a'.repeat(32), name: 'x', startedAt: 0 });
  const call = { at: 0, requestModel: 'gpt-4o' };
  const admit = (span: string) => guard.admit({ span, call, inputBytes: 1, bounded: true });
  const settle = (admission: ReturnType<typeof admit>) => 'permit' in admission && admission.permit.settle(call, {});

  clock.at = new Date(2026, 10, 21, 23, 59, 59).getTime();
  settle(admit('before'));
  const across = admit('across');
  expect(admit('refused')).toHaveProperty('refusal');
  clock.at += 2000;
  settle(across);
  settle(admit('after'));
  settle(admit('later'));
  expect(admit('refused again')).toHaveProperty('refusal');

  const spent = Object.fromEntries(
    readdirSync(join(dir, 'budget')).map(name => [
      name,
      stateOf(readFileSync(join(dir, 'budget', name), 'latin1')).spent,
    ]),
  );
  expect(spent).toEqual({
    'day-2026-11-21-calls.ledger': 2,
    'day-2026-11-22-calls.ledger': 2,
    'week-2026-W47-calls.ledger': 4,
  });
});
