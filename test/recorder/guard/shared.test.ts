/** One budget, several real processes. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeLedgerLine } from '../../../src/core/budgets/ledger-line.ts';
import { readRecording } from '../support/agent.ts';
import { createProject, NANO_PER_CALL, said, stateOf } from './support.ts';

const perDay = (limit: object) => ({ budgets: [{ per: 'day', ...limit }] });

describe('processes that begin together on one day’s budget', () => {
  test('where calls state their maximum, the limit is never passed', async () => {
    // A call may cost $0.0101 by its bound and does cost $0.0350: more than it may, so that both are seen.
    const project = await createProject(perDay({ usd: 1 }), () => Math.random() * 30);
    const all = await project.together(10, { MAX_TOKENS: '5000' });
    expect(all.map(one => [one.err, one.code])).toEqual(all.map(() => ['', 0]));
    const { state } = project.ledger('day-');
    const made = all.reduce((sum, one) => sum + said(one).made, 0);
    // Each bound is above what the call then costs: nothing is passed, and no more is left than one bound.
    expect(made).toBe(project.provider.requests.length);
    expect(state.spent).toBe(made * NANO_PER_CALL);
    expect(state.spent).toBeLessThanOrEqual(1e9);
    expect(state.spent).toBeGreaterThan(1e9 - 60_000_000);
    expect([state.held, state.open.size]).toEqual([0, 0]);
    for (const one of all)
      expect(said(one)).toMatchObject({ budget: true, message: expect.stringMatching(/of \$1\.0000 \(day budget\)/) });
  });

  test('where they state none, each passes it by its last call at most', async () => {
    const project = await createProject(perDay({ usd: 1 }), () => Math.random() * 30);
    const all = await project.together(8);
    const { state } = project.ledger('day-');
    expect(state.spent).toBe(project.provider.requests.length * NANO_PER_CALL);
    expect(state.spent).toBeGreaterThanOrEqual(1e9);
    expect(state.spent).toBeLessThanOrEqual(1e9 + 8 * NANO_PER_CALL);
    // One alert for all of them, told by the call that crossed the line.
    const events = readRecording(project.dir).events;
    const alerts = events.filter(event => event.type === 'budget_alert');
    expect(alerts).toMatchObject([
      { per: 'day', unit: 'usd', limit: 1, alert_at: 0.8, period: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    ]);
    expect(events.filter(event => event.type === 'budget_exceeded')).toHaveLength(8);
    expect(all.every(one => said(one).budget)).toBe(true);
  });

  test('calls are counted exactly, in all of them at once', async () => {
    const project = await createProject(perDay({ calls: 37 }));
    const all = await project.together(8, { PARALLEL: '4' });
    expect(all.reduce((sum, one) => sum + said(one).made, 0)).toBe(37);
    expect(project.provider.requests).toHaveLength(37);
    expect(project.ledger('day-').state.spent).toBe(37);
  });

  test('tokens too', async () => {
    const project = await createProject(perDay({ tokens: 100_000 }));
    await project.together(4);
    const { state } = project.ledger('day-');
    expect(state.spent).toBe(project.provider.requests.length * 11_000);
    expect(state.spent).toBeLessThan(100_000 + 4 * 11_000);
  });
});

test('a process that comes later finds what the others have spent', async () => {
  const project = await createProject({
    budgets: [
      { per: 'week', usd: 0.2 },
      { per: 'month', usd: 0.15 },
      { per: 'hour', calls: 100 },
    ],
  });
  expect(said(await project.spend({ MOST: '3' }))).toEqual({ made: 3 });
  expect(said(await project.spend())).toMatchObject({
    made: 2,
    message: expect.stringContaining('spent $0.1750 of $0.1500 (month budget)'),
  });
  const third = await project.spend();
  expect(said(third).made).toBe(0);
  expect(
    readdirSync(join(project.dir, 'budget'))
      .map(name => name.split('-')[0])
      .sort(),
  ).toEqual(['hour', 'month', 'week']);
  // What the month refuses holds nothing of the week.
  expect(project.ledger('week-').state).toMatchObject({ held: 0, spent: 5 * NANO_PER_CALL });
});

describe('a process that is killed in the middle of a call', () => {
  test('holds nothing of the budget any more', async () => {
    // $0.0501 by its bound: two calls do not fit beside each other.
    const project = await createProject(perDay({ usd: 0.09 }), 400);
    const killed = await project.spend(
      { MAX_TOKENS: '5000' },
      {
        onStart: child => {
          const watch = setInterval(() => {
            if (project.provider.requests.length === 0) return;
            clearInterval(watch);
            child.kill('SIGKILL');
          }, 5);
        },
      },
    );
    expect(killed.signal).toBe('SIGKILL');
    expect(project.ledger('day-').state.open.size).toBe(1);
    expect(said(await project.spend({ MAX_TOKENS: '5000' }))).toMatchObject({ made: 2 });
    expect(project.ledger('day-').state).toMatchObject({ held: 0, spent: 2 * NANO_PER_CALL });
  });

  test('whatever the moment: the others go on, and the limit holds', async () => {
    const project = await createProject(perDay({ usd: 0.6 }), () => Math.random() * 40);
    const survivors = Promise.all([1, 2, 3, 4].map(() => project.spend({ MAX_TOKENS: '5000' })));
    const victims = Promise.all(
      [1, 2, 3, 4].map(() =>
        project.spend(
          { MAX_TOKENS: '5000' },
          { onStart: child => void setTimeout(() => child.kill('SIGKILL'), 150 + Math.random() * 250) },
        ),
      ),
    );
    const all = await survivors;
    await victims;
    const { state } = project.ledger('day-');
    expect(all.every(one => one.code === 0 && said(one).budget)).toBe(true);
    expect(state.spent).toBeLessThanOrEqual(0.6e9);
    expect(state.spent).toBeGreaterThan(0.6e9 - 120_000_000);
  });
});

describe('what stands in the file', () => {
  async function spoiled(spoil: (path: string) => void) {
    const project = await createProject(perDay({ usd: 0.2 }));
    await project.spend({ MOST: '2' });
    const { name } = project.ledger('day-');
    spoil(join(project.dir, 'budget', name));
    return { project, after: await project.spend() };
  }

  test.each<[string, string]>([
    ['half a line', '\n{"r":"0011","p":"1.1.aaaaaa'],
    ['NULs', '\0'.repeat(5000)],
    ['binary', '\xff\xfe\x00{"s":'],
    ['a line without an end', 'x'.repeat(300_000)],
    ['another program’s JSON', '\n{"s":{"a":1},"a":[]}\n[1,2]\nnull\n{"r":null,"alert":{}}\n'],
    ['a settlement of something negative', '\n{"s":"q","a":-1000000000}\n'],
    ['a limit of someone else', '\n{"r":"q","p":"1.1.aaaaaaaa","at":1,"a":1,"e":1,"l":999999999999999999999}\n'],
    ['a sum that lies about its place', '\n{"sum":99999999,"begun":1,"a":5,"raise":0,"alerts":[],"open":[]}\n'],
    ['__proto__', '\n{"__proto__":{"s":"x","a":1},"v":1}\n'],
  ])('%s costs no line and stops nobody', async (_what, text) => {
    const { after } = await spoiled(path => appendFileSync(path, text, 'latin1'));
    expect([after.err, after.code]).toEqual(['', 0]);
    expect(said(after)).toMatchObject({ made: 4, message: expect.stringContaining('spent $0.2100 of $0.2000') });
  });

  test('a reservation of a process that never was is taken back', async () => {
    const { project, after } = await spoiled(path => {
      const line = /"p":"(\d+\.\d+)\.([0-9a-f]{8})"/.exec(readFileSync(path, 'latin1'));
      const holder = { pid: 4_000_000, start: 1, host: line?.[2] ?? '' };
      appendFileSync(
        path,
        encodeLedgerLine({ op: 'reserve', id: 'ghost', holder, at: Date.now(), amount: 150_000_000, exact: true }),
      );
    });
    expect(said(after).made).toBe(4);
    expect(project.ledger('day-').state.open.size).toBe(0);
  });

  test('one of another machine is left alone for an hour', async () => {
    const ghost = (at: number) => (path: string) =>
      appendFileSync(
        path,
        encodeLedgerLine({
          op: 'reserve',
          id: 'ghost',
          holder: { pid: 1, start: 1, host: '00000000' },
          at,
          amount: 150_000_000,
          exact: true,
        }),
      );
    expect(said((await spoiled(ghost(Date.now()))).after).made).toBe(0);
    expect(said((await spoiled(ghost(Date.now() - 3_700_000))).after).made).toBe(4);
  });

  test('a long ledger is read from its last sum, to the same effect', async () => {
    const project = await createProject(perDay({ calls: 4010 }));
    await project.spend({ MOST: '2' });
    const { name } = project.ledger('day-');
    const path = join(project.dir, 'budget', name);
    const lines = Array.from(
      { length: 4000 },
      (_, i) =>
        encodeLedgerLine({
          op: 'reserve',
          id: `old${i}`,
          holder: { pid: 1, start: 1, host: '00000000' },
          at: 1,
          amount: 1,
          exact: true,
          limit: 4010,
        }) + encodeLedgerLine({ op: 'settle', id: `old${i}`, amount: 1 }),
    );
    appendFileSync(path, lines.join(''));
    expect(said(await project.spend({ MOST: '1' }))).toEqual({ made: 1 });
    expect(readFileSync(path, 'latin1')).toContain('\n{"sum":');
    // The lines the sum stands for are not needed any more.
    const text = readFileSync(path, 'latin1');
    const sum = /\n\{"sum":(\d+)/.exec(text);
    writeFileSync(path, ' '.repeat(Number(sum?.[1])) + text.slice(Number(sum?.[1])), 'latin1');
    expect(said(await project.spend({ MOST: '20' }))).toMatchObject({
      made: 7,
      message: expect.stringContaining('4,010 of 4,010 calls'),
    });
  });

  test('removed while a process runs: it begins anew, and nothing breaks', async () => {
    const project = await createProject(perDay({ usd: 0.2 }), 300);
    const watch = setInterval(() => {
      if (project.provider.requests.length < 3) return;
      clearInterval(watch);
      rmSync(join(project.dir, 'budget'), { recursive: true });
    }, 5);
    const after = await project.spend();
    expect([after.err, after.code]).toEqual(['', 0]);
    expect(said(after)).toMatchObject({ budget: true });
    expect(said(after).made).toBeGreaterThan(6);
  });

  test('a folder that cannot be written: the process guards itself, and says so', async () => {
    const project = await createProject(perDay({ usd: 0.1 }));
    mkdirSync(project.dir, { recursive: true });
    writeFileSync(join(project.dir, 'budget'), 'not a folder');
    const after = await project.spend();
    expect(said(after)).toMatchObject({
      made: 3,
      message: expect.stringContaining('spent $0.1050 of $0.1000 (day budget)'),
    });
    expect(after.events.map(event => event.type)).toContain('budget_not_shared');
    chmodSync(join(project.dir, 'budget'), 0o600);
  });

  test('is for its user alone, and names nobody', async () => {
    const project = await createProject({ budgets: [{ per: 'user', usd: 0.1 }] });
    await project.spend({ RUNS: 'ann@example.com' });
    const { name, text } = project.ledger('day-');
    expect(`${name}${text}`).not.toContain('ann');
    if (process.platform !== 'win32') expect(statSync(join(project.dir, 'budget', name)).mode & 0o077).toBe(0);
    expect(existsSync(join(project.dir, '.gitignore'))).toBe(true);
  });
});

describe('each agent, task, user and model', () => {
  test('has an account of its own', async () => {
    const project = await createProject({ budgets: [{ per: 'agent', usd: 0.1 }] });
    const all = JSON.parse((await project.spend({ RUNS: 'ann,ben,ann' })).out);
    expect(all).toMatchObject([
      { made: 3 },
      { made: 3 },
      { made: 0, message: expect.stringContaining('(agent budget of ann a day)') },
    ]);
    expect(JSON.parse((await project.spend({ RUNS: 'ben,cleo' })).out)).toMatchObject([{ made: 0 }, { made: 3 }]);
  });

  test('within a run, where that is asked for', async () => {
    const project = await createProject({ budgets: [{ per: 'user', within: 'run', calls: 2 }] });
    expect(JSON.parse((await project.spend({ RUNS: 'ann,ann' })).out)).toMatchObject([{ made: 2 }, { made: 2 }]);
    expect(existsSync(join(project.dir, 'budget'))).toBe(false);
  });

  test('by model; and a day’s budget narrowed to an agent binds that one only', async () => {
    const project = await createProject({
      budgets: [
        { per: 'model', calls: 2 },
        { per: 'day', calls: 3, agent: 'a*' },
      ],
    });
    expect(said(await project.spend())).toMatchObject({
      made: 2,
      message: expect.stringContaining('(model budget of gpt-4o a day)'),
    });
    const env = { RUNS: 'ann,ben', MODEL: 'gpt-4o-mini' };
    expect(JSON.parse((await project.spend(env)).out)).toMatchObject([{ made: 2 }, { made: 0 }]);
    expect(JSON.parse((await project.spend({ RUNS: 'ann,ben', MODEL: 'gpt-4.1' })).out)).toMatchObject([
      { made: 1, message: expect.stringContaining('day budget of agent a*') },
      { made: 1 },
    ]);
  });
});

test('children of a run spend of its budget', async () => {
  const project = await createProject({ budgets: [{ per: 'run', usd: 0.2 }] });
  await project.spend({ MOST: '3' });
  const run = readRecording(project.dir).runs[0]?.run;
  const env = { SPANMETER_TRACEPARENT: `00-${run}-00f067aa0ba902b7-01` };
  const children = await project.together(4, { ...env, MAX_TOKENS: '5000' });
  expect(children.reduce((sum, one) => sum + said(one).made, 0)).toBe(2);
  expect(stateOf(project.ledger('run-').text).spent).toBe(5 * NANO_PER_CALL);
});

test('free models pass a budget in dollars that is gone; a model without a price does not', async () => {
  const prices = { models: [{ match: 'house-*', free: true }] };
  const project = await createProject({ ...perDay({ usd: 0.03 }), prices });
  expect(said(await project.spend()).made).toBe(1);
  expect(said(await project.spend({ MODEL: 'house-7b', MOST: '2' }))).toEqual({ made: 2 });
  const unpriced = await project.spend({ MODEL: 'acme-7b', MOST: '2' });
  expect(said(unpriced)).toMatchObject({ made: 0, budget: true });
  expect(unpriced.events.map(event => event.type)).toContain('budget_not_enforced');
});

test('a program can ask how its limits stand', async () => {
  const project = await createProject({
    budgets: [
      { per: 'day', usd: 0.35 },
      { per: 'run', calls: 4, action: 'warn' },
    ],
  });
  const { shares } = JSON.parse((await project.spend({ MOST: '3', SHARES: '1' })).out);
  expect(shares).toEqual(['run calls 25,day usd 10', 'run calls 50,day usd 20', 'run calls 75,day usd 30']);
});

describe('raising', () => {
  test('a line in the ledger lifts the limit for everyone, until the period is over', async () => {
    const project = await createProject(perDay({ usd: 0.1 }));
    expect(said(await project.spend()).made).toBe(3);
    const path = join(project.dir, 'budget', project.ledger('day-').name);
    appendFileSync(path, encodeLedgerLine({ op: 'raise', limit: 200_000_000 }));
    const after = await project.spend();
    expect(said(after)).toMatchObject({
      made: 3,
      message: expect.stringContaining('spent $0.2100 of $0.2000 (day budget)'),
    });
    const own = after.events.filter(event => event.type === 'budget_raised');
    expect(own).toMatchObject([{ per: 'day', unit: 'usd', usd: 0.2, from: 0.1, period: expect.any(String) }]);
    // The new limit has an alert of its own.
    expect(after.events.filter(event => event.type === 'budget_alert').map(event => event['limit'])).toEqual([
      0.1, 0.2,
    ]);
  });
});
