import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createProvider, type Provider } from '../support/provider.ts';
import { type AgentOptions, type Finished, runAgent, temporaryFolder } from './support/agent.ts';

/** $0.0350 a call on gpt-4o: 10,000 × $2.50/M + 1,000 × $10/M. */
const USAGE = { input: 10_000, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 1000, reasoning: 0 };

interface Guarded extends Finished {
  readonly provider: Provider;
  readonly said: Readonly<Record<string, unknown>>;
}

interface GuardOptions extends AgentOptions {
  readonly config?: unknown;
  readonly userConfig?: unknown;
  readonly delayMs?: number;
}

async function guarded(
  how: string,
  { config, userConfig, delayMs = 0, ...options }: GuardOptions = {},
): Promise<Guarded> {
  const provider = await createProvider({
    reply: ({ stream, body }) => ({
      text: stream && !('stream_options' in body) ? 'Going on. '.repeat(400) : 'Going on.',
      usage: USAGE,
      delayMs,
    }),
  });
  onTestFinished(() => provider.close());
  const home = options.home ?? temporaryFolder();
  const dir = options.dir ?? join(home, 'project', '.spanmeter');
  mkdirSync(join(dir, '..'), { recursive: true });
  if (config !== undefined) writeFileSync(join(dir, '..', 'spanmeter.json'), JSON.stringify(config));
  if (userConfig !== undefined) {
    mkdirSync(join(home, '.spanmeter'), { recursive: true });
    writeFileSync(join(home, '.spanmeter', 'config.json'), JSON.stringify(userConfig));
  }
  const finished = await runAgent('guard.mjs', { ...options, home, dir, args: [provider.url, how] });
  expect([finished.err, finished.code]).toEqual(['', 0]);
  return { ...finished, provider, said: JSON.parse(finished.out) };
}

const perRun = (usd: number, more: object = {}) => ({ budgets: [{ per: 'run', usd, ...more }] });

describe('a budget in dollars', () => {
  test.each([
    ['openai', 'APIError'],
    ['stream', 'APIError'],
    ['helper', 'APIError'],
    ['responses', 'APIError'],
    ['fetch', 'Error'],
  ])('%s: the call after the limit never leaves the process', async (how, name) => {
    const { said, provider, llm, runs, runEnds, events } = await guarded(how, { config: perRun(0.1) });
    const message = 'Budget exceeded: spent $0.1050 of $0.1000 (run budget)';
    expect(said).toMatchObject({ made: 3, name, status: 402, budget: true, stop: false });
    expect(said['message']).toContain(message);
    expect(provider.requests).toHaveLength(3);
    expect(llm.map(span => span.end?.status)).toEqual(['ok', 'ok', 'ok', 'blocked']);
    expect(llm[3]?.a['error.type']).toBe('budget_exceeded');
    expect(llm[3]?.request).toBeUndefined();
    expect(runs[0]).toMatchObject({
      guard: 'armed',
      budgets: [{ per: 'run', usd: 0.1, alertAt: 0.8, action: 'stop' }],
    });
    expect(runEnds).toMatchObject([{ status: 'stopped', reason: 'budget_exceeded' }]);
    expect(events.map(event => event.type)).toEqual(['budget_alert', 'budget_exceeded']);
    expect(events[0]).toMatchObject({
      unit: 'usd',
      limit: 0.1,
      spent: 0.105,
      source: 'spanmeter.json',
      span: llm[2]?.start?.span,
    });
    expect(events[1]).toMatchObject({
      limit: 0.1,
      spent: 0.105,
      message: `${message}. Raise it with Raise Budget in the editor or in spanmeter.json`,
      span: llm[3]?.start?.span,
    });
  });

  test('Anthropic says it in its own words', async () => {
    const { said, provider } = await guarded('anthropic', { config: perRun(0.1) });
    // 10,000 × $3/M + 1,000 × $15/M = $0.045 a call.
    expect(said).toMatchObject({ made: 3, status: 402, budget: true });
    expect(said['message']).toContain('Budget exceeded: spent $0.1350 of $0.1000 (run budget)');
    expect(provider.requests).toHaveLength(3);
  });

  test('a stated maximum makes the bound real', async () => {
    const { said, provider } = await guarded('bounded', { config: perRun(0.04) });
    expect(said).toMatchObject({ made: 1, budget: true });
    expect(said['message']).toMatch(
      /Budget exceeded: spent \$0\.0350 of \$0\.0400 \(run budget\); this call may cost up to \$0\.010\d with its max_tokens of 1,000\. Raise it /,
    );
    expect(provider.requests).toHaveLength(1);
  });

  test('calls in flight count', async () => {
    // Each may cost $0.0101 by its bound: four fit into $0.0450.
    const { said, provider } = await guarded('parallel', { config: perRun(0.045), delayMs: 100 });
    expect(said).toEqual({ ok: 4 });
    expect(provider.requests).toHaveLength(4);
  });

  test('from the environment, beside the file: the first that is reached binds, and names itself', async () => {
    const { said, runs } = await guarded('fetch', { config: perRun(1), env: { SPANMETER_BUDGET_USD: '0.05' } });
    expect(said).toMatchObject({ made: 2, budget: true });
    expect(said['message']).toContain(
      'spent $0.0700 of $0.0500 (run budget). Raise it with Raise Budget in the editor or in SPANMETER_BUDGET_USD',
    );
    expect(runs[0]?.budgets.map(budget => budget.usd)).toEqual([1, 0.05]);
  });

  test('of the user, for all projects', async () => {
    const { said, events } = await guarded('fetch', { userConfig: perRun(0.05) });
    expect(said).toMatchObject({ made: 2, budget: true });
    expect(events.at(-1)).toMatchObject({ source: 'config.json' });
  });

  test('warn lets everything go, and says so once', async () => {
    const { said, runs, runEnds, events } = await guarded('fetch', {
      config: perRun(0.05, { action: 'warn' }),
      env: { MOST: '4' },
    });
    expect(said).toEqual({ made: 4 });
    expect(runs[0]?.guard).toBe('advisory');
    expect(runEnds[0]?.status).toBe('ok');
    expect(events.map(event => event.type)).toEqual(['budget_alert', 'budget_exceeded']);
  });
});

test.each([
  [{ tokens: 30_000 }, 3, 'Budget exceeded: 33,000 of 30,000 tokens (run budget)'],
  [{ calls: 2 }, 2, 'Budget exceeded: 2 of 2 calls (run budget)'],
])('a budget of %j', async (limit, made, message) => {
  const { said } = await guarded('fetch', { config: { budgets: [{ per: 'run', ...limit }] } });
  expect(said).toMatchObject({ made, budget: true });
  expect(said['message']).toContain(message);
});

test('a budget of minutes', async () => {
  const { said } = await guarded('fetch', {
    config: { budgets: [{ per: 'run', minutes: 0.05 }] },
    env: { PAUSE: '3100' },
  });
  expect(said).toMatchObject({
    made: 1,
    budget: true,
    message: expect.stringMatching(/0\.0\d+ of 0\.05 minutes \(run budget\)/),
  });
});

test('limits for other agents and models do not bind', async () => {
  const budgets = [
    { per: 'run', usd: 0.01, agent: 'other' },
    { per: 'run', usd: 0.01, model: 'claude-*' },
    { per: 'run', usd: 0.05, model: 'gpt-4*' },
    { per: 'day', usd: 0.01, user: 'ann' },
    { per: 'agent', usd: 0.01 },
  ];
  const { said, runs } = await guarded('fetch', { config: { budgets } });
  expect(said).toMatchObject({ made: 2 });
  expect(runs[0]?.budgets).toHaveLength(3);
});

test('a mistake in the file is told, and the rest holds', async () => {
  const { said, events } = await guarded('fetch', {
    config: {
      budgets: [
        { per: 'rum', usd: 1 },
        { per: 'run', usd: 0.05 },
      ],
    },
  });
  expect(said).toMatchObject({ made: 2 });
  expect(events[0]).toMatchObject({ type: 'config_problem', file: 'spanmeter.json', path: 'budgets[0].per' });
});

describe('a model without a price', () => {
  test('is told once', async () => {
    const { said, events } = await guarded('unpriced', { config: perRun(0.05), env: { MOST: '3' } });
    expect(said).toEqual({ made: 3 });
    expect(events.filter(event => event.type === 'unpriced_model')).toHaveLength(1);
  });

  test('is blocked, where that is asked for', async () => {
    const { said, provider } = await guarded('unpriced', { config: { ...perRun(0.05), onUnpriced: 'block' } });
    expect(said).toMatchObject({
      made: 0,
      budget: true,
      message: expect.stringContaining('no price is known for acme-llm-7b'),
    });
    expect(provider.requests).toHaveLength(0);
  });
});

test('the user’s own prices count', async () => {
  const prices = {
    models: [
      { match: 'acme-*', input: 10, output: 10 },
      { match: 'x', input: -1 },
    ],
  };
  const { said, events } = await guarded('unpriced', { config: { ...perRun(0.2), prices } });
  expect(said).toMatchObject({ made: 2, budget: true });
  expect(said['message']).toContain('spent $0.2200 of $0.2000');
  expect(events[0]).toMatchObject({ type: 'config_problem', path: expect.stringContaining('prices.models[1]') });
});

test('what a cut answer cost is rounded up', async () => {
  // 300 characters came: at least 100 tokens of output at $10/M, where the provider would have told none.
  const { said } = await guarded('cut', { config: { budgets: [{ per: 'run', tokens: 100 }] } });
  expect(said).toMatchObject({ made: 1, budget: true });
});

describe('run()', () => {
  test.each(['openai', 'anthropic', 'stream', 'fetch'])('rejects with BudgetExceededError: %s', async how => {
    const { said, runs, runEnds } = await guarded(`run:${how}`);
    expect(said).toMatchObject({ name: 'BudgetExceededError', own: true, budget: true });
    expect(said['message']).toMatch(
      /^Budget exceeded: spent \$0\.1\d{3} of \$0\.1000 \(run budget\)\. Raise it with Raise Budget in the editor or where run\(\) is given it$/,
    );
    expect(said['cause']).toMatch(/Error/);
    expect(runs[0]).toMatchObject({ name: 'inner', guard: 'armed' });
    expect(runEnds[0]).toMatchObject({ run: runs[0]?.run, status: 'stopped', reason: 'budget_exceeded' });
  });

  test('guards a manual call', async () => {
    const { said, llm } = await guarded('run:llm');
    expect(said).toMatchObject({
      name: 'BudgetExceededError',
      message: expect.stringContaining('Budget exceeded: spent $0.1050 of $0.1000 (run budget)'),
    });
    expect(llm.map(span => span.end?.status)).toEqual(['ok', 'ok', 'ok', 'blocked']);
  });
});

describe('the editor', () => {
  /** Writes a control file for the run as soon as it is known. */
  async function controlled(how: string, control: object, options: GuardOptions): Promise<Guarded> {
    const home = temporaryFolder();
    const dir = join(home, 'project', '.spanmeter');
    const { readRecording } = await import('./support/agent.ts');
    const watch = setInterval(() => {
      const run = readRecording(dir).runs[0]?.run;
      if (run === undefined) return;
      mkdirSync(join(dir, 'control'), { recursive: true });
      writeFileSync(join(dir, 'control', `${run}.json`), JSON.stringify(control));
      clearInterval(watch);
    }, 10);
    onTestFinished(() => clearInterval(watch));
    return guarded(how, { ...options, home, dir, env: { PAUSE: '60', ...options.env } });
  }

  test('stops a run', async () => {
    const { said, events, runEnds, llm } = await controlled(
      'openai',
      { stop: true, reason: 'enough' },
      { env: { MOST: '50' } },
    );
    expect(said).toMatchObject({ status: 402, budget: false, stop: true });
    expect(said['message']).toContain('Stopped: enough (stop requested)');
    expect(events).toMatchObject([{ type: 'stop_requested', reason: 'enough' }]);
    expect(runEnds).toMatchObject([{ status: 'stopped', reason: 'stop_requested' }]);
    expect(llm.at(-1)?.end?.status).toBe('blocked');
  });

  test('raises a budget', async () => {
    const { said, events } = await controlled('fetch', { budgetUsd: 0.2 }, { config: perRun(0.08) });
    expect(said).toMatchObject({ made: 6, budget: true });
    expect(said['message']).toContain('spent $0.2100 of $0.2000 (run budget)');
    expect(events.find(event => event.type === 'budget_raised')).toMatchObject({ usd: 0.2, from: 0.08 });
  });

  test('sets one where there was none: what was spent before counts', async () => {
    const { said, events } = await controlled('fetch', { budgetUsd: 0.07 }, {});
    expect(said).toMatchObject({ budget: true });
    expect(Number(said['made'])).toBeGreaterThanOrEqual(2);
    expect(events.map(event => event.type)).toContain('budget_raised');
  });
});
