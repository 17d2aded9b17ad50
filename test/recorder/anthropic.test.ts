import { expect, onTestFinished, test } from 'vitest';
import { createProvider, type Provider, type Script } from '../support/provider.ts';
import { agentFile, type Finished, markedLine, runAgent } from './support/agent.ts';

const TEXT = 'Hello wörld, how are you today?';

async function ask(
  names: readonly string[],
  reply: Script = [{ text: TEXT }],
): Promise<Finished & { provider: Provider }> {
  const provider = await createProvider({ reply });
  onTestFinished(() => provider.close());
  const finished = await runAgent('anthropic.mjs', { args: [provider.url, ...names] });
  expect(finished.code).toBe(0);
  return { ...finished, provider };
}

test('every way to ask is one call, at its line, with the usage the provider reported', async () => {
  const names = ['plain', 'stream', 'helper', 'beta'];
  const { llm, out, provider, err } = await ask(names);
  expect(err).toBe('');
  expect(out).toBe(names.map(name => `${name}: ${TEXT}\n`).join(''));
  expect(llm).toHaveLength(names.length);
  for (const [index, name] of names.entries()) {
    const counts = provider.requests[index]?.counts;
    expect([name, llm[index]?.end?.status, llm[index]?.end?.usage_state]).toEqual([name, 'ok', 'reported']);
    expect(llm[index]?.a).toMatchObject({
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.max_tokens': 1000,
      'gen_ai.usage.input_tokens': counts?.input,
      'gen_ai.usage.output_tokens': counts?.output,
      'gen_ai.usage.cache_read.input_tokens': counts?.cacheRead,
      'code.file.path': agentFile('anthropic.mjs'),
      'code.line.number': markedLine('anthropic.mjs', name),
    });
    expect(llm[index]?.request?.parts).toMatchObject({ system: { n: 1 }, user: { n: 1 } });
  }
});

test('cache buckets are told apart, in a stream as in a plain answer', async () => {
  const usage = { input: 1000, cacheRead: 600, cacheWrite5m: 200, cacheWrite1h: 100, output: 20 };
  const { llm } = await ask(['plain', 'stream'], [{ text: TEXT, usage }]);
  for (const span of llm) {
    expect(span.a).toMatchObject({
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.cache_read.input_tokens': 600,
      'gen_ai.usage.cache_write.input_tokens': 300,
      'spanmeter.usage.cache_write_1h.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
    });
  }
});

test('tool calls and results, with errors, in blocks of their own', async () => {
  const { llm, out } = await ask(['tools', 'tools-stream'], ({ turn }) =>
    turn < 2 ? { text: 'Looking.', toolCalls: [{ name: 'read_file', args: { path: 'ä.ts' } }] } : { text: TEXT },
  );
  expect(out).toBe(`tools: ${TEXT}\ntools-stream: {"path":"ä.ts"}\n`);
  const [first, second, third, streamed] = llm;
  expect(new Set([first, second, streamed].map(span => span?.end?.tool_calls?.[0]?.args)).size).toBe(1);
  expect(second?.request?.tool_results).toMatchObject([{ bytes: 4, error: true }]);
  expect(third?.request?.parts).toMatchObject({
    tool_results: { n: 2 },
    history: { n: 2 },
    user: { n: 1 },
    tools: { n: 1 },
  });
  // Tools, system and the one message before it.
  expect(second?.request?.prefix).toMatchObject({ same: 3, of: 5, span: first?.start?.span });
});

test('a stream that is left keeps what was known of its usage', async () => {
  const { llm } = await ask(['break'], [{ text: TEXT.repeat(30), chunkMs: 1 }]);
  expect(llm[0]?.end).toMatchObject({ status: 'cancelled', usage_state: 'partial' });
  expect(llm[0]?.a['gen_ai.usage.input_tokens']).toBeGreaterThan(0);
});

test('errors, in a plain answer and after a retry', async () => {
  const { llm, out } = await ask(
    ['error', 'error'],
    [{ status: 400 }, { status: 529, headers: { 'retry-after-ms': '1' } }, { text: TEXT }],
  );
  expect(out).toMatch(/^error: BadRequestError 400\nerror: Hello/);
  expect(llm.map(span => [span.end?.status, span.a['error.type'], span.a['spanmeter.attempt']])).toEqual([
    ['error', 'invalid_request_error', 1],
    ['error', expect.stringMatching(/overloaded_error|529/), 1],
    ['ok', undefined, 2],
  ]);
});

test('counting tokens is no call', async () => {
  const { llm, files, out } = await ask(['count']);
  expect(out).toBe('count: true\n');
  expect(llm).toEqual([]);
  // Only what there was to see: an SDK was loaded, and nothing was asked.
  expect(files).toHaveLength(1);
});
