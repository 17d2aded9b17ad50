import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { createProvider } from '../support/provider.ts';
import { agentFile, markedLine, NODE_20, runAgent, type Span, temporaryFolder } from './support/agent.ts';

const siteOf = ({ a }: Span) => [a['code.file.path'], a['code.line.number']];

async function sitesIn(file: string, node?: string): Promise<readonly Span[]> {
  const provider = await createProvider({ reply: [{ text: 'Hello' }] });
  onTestFinished(() => provider.close());
  const finished = await runAgent(file, { args: [provider.url], ...(node && { node }) });
  expect([finished.code, finished.err]).toEqual([0, '']);
  return finished.llm;
}

test('CommonJS', async () => {
  const spans = await sitesIn('sites.cjs');
  const marks = ['openai', 'anthropic', 'arrow', 'fetch', 'all', 'all'];
  expect(spans.map(siteOf)).toEqual(marks.map(mark => [agentFile('sites.cjs'), markedLine('sites.cjs', mark)]));
  expect(spans[0]?.a['code.function.name']).toMatch(/step$/);
  expect(spans[3]?.a['code.function.name']).toBe('bare');
  // Columns count from 1 and point at the method's name.
  expect(spans[0]?.a['code.column.number']).toBe('    await openai.chat.completions.'.length + 1);
});

test('TypeScript without a build', async () => {
  const spans = await sitesIn('sites.ts');
  expect(spans.map(siteOf)).toEqual([[agentFile('sites.ts'), markedLine('sites.ts', 'ts')]]);
});

test.runIf(NODE_20)('CommonJS on the oldest Node', async () => {
  const spans = await sitesIn('sites.cjs', NODE_20);
  const marks = ['openai', 'anthropic', 'arrow', 'fetch', 'all', 'all'];
  expect(spans.map(siteOf)).toEqual(marks.map(mark => [agentFile('sites.cjs'), markedLine('sites.cjs', mark)]));
});

test('code that was built is told by its source: by Node’s maps, or by what the program has for it', async () => {
  const outfile = join(temporaryFolder(), 'built.mjs');
  buildSync({ entryPoints: [agentFile('mapped.ts')], outfile, format: 'esm', sourcemap: true, minifySyntax: true });
  const { llm } = await runAgent(outfile, { nodeArgs: ['--enable-source-maps'] });
  const line = markedLine('mapped.ts', 'mapped');
  expect(llm.map(siteOf)).toEqual([
    [agentFile('mapped.ts'), line],
    [agentFile('mapped.ts'), line],
  ]);
  const unmapped = await runAgent(outfile);
  expect(unmapped.llm.map(siteOf)).toEqual([
    [outfile, expect.any(Number)],
    ['/elsewhere/original.ts', unmapped.llm[0]?.a['code.line.number']],
  ]);
  expect(unmapped.llm[0]?.a['code.line.number']).not.toBe(line);
});
