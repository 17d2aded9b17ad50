import { resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type AgentOptions, markedLine, NODE_20, runAgent } from '../support/agent.ts';
import { createProviders } from './matrix/provider.mjs';

const SDKS = resolve('test/recorder/sdks');

/** The lines at which the calls of an agent were found, and those it marks. */
async function lines(file: string, count: number, options: AgentOptions = {}) {
  const agent = resolve(SDKS, 'agents', file);
  const providers = await createProviders();
  onTestFinished(() => providers.close());
  const finished = await runAgent(agent, { cwd: SDKS, args: [providers.urls.plain], ...options });
  expect([finished.code, finished.err]).toEqual([0, '']);
  return {
    found: finished.llm.map(({ a }) => [a['code.file.path'], a['code.line.number']]),
    marked: Array.from({ length: count }, (_, index) => [agent, markedLine(agent, String(index + 1))]),
    llm: finished.llm,
  };
}

test('TypeScript without a build', async () => {
  const { found, marked, llm } = await lines('sites.mts', 20);
  expect(found).toEqual(marked);
  expect(llm.filter(span => span.end?.status !== 'ok' || span.end.usage_state !== 'reported')).toEqual([]);
});

test('TypeScript through tsx', async () => {
  const { found, marked } = await lines('sites.mts', 20, { nodeArgs: ['--import', 'tsx'] });
  expect(found).toEqual(marked);
});

test('CommonJS', async () => {
  const { found, marked } = await lines('sites.cjs', 9);
  expect(found).toEqual(marked);
});

test('CommonJS through tsx', async () => {
  const { found, marked } = await lines('sites.cjs', 9, { nodeArgs: ['--import', 'tsx'] });
  expect(found).toEqual(marked);
});

test.runIf(NODE_20)('the oldest Node, with modules of both kinds', async () => {
  const modules = await lines('sites-older.mjs', 7, { node: NODE_20! });
  expect(modules.found).toEqual(modules.marked);
  const common = await lines('sites.cjs', 9, { node: NODE_20! });
  expect(common.found).toEqual(common.marked);
});
