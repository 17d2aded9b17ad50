import { cpSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { readOnce } from '../../../src/log/read-once.ts';
import { price } from '../../support/pricer.ts';
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

test('in a bundle, the place is found through its map, and no line is better than one of the SDK', async () => {
  const root = realpathSync(temporaryFolder());
  const [entry, outfile, dir] = ['src/sites.cjs', 'dist/bundle.cjs', '.spanmeter'].map(name => join(root, name));
  if (entry === undefined || outfile === undefined || dir === undefined) throw new Error('three of them');
  cpSync(resolve(SDKS, 'agents/sites.cjs'), entry);
  const nodePaths = [join(SDKS, 'node_modules')];
  const options = {
    bundle: true,
    platform: 'node',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'error',
    nodePaths,
  } as const;
  buildSync({ entryPoints: [entry], outfile, ...options });
  const marked = Array.from({ length: 9 }, (_, index) => [entry, markedLine(entry, String(index + 1))]);
  const run = async (nodeArgs: readonly string[], log: string) => {
    const providers = await createProviders();
    onTestFinished(() => providers.close());
    const { llm, code } = await runAgent(outfile, { cwd: SDKS, args: [providers.urls.plain], nodeArgs, dir: log });
    expect([code, llm.length]).toEqual([0, marked.length]);
    return llm.map(({ a }) => [a['code.file.path'], a['code.line.number']]);
  };
  const mustBeTrue = (places: readonly unknown[][]) => {
    for (const [index, place] of places.entries())
      expect([[undefined, undefined], marked[index]]).toContainEqual(place);
    // Where the stack leads to the program, it is found.
    expect(places.filter(([file]) => file === entry).length).toBeGreaterThan(2);
  };
  // The program's own maps, where it has Node apply them; the reader's, where it has not.
  mustBeTrue(await run(['--enable-source-maps'], join(root, 'mapped')));
  expect(new Set((await run([], dir)).flat())).toEqual(new Set([undefined]));
  const { snapshot } = await readOnce(dir, { price });
  mustBeTrue(snapshot.runs.flatMap(({ calls }) => calls.map(({ site }) => [site?.file, site?.line])));
});
