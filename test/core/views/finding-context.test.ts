import { expect, test } from 'vitest';
import type { Run } from '../../../src/core/model.ts';
import { budgetWords, weeklySavings, weekOf } from '../../../src/core/views/finding-context.ts';
import { openTurn } from '../../../src/core/views/open-turn.ts';
import { LogBuilder, T0 } from '../../support/log.ts';
import { runOf } from '../../support/snapshot.ts';
import { ask, conversation, repeat } from '../analyses/conversation.ts';

const DAY = 86_400_000;
const CLAUDE = { model: 'claude-sonnet-4-6', provider: 'anthropic' } as const;

test('how long the budget lasts at the rate of a loop that goes on', () => {
  const log = new LogBuilder().run({ budgets: [{ per: 'run', usd: 0.5, alertAt: 0.8, action: 'stop' }] });
  const rounds = repeat(4, { asks: [ask('run_tests')] });
  const going = runOf(conversation([...rounds, { call: { took: null } }], log));
  const [finding] = going.findings;
  // $0.0465 in 4 s: what is left of $0.50 lasts another 39 s.
  expect(finding && budgetWords(finding, going)).toMatch(/^At this rate the budget lasts another (3\d|4\d) s\.$/);
  expect(finding && budgetWords(finding, { ...going, state: 'ok' })).toBeUndefined();
});

test('what a week of the same comes to', () => {
  const log = new LogBuilder().run();
  for (let i = 0; i < 8; i++) {
    const parts = {
      system: { n: 1, bytes: 36_000, tokens: 9000, hash: 'aa' },
      user: { n: 1, bytes: 4000, tokens: 1000, hash: `${i}a` },
    };
    log.call({ ...CLAUDE, input: 10_000, site: ['/work/bot.mjs', 7], parts });
  }
  const run = runOf(log);
  const [finding] = run.findings;
  const other: Run = { ...run, id: 'b' };
  const old: Run = { ...run, id: 'c', lastAt: T0 - 8 * DAY };
  const week = weeklySavings([run, other, old], T0 + DAY);
  const saving = finding && 'savingNano' in finding ? finding.savingNano : 0;
  expect(saving).toBeGreaterThan(0);
  expect(finding && weekOf(week, finding)).toBe(2 * saving);
});

test('an opened call says why it could not read the cache', () => {
  const log = new LogBuilder().run();
  let before: string | undefined;
  for (let i = 0; i < 3; i++) {
    const cold = i === 2;
    before = log.call({
      ...CLAUDE,
      ...(cold ? { input: 500, cacheWrite: 20_000 } : { input: 500, cacheRead: 20_000 }),
      parts: { system: { n: 1, bytes: 80_000, tokens: 20_000, hash: cold ? 'ab' : 'aa' } },
      prefix: { same: 0, of: 2, bytes: 9, ...(before && { span: before }) },
    });
  }
  const facts = openTurn(runOf(log), 2)?.blocks[0]?.facts;
  expect(facts).toContainEqual({
    label: 'Cache lost by',
    text: 'a changed system prompt, 20k tokens paid again, $0.07',
  });
});
