import { expect, onTestFinished, test } from 'vitest';
import { createProvider, type Provider, type Script } from '../support/provider.ts';
import { agentFile, type Finished, markedLine, runAgent } from './support/agent.ts';

const TEXT = 'Hello wörld, how are you today?';

async function provided(reply: Script = [{ text: TEXT }]): Promise<Provider> {
  const provider = await createProvider({ reply });
  onTestFinished(() => provider.close());
  return provider;
}

async function ask(names: readonly string[], reply?: Script): Promise<Finished & { readonly provider: Provider }> {
  const provider = await provided(reply);
  const finished = await runAgent('openai.mjs', { args: [provider.url, ...names] });
  // The SDK itself says on stderr what it could not read.
  expect(finished.err).not.toMatch(/spanmeter|recorder/i);
  expect(finished.code).toBe(0);
  return { ...finished, provider };
}

test('every way to ask is one call, at its line, with the usage the provider reported', async () => {
  const names = ['plain', 'stream', 'helper', 'responses', 'responses-stream', 'responses-helper'];
  const { llm, out, provider, runs, runEnds, lines } = await ask(names);
  expect(out).toContain(`plain: ${TEXT}\nstream: ${TEXT}\nhelper: ${TEXT}\nresponses: ${TEXT}`);
  expect(llm).toHaveLength(names.length);
  for (const [index, name] of names.entries()) {
    const span = llm[index];
    const counts = provider.requests[index]?.counts;
    expect([name, span?.end?.status, span?.end?.usage_state]).toEqual([name, 'ok', 'reported']);
    expect(span?.a).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.usage.input_tokens': counts?.input,
      'gen_ai.usage.output_tokens': counts?.output,
      'http.response.status_code': 200,
      'server.address': `127.0.0.1:${provider.port}`,
      'spanmeter.attempt': 1,
      'code.file.path': agentFile('openai.mjs'),
      'code.line.number': markedLine('openai.mjs', name),
    });
    expect(span?.end?.usage).toEqual(provider.requests[index]?.usage);
    expect(span?.a['gen_ai.request.stream']).toBe(/stream|helper/.test(name) ? true : undefined);
  }
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ name: 'openai.mjs', guard: 'off', budgets: [] });
  expect(runEnds).toMatchObject([{ status: 'ok' }]);
  expect(lines[0]).toMatchObject({ t: 'process', v: 1, argv: { script: 'openai.mjs', args: names.length + 1 } });
  expect(lines.at(-1)).toMatchObject({
    t: 'coverage',
    sdks: { openai: '7.57.0' },
    transports: { fetch: names.length },
  });
});

test('tool calls and results are hashes; a conversation is followed', async () => {
  const { llm } = await ask(['tools'], ({ turn }) =>
    turn < 3
      ? { toolCalls: [{ name: 'read_file', args: { path: 'a.ts', explanation: `try ${turn}` } }] }
      : { text: TEXT },
  );
  expect(llm).toHaveLength(4);
  const [first, second, third, last] = llm;
  const hash = expect.stringMatching(/^[0-9a-f]{16}$/);
  expect(first?.end?.tool_calls).toEqual([{ id: expect.stringMatching(/^call_/), name: 'read_file', args: hash }]);
  expect(second?.end?.tool_calls?.[0]?.args).toBe(first?.end?.tool_calls?.[0]?.args);
  expect(first?.request?.parts).toMatchObject({
    system: { n: 1, hash },
    tools: { n: 1, items: [{ name: 'read_file' }] },
    user: { n: 1, hash },
  });
  expect(first?.request?.prefix).toBeUndefined();
  expect(second?.request?.prefix).toMatchObject({ same: 3, of: 5, span: first?.start?.span });
  expect(third?.request?.prefix).toMatchObject({ same: 5, of: 7, span: second?.start?.span });
  expect(last?.request?.parts).toMatchObject({ history: { n: 3 }, tool_results: { n: 3 }, user: { n: 1 } });
  // The time in a result is no difference.
  const results = [second, third, last].map(span => span?.request?.tool_results ?? []);
  expect(results.map(list => list.length)).toEqual([1, 1, 1]);
  expect(new Set(results.flat().map(result => result.result)).size).toBe(1);
  expect(last?.end?.tool_calls).toBeUndefined();
});

test('tool calls come out of a stream whole, and runTools is at its line', async () => {
  const { llm, out } = await ask(['tools-stream', 'run-tools'], ({ turn }) =>
    turn === 0 ? { toolCalls: [{ name: 'read_file', args: { path: 'ä.ts' } }], splitBytes: 7 } : { text: TEXT },
  );
  expect(out).toContain('tools-stream: {"path":"ä.ts"}');
  expect(llm.map(span => span.end?.tool_calls?.length)).toEqual([1, 1, undefined]);
  expect(llm[0]?.end?.tool_calls?.[0]?.args).toBe(llm[1]?.end?.tool_calls?.[0]?.args);
  expect(llm[1]?.a['code.line.number']).toBe(markedLine('openai.mjs', 'run-tools'));
});

test('a stream without usage is estimated, and said to be', async () => {
  const { llm } = await ask(['stream-no-usage'], [{ text: TEXT.repeat(20) }]);
  const [span] = llm;
  expect(span?.end).toMatchObject({ status: 'ok', usage_state: 'estimated' });
  expect(span?.end?.usage).toBeUndefined();
  const output = Number(span?.a['gen_ai.usage.output_tokens']);
  expect(output).toBeGreaterThan((TEXT.length * 20) / 8);
  expect(output).toBeLessThan((TEXT.length * 20) / 2);
  expect(span?.a['gen_ai.usage.input_tokens']).toBeGreaterThan(0);
});

test('what the server keeps of a prompt is flagged', async () => {
  const { llm } = await ask(['remote']);
  expect(llm.map(span => span.request?.remote_context)).toEqual([undefined, true]);
});

test('a caller who leaves a stream, or aborts it, ends the call as cancelled', async () => {
  const { llm, out } = await ask(['break', 'abort'], () => ({ text: TEXT.repeat(40), chunkMs: 1 }));
  expect(out).toBe('break: left\nabort: aborted\n');
  expect(llm.map(span => span.end?.status)).toEqual(['cancelled', 'cancelled']);
  expect(llm.map(span => span.end?.usage_state)).toEqual(['estimated', 'estimated']);
});

test('an abort before the answer, and an answer nobody reads', async () => {
  const { llm, out } = await ask(['abort-early', 'unread'], ({ index }) => ({
    text: TEXT,
    delayMs: index === 0 ? 500 : 0,
  }));
  expect(out).toBe('abort-early: APIUserAbortError\nunread: 200\n');
  expect(llm[0]?.end).toMatchObject({ status: 'cancelled', usage_state: 'missing', a: { 'error.type': 'AbortError' } });
  expect(llm[1]?.end).toMatchObject({ status: 'cancelled', a: { 'error.type': 'process_exit' } });
});

test.each([
  [429, 'rate_limit_exceeded'],
  [500, 'server_error'],
])('a retry after %i is an attempt of its own', async (status, type) => {
  const { llm, out } = await ask(['error'], ({ index }) =>
    index === 0 ? { status, headers: { 'retry-after-ms': '1' } } : { text: TEXT },
  );
  expect(out).toBe(`error: ${TEXT}\n`);
  expect(llm.map(span => [span.end?.status, span.a['spanmeter.attempt'], span.a['http.response.status_code']])).toEqual(
    [
      ['error', 1, status],
      ['ok', 2, 200],
    ],
  );
  expect(llm[0]?.a['error.type']).toMatch(new RegExp(`${type}|${status}`));
  expect(llm[0]?.end?.usage_state).toBe('missing');
  expect(llm[1]?.request?.prefix).toMatchObject({ same: 2, of: 2, span: llm[0]?.start?.span });
});

test('faults of a plain answer are the caller’s to see, and told', async () => {
  const script: Script = [
    { text: TEXT, fault: 'garbage' },
    { text: TEXT, fault: 'null-choices' },
    { text: TEXT, fault: 'usage-never' },
    { status: 400 },
  ];
  const { llm, out } = await ask(['error', 'error', 'error', 'error'], script);
  expect(out).toMatch(/^error: SyntaxError/);
  expect(llm.map(span => [span.end?.status, span.a['error.type']])).toEqual([
    ['error', 'incomplete_answer'],
    ['ok', undefined],
    ['ok', undefined],
    ['error', expect.any(String)],
  ]);
  expect(llm.map(span => span.end?.usage_state)).toEqual(['estimated', 'reported', 'estimated', 'missing']);
});

test('faults of a stream are the caller’s to see, and told', async () => {
  const script: Script = (
    ['garbage', 'error-event', 'truncate', 'no-terminal', 'usage-twice', 'null-choices'] as const
  ).map(fault => ({ text: TEXT.repeat(3), fault }));
  const { llm, provider } = await ask(
    Array.from({ length: 6 }, () => 'error-stream'),
    script,
  );
  const status = llm.map(span => span.end?.status);
  expect(status.slice(1, 3)).toEqual(['error', 'error']);
  expect(llm[1]?.a['error.type']).toBe('server_error');
  // Twice the usage is not twice the tokens.
  expect(llm[4]?.a['gen_ai.usage.output_tokens']).toBe(provider.requests[4]?.counts?.output);
  expect(status.slice(4)).toEqual(['ok', 'ok']);
});

test('a connection that cannot be made', async () => {
  const provider = await createProvider();
  await provider.close();
  const { llm, code } = await runAgent('openai.mjs', { args: [provider.url, 'error'] });
  expect(code).toBe(0);
  expect(llm).toHaveLength(3);
  expect(llm.map(span => span.a['error.type'])).toEqual(['ECONNREFUSED', 'ECONNREFUSED', 'ECONNREFUSED']);
  expect(llm.map(span => span.end?.status)).toEqual(['error', 'error', 'error']);
  expect(llm.map(span => span.a['spanmeter.attempt'])).toEqual([1, 2, 3]);
});
