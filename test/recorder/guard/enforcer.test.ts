/** Limits of one run, enforced within this process. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BudgetRef } from '../../../src/core/wire.ts';
import type { Intent } from '../../../src/recorder/node/guard/bound.ts';
import { createEnforcement } from '../../../src/recorder/node/guard/enforce/enforcement.ts';
import { Meter } from '../../../src/recorder/node/guard/meter.ts';
import { createRunGuards, type GuardFor } from '../../../src/recorder/node/guard/run-guards.ts';
import { nodeFiles } from '../../../src/recorder/node/platform.ts';
import { temporaryFolder } from '../support/agent.ts';
import { stateOf } from './support.ts';

const PRICES = join(process.cwd(), 'src/core/pricing');
const call = { at: Date.now(), provider: 'openai', host: 'api.openai.com', requestModel: 'gpt-4o' };
const usage = { input: 10_000, output: 1000 };
let spans = 0;
const intent = (more: Partial<Intent> = {}): Intent => ({
  span: `${++spans}`.padStart(16, '0'),
  call,
  inputBytes: 300,
  bounded: true,
  ...more,
});

interface Setting {
  readonly guardFor: GuardFor;
  readonly dir: string;
  readonly events: { readonly type: string; readonly data: object }[];
}

function setting(config: object = {}): Setting {
  const project = temporaryFolder();
  const dir = join(project, '.spanmeter');
  mkdirSync(dir);
  writeFileSync(join(project, 'spanmeter.json'), JSON.stringify(config));
  const events: Setting['events'] = [];
  const log = {
    place: { dir, project },
    style: 'posix' as const,
    cwd: project,
    begun: true,
    write: (...lines: readonly object[]) => void events.push(...(lines as Setting['events'])),
  };
  const load = () => createEnforcement({ files: nodeFiles, log, home: PRICES });
  return { guardFor: createRunGuards({ files: nodeFiles, log, load }), dir, events };
}

const begin = ({ guardFor }: Setting, more: object = {}) =>
  guardFor({ id: 'a'.repeat(32), name: 'test', startedAt: Date.now(), ...more });

/** Whether a call goes; it is settled at once. */
function goes(guard: ReturnType<GuardFor>, more: Partial<Intent> = {}): boolean {
  const admission = guard.admit(intent(more));
  if ('permit' in admission) admission.permit.settle(call, usage);
  return 'permit' in admission;
}

const count = (guard: ReturnType<GuardFor>, most = 20) => {
  let made = 0;
  while (made < most && goes(guard)) made++;
  return made;
};

const run = (limit: object): BudgetRef => ({ per: 'run', alertAt: 0.8, action: 'stop', ...limit });

describe('a run that others join', () => {
  test('takes along what it has spent, and what is in flight', () => {
    const one = setting();
    const guard = begin(one, { budgets: [run({ calls: 5 })] });
    goes(guard);
    const flying = guard.admit(intent());
    expect(existsSync(join(one.dir, 'budget'))).toBe(false);
    guard.handOver();
    const [name = ''] = readdirSync(join(one.dir, 'budget'));
    const state = () => stateOf(readFileSync(join(one.dir, 'budget', name), 'latin1'));
    expect([state().spent, state().held]).toEqual([1, 1]);
    if ('permit' in flying) flying.permit.settle(call, usage);
    expect([state().spent, state().held]).toEqual([2, 0]);
    expect(count(guard)).toBe(3);
    expect(one.events.filter(({ type }) => type === 'budget_alert')).toHaveLength(1);
  });

  test('is bound by the limits it was handed, and only it is', () => {
    const one = setting();
    const parent = begin(one, { budgets: [run({ calls: 5 })] });
    expect(count(parent, 2)).toBe(2);
    parent.handOver();
    const child = begin(one, { shared: true, budgets: [run({ calls: 5 })] });
    expect(child.state).toBe('armed');
    expect(count(child)).toBe(3);
    expect(goes(parent)).toBe(false);
    expect(count(begin(one, { id: 'b'.repeat(32) }))).toBe(20);
  });
});

describe('runs within runs', () => {
  test('book a call once in what they share, and the outer’s own limits hold', () => {
    const one = setting({ budgets: [{ per: 'day', calls: 10 }] });
    const outer = begin(one, { budgets: [run({ calls: 3 })] });
    const inner = begin(one, { id: 'b'.repeat(32), outer });
    expect(count(inner)).toBe(3);
    expect(outer.stoppedBy()).toBe('budget_exceeded');
    expect(inner.stoppedBy()).toBe('budget_exceeded');
    const day = readdirSync(join(one.dir, 'budget')).find(name => name.startsWith('day-')) ?? '';
    expect(stateOf(readFileSync(join(one.dir, 'budget', day), 'latin1'))).toMatchObject({ spent: 3, held: 0 });
  });
});

test('a call that was withdrawn was none', () => {
  const guard = begin(setting(), { budgets: [run({ calls: 1 })] });
  const admission = guard.admit(intent());
  if ('permit' in admission) admission.permit.withdraw();
  expect(goes(guard)).toBe(true);
  expect(goes(guard)).toBe(false);
});

test('a limit that comes late counts what was spent before, in flight included', () => {
  const one = setting();
  const guard = begin(one, { shared: true });
  goes(guard);
  const flying = guard.admit(intent());
  mkdirSync(join(one.dir, 'control'));
  writeFileSync(join(one.dir, 'control', `${'a'.repeat(32)}.json`), '{"budgetTokens": 40000}');
  expect(goes(guard)).toBe(true);
  if ('permit' in flying) flying.permit.settle(call, usage);
  // 11,000 tokens a call: three are spent, and the fourth goes, since none is known to pass it.
  expect(count(guard)).toBe(1);
  expect(one.events.find(({ type }) => type === 'budget_raised')).toMatchObject({
    data: { per: 'run', unit: 'tokens', limit: 40_000 },
  });
});

test('the lowest of several limits on one account binds; a warning only warns', () => {
  const one = setting({ budgets: [run({ calls: 7 }), run({ calls: 4 }), { ...run({ calls: 2 }), action: 'warn' }] });
  expect(count(begin(one))).toBe(4);
  expect(one.events.map(({ type, data }) => [type, (data as { limit?: number }).limit])).toEqual([
    ['budget_alert', 2],
    ['budget_exceeded', 2],
    ['budget_alert', 4],
    ['budget_exceeded', 4],
  ]);
});

test('without its file the guard says that it is none', () => {
  const events: object[] = [];
  const log = {
    place: { dir: '/nowhere', project: '/nowhere' },
    style: 'posix' as const,
    cwd: '/nowhere',
    begun: true,
    write: (...lines: readonly object[]) => void events.push(...lines),
  };
  const guardFor = createRunGuards({
    files: nodeFiles,
    log,
    load: () => {
      throw new Error('not there');
    },
  });
  const guard = guardFor({ id: 'a'.repeat(32), name: 'x', startedAt: 0, budgets: [run({ calls: 1 })] });
  expect(guard.state).toBe('off');
  expect(count(guard, 3)).toBe(3);
  expect(events).toMatchObject([{ type: 'budget_not_enforced' }]);
});

test('the meter knows what was spent before anyone asked', () => {
  const meter = new Meter();
  meter.add(call, usage);
  meter.add(call, undefined);
  expect([meter.calls, meter.tokens, meter.largestOutput, meter.dollars(() => 5)]).toEqual([2, 11_000, 1000, 5]);
});

describe('a call that states more than the whole limit', () => {
  const large = { inputBytes: 3000, maxTokens: 64_000 };

  test('is refused with nothing spent: one alert first, then the refusal with its reason and the way on', () => {
    const one = setting();
    const guard = begin(one, { budgets: [run({ usd: 0.5 })] });
    const admission = guard.admit(intent(large));
    expect('refusal' in admission && admission.refusal.message).toBe(
      'Budget exceeded: spent $0.0000 of $0.5000 (run budget); this call may cost up to $0.6425 with its max_tokens of ' +
        '64,000. Lower max_tokens, or raise the budget with Raise Budget in the editor or where run() is given it',
    );
    expect(goes(guard, large)).toBe(false);
    expect(one.events).toMatchObject([
      { type: 'budget_alert', data: { limit: 0.5, spent: 0, this_call: 0.6425, max_tokens: 64_000 } },
      { type: 'budget_exceeded', data: { limit: 0.5, spent: 0, this_call: 0.6425, max_tokens: 64_000 } },
    ]);
    // Smaller ones still go, and that the limit comes near was told.
    expect(count(guard)).toBe(15);
    expect(one.events).toHaveLength(2);
  });

  test('in a budget that is shared, that is told once for all', () => {
    const one = setting({ budgets: [{ per: 'day', usd: 0.5 }] });
    expect(goes(begin(one), large)).toBe(false);
    expect(goes(begin(one, { id: 'b'.repeat(32) }), large)).toBe(false);
    expect(one.events.map(({ type }) => type)).toEqual(['budget_alert', 'budget_exceeded', 'budget_exceeded']);
  });

  test('minutes below one are told in thousandths', async () => {
    const guard = begin(setting(), { startedAt: Date.now() - 1500, budgets: [run({ minutes: 0.02 })] });
    const admission = guard.admit(intent());
    expect('refusal' in admission && admission.refusal.message).toMatch(/exceeded: 0\.02\d of 0\.02 minutes \(run/);
  });

  test('a budget in calls does not speak of it', () => {
    const guard = begin(setting(), { budgets: [run({ calls: 1 })] });
    expect(goes(guard, large)).toBe(true);
    const admission = guard.admit(intent(large));
    expect('refusal' in admission && admission.refusal.message).toContain('1 of 1 calls (run budget). Raise it with');
  });
});
