import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LiveLog } from '../../src/log/live.ts';
import { LogBuilder } from '../support/log.ts';
import { price } from '../support/pricer.ts';
import { tempDir, until } from './temp.ts';

const FINISHED = 400;

/** A day of finished runs and one whose process, this one, is alive. */
function folder(): string {
  const dir = tempDir();
  const day = join(dir, 'runs', new Date().toISOString().slice(0, 10));
  mkdirSync(day, { recursive: true });
  const write = (file: string, run: string): void => {
    const log = new LogBuilder().run({ run });
    log.call({ run, span: `span-${run}` });
    writeFileSync(join(day, file), `${log.lines.join('\n')}\n`);
  };
  for (let i = 0; i < FINISHED; i++) {
    const file = `${Date.now() - 100_000 - i}-4999999-0-${i}.jsonl`;
    write(file, `finished-${i}`);
    utimesSync(join(day, file), 1_767_300_000, 1_767_300_000);
  }
  write(`${Date.now()}-${process.pid}-0-aaaa.jsonl`, 'live');
  return dir;
}

test('a history comes run by run, each of them told of once, the live one among the first', async () => {
  const log = new LiveLog({ price });
  onTestFinished(() => log.dispose());
  const told: string[] = [];
  log.watch(({ changed }) => void told.push(...changed));
  await log.follow(folder());
  await until('all runs', () => log.snapshot.runs.length === FINISHED + 1);
  expect(told.filter(id => id.startsWith('finished'))).toHaveLength(FINISHED);
  expect(told.indexOf('live')).toBeLessThan(FINISHED);
  expect(log.snapshot.runs.find(run => run.id === 'live')).toMatchObject({ state: 'live', totals: { calls: 1 } });
});
