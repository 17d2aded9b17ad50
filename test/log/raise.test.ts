import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { raiseShared } from '../../src/log/raise.ts';
import { tempDir } from './temp.ts';

const budget = { per: 'day', usd: 1, alertAt: 0.8, action: 'stop' } as const;
const status = { budget, unit: 'usd', limit: 1e9, spent: 0, ratio: 0, incomplete: false, level: 'within' } as const;

test('a raise is one line in the ledger that the recorders share', async () => {
  const dir = tempDir();
  await raiseShared(dir, status, { key: '2026-11-20' }, 2.5);
  await raiseShared(dir, { ...status, unit: 'minutes' }, { key: '2026-11-20' }, 3);
  expect(readFileSync(join(dir, 'budget', 'day-2026-11-20-usd.ledger'), 'latin1')).toBe('\n{"raise":2500000000}\n');
  expect(readFileSync(join(dir, 'budget', 'day-2026-11-20-minutes.ledger'), 'latin1')).toBe('\n{"raise":180000}\n');
});
