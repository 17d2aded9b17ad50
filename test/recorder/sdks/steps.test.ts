import { resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createProvider } from '../../support/provider.ts';
import { markedLine, runAgent } from '../support/agent.ts';

const SDKS = resolve('test/recorder/sdks');
const AGENT = resolve(SDKS, 'agents/steps.mjs');

test.each(['generate', 'stream'])('steps and tools of the AI SDK 7, %s', async how => {
  const provider = await createProvider({
    reply({ turn, model }) {
      if (model === 'gpt-4o-mini') return { text: 'A sum.' };
      const call = { name: turn === 0 ? 'read_file' : 'broken', args: { path: 'a.ts' } };
      return turn < 2 ? { toolCalls: [call] } : { text: 'Done.' };
    },
  });
  onTestFinished(() => provider.close());
  const { spans, llm, out, err, text } = await runAgent(AGENT, { cwd: SDKS, args: [provider.url, how] });
  expect([out, err]).toEqual(['Done.\n', '']);
  const byKind = (kind: string) => spans.filter(span => span.start?.kind === kind);
  const steps = byKind('step');
  const [read, broken] = byKind('tool');
  expect(steps.map(({ start, end }) => [start?.name, end?.status])).toEqual([
    ['step 1', 'ok'],
    ['step 2', 'ok'],
    ['step 3', 'ok'],
  ]);
  const parentOf = (index: number) => llm[index]?.start?.parent;
  // The call that the tool makes is within the tool; those of the SDK are within their steps.
  expect([0, 1, 2, 3].map(parentOf)).toEqual([
    steps[0]?.start?.span,
    read?.start?.span,
    steps[1]?.start?.span,
    steps[2]?.start?.span,
  ]);
  expect(read?.start?.parent).toBe(steps[0]?.start?.span);
  expect(llm[1]?.a['code.line.number']).toBe(markedLine(AGENT, 'inner'));
  expect(read?.a).toMatchObject({
    'gen_ai.tool.name': 'read_file',
    'gen_ai.tool.call.id': llm[0]?.end?.tool_calls?.[0]?.id,
    'spanmeter.tool.args': llm[0]?.end?.tool_calls?.[0]?.args,
    'spanmeter.tool.result_bytes': 'the content'.length,
  });
  expect(read?.a['spanmeter.tool.result']).toBe(llm[2]?.request?.tool_results?.[0]?.result);
  expect([broken?.end?.status, broken?.a['error.type']]).toEqual(['error', 'RangeError']);
  expect(text).not.toMatch(/never written|the content|a\.ts/);
});
