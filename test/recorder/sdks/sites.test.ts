import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { type AgentOptions, markedLine, NODE_20, runAgent, temporaryFolder } from '../support/agent.ts';
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
  const { found, marked, llm } = await lines('sites.mts', 22);
  expect(found).toEqual(marked);
  expect(llm.filter(span => span.end?.status !== 'ok' || span.end.usage_state !== 'reported')).toEqual([]);
});

test('TypeScript through tsx', async () => {
  const { found, marked } = await lines('sites.mts', 22, { nodeArgs: ['--import', 'tsx'] });
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

test('in a bundle, no line is better than one of the SDK', async () => {
  const entry = resolve(SDKS, 'agents/sites.cjs');
  const outfile = join(temporaryFolder(), 'bundle.cjs');
  buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', sourcemap: true, logLevel: 'error' });
  const marked = Array.from({ length: 9 }, (_, index) => markedLine(entry, String(index + 1)));
  const placesIn = async (nodeArgs: readonly string[]) => {
    const providers = await createProviders();
    onTestFinished(() => providers.close());
    const { llm, code } = await runAgent(outfile, { cwd: SDKS, args: [providers.urls.plain], nodeArgs });
    expect([code, llm.length]).toEqual([0, marked.length]);
    return llm.map(({ a }) => [a['code.file.path'], a['code.line.number']]);
  };
  expect(new Set((await placesIn([])).flat())).toEqual(new Set([undefined]));
  const mapped = await placesIn(['--enable-source-maps']);
  for (const [index, place] of mapped.entries())
    expect([
      [undefined, undefined],
      [entry, marked[index]],
    ]).toContainEqual(place);
  // Where the stack leads to the program, it is found.
  expect(mapped.filter(([file]) => file === entry).length).toBeGreaterThan(2);
});
