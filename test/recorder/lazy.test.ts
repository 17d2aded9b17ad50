import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createProvider } from '../support/provider.ts';
import { runAgent, temporaryFolder } from './support/agent.ts';
import { RECORDER } from './support/build.ts';

async function loadedBy(method: string, env: NodeJS.ProcessEnv = {}) {
  const provider = await createProvider({ reply: [{ text: 'Hello' }] });
  onTestFinished(() => provider.close());
  const agent = await runAgent('lazy.mjs', { args: [provider.url, method], env });
  expect(agent.err).toBe('');
  return { ...agent, loaded: JSON.parse(agent.out) };
}

test('what records a call is loaded with the first, and limits only where there are some', async () => {
  const { loaded, llm } = await loadedBy('POST');
  expect(loaded).toEqual({ before: ['register.cjs'], after: ['register.cjs', 'calls.cjs'] });
  expect(llm).toHaveLength(1);
  const { loaded: withBudget } = await loadedBy('POST', { SPANMETER_BUDGET_USD: '1' });
  expect(withBudget.after).toEqual(['register.cjs', 'calls.cjs', 'guard.cjs']);
});

test('a process that sends nothing loads nothing more', async () => {
  const { loaded, lines } = await loadedBy('GET');
  expect(loaded.after).toEqual(['register.cjs']);
  expect(lines).toEqual([]);
});

test('the clock is the one of the start, whatever the program has put in its place by the first call', async () => {
  const { lines } = await loadedBy('POST');
  const times = lines.map(line => Number(line['ts'] ?? Number.NaN)).filter(time => !Number.isNaN(time));
  expect(times.length).toBeGreaterThan(3);
  expect(Math.min(...times)).toBeGreaterThan(1e12);
});

test('a recorder of which a part is missing leaves the program alone', async () => {
  const provider = await createProvider({ reply: [{ text: 'Hello' }] });
  onTestFinished(() => provider.close());
  const folder = temporaryFolder();
  copyFileSync(join(RECORDER, 'register.cjs'), join(folder, 'register.cjs'));
  const preload = ['--require', join(folder, 'register.cjs')];
  const agent = await runAgent('lazy.mjs', { args: [provider.url], plain: true, nodeArgs: preload });
  expect([agent.err, agent.code]).toEqual(['', 0]);
  expect(JSON.parse(agent.out).after).toEqual(['register.cjs']);
  expect(agent.lines).toEqual([]);
});
