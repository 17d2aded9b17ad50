/** Calls through `http.client`, and what stands on it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../recorder/support/agent.ts';
import type { Script } from '../support/provider.ts';
import { agentFile, markedLine, provided, runPython } from './support/run.ts';

const TEXT = 'Hello wörld, how are you today?';

async function use(names: readonly string[], reply: Script = [{ text: TEXT }], env: NodeJS.ProcessEnv = {}) {
  const provider = await provided({ reply });
  const finished = await runPython('library.py', { args: [provider.url, ...names], env });
  expect([finished.err, finished.code]).toEqual(['', 0]);
  return { provider, ...finished };
}

test('every way to send and to read', async () => {
  const names = ['plain', 'stream', 'stream_in_pieces', 'readinto', 'connection', 'by_hand', 'chunked', 'from_file'];
  const { llm, out, provider, lines } = await use(names);
  expect(out).toBe(
    `plain: "${TEXT}"\nstream: true\nstream_in_pieces: true\nreadinto: true\nconnection: true\nby_hand: "${TEXT}"\nchunked: "${TEXT}"\nfrom_file: "${TEXT}"\n`,
  );
  expect(llm).toHaveLength(9);
  for (const [index, span] of llm.entries()) {
    expect([index, span.end?.status, span.end?.usage_state]).toEqual([index, 'ok', 'reported']);
    expect(span.a['gen_ai.usage.output_tokens']).toBe(provider.requests[index]?.counts?.output);
    expect(span.a['server.address']).toBe(`127.0.0.1:${provider.port}`);
  }
  expect(llm[0]?.a).toMatchObject({
    'code.file.path': agentFile('library.py'),
    'code.line.number': markedLine('library.py', 'asked'),
    'code.function.name': 'asked',
  });
  expect(llm[4]?.a['code.line.number']).toBe(markedLine('library.py', 'connection'));
  expect(lines[0]).toMatchObject({
    t: 'process',
    v: 1,
    tid: 0,
    argv: { script: 'library.py', args: 9 },
    recorder: expect.stringMatching(/^python \d/),
  });
  expect(lines.at(-1)).toMatchObject({ t: 'coverage', transports: { 'http.client': 9 } });
});

test('compressed answers', async () => {
  const { llm } = await use(['zipped', 'stream'], [{ text: TEXT, gzip: true }]);
  expect(llm.map(span => span.end?.usage_state)).toEqual(['reported', 'reported']);
});

test('answers that are not read to their end', async () => {
  const { llm, out } = await use(['left', 'forgotten'], [{ text: TEXT.repeat(200) }]);
  expect(out).toBe('left: "data:"\nforgotten: "forgotten"\n');
  expect(llm.map(span => [span.end?.status, span.end?.usage_state])).toEqual([
    ['cancelled', 'estimated'],
    ['cancelled', 'estimated'],
  ]);
});

test('a body that only the program may read is said not to have been looked at', async () => {
  const { llm, lines } = await use(['file_by_hand']);
  expect(llm).toEqual([]);
  expect(lines.at(-1)).toMatchObject({ t: 'coverage', transports: { 'http.client, body not read': 1 } });
});

test('failures are the program’s to see, and told', async () => {
  const script: Script = [
    { status: 404 },
    { status: 429 },
    { text: TEXT, delayMs: 2000 },
    { text: TEXT, fault: 'truncate' },
  ];
  const { llm, out } = await use(
    ['other', 'failed', 'refused_connection', 'timed_out', 'broken_off', 'twice'].slice(1),
    script.slice(1),
  );
  expect(out).toMatch(
    /failed: \[429, "Too Many Requests", true, "application\/json"\]\nrefused_connection: "URLError\(ConnectionRefusedError\(\d+, 'Connection refused'\)\)"\ntimed_out: "(?:TimeoutError|timeout)"/,
  );
  expect(llm.map(span => [span.end?.status, span.a['error.type']]).slice(0, 3)).toEqual([
    ['error', 'rate_limit_exceeded'],
    ['error', 'ECONNREFUSED'],
    ['cancelled', expect.stringMatching(/^(?:TimeoutError|timeout)$/)],
  ]);
  expect(llm[3]?.end?.status).toBe('error');
});

test('threads and forks', async () => {
  const { llm, runs, runEnds, files } = await use(['threads', 'forked']);
  expect(llm).toHaveLength(10);
  expect(llm.every(span => span.end?.status === 'ok')).toBe(true);
  // A fork goes on in the run of its parent, in a file of its own, and does not end it.
  expect([runs.length, runEnds.length, files.length]).toEqual([1, 1, 2]);
});

const EXPENSIVE: Script = [{ text: 'ok', usage: { input: 10_000, output: 1000 } }];

test('a refused call never leaves, and looks like an answer of the provider', async () => {
  const { out, provider, llm, events, runEnds } = await use(['spent'], EXPENSIVE, { SPANMETER_BUDGET_USD: '0.1' });
  expect(out).toContain('spent: [3, 402, true, "Budget exceeded: spent $0.1050 of $0.1000 (run budget)');
  expect(provider.requests).toHaveLength(3);
  expect(llm.map(span => span.end?.status)).toEqual(['ok', 'ok', 'ok', 'blocked']);
  expect(events.map(event => event.type)).toEqual(['budget_alert', 'budget_exceeded']);
  expect(runEnds).toMatchObject([{ status: 'stopped', reason: 'budget_exceeded' }]);
});

test('run() says what its calls were refused for', async () => {
  const { out } = await use(['spent_in_a_run'], EXPENSIVE);
  expect(out).toContain('["Budget exceeded: spent $0.1050 of $0.1000 (run budget)');
  expect(out).toContain('"HTTPError"]');
});

test('calls side by side can’t pass a limit together', async () => {
  const { out, llm, provider } = await use(['spent_in_parallel'], () => ({
    text: 'ok',
    usage: { input: 10_000, output: 1000 },
    delayMs: 300,
  }));
  const ok = llm.filter(span => span.end?.status === 'ok').length;
  expect(JSON.parse(out.replace('spent_in_parallel: ', ''))).toHaveLength(10);
  expect(provider.requests).toHaveLength(ok);
  // Each may cost up to $0.0102 by its size and its bound, and cost $0.035: what was let go was within the limit as far as was known.
  expect(ok).toBeGreaterThan(0);
  expect(ok).toBeLessThan(10);
});

test('budgets of the day are shared with other processes', async () => {
  const home = temporaryFolder();
  const project = join(home, 'project');
  mkdirSync(join(project, '.spanmeter'), { recursive: true });
  writeFileSync(join(project, 'spanmeter.json'), JSON.stringify({ budgets: [{ per: 'day', usd: 0.2 }] }));
  const provider = await provided({ reply: EXPENSIVE });
  const options = { args: [provider.url, 'spent'], home, cwd: project, dir: join(project, '.spanmeter') };
  await Promise.all([
    runPython('library.py', options),
    runPython('library.py', options),
    runPython('library.py', options),
  ]);
  const { out } = await runPython('library.py', options);
  expect(out).toContain('[0, 402, true, "Budget exceeded: spent $0.2');
  // Without a bound the calls that are under way may pass the limit, by one each.
  expect(provider.requests.length).toBeGreaterThanOrEqual(6);
  expect(provider.requests.length).toBeLessThanOrEqual(8);
});

describe('with a configuration', () => {
  async function configured(config: object, name: string, env: NodeJS.ProcessEnv = {}) {
    const home = temporaryFolder();
    const project = join(home, 'project');
    mkdirSync(join(project, '.spanmeter'), { recursive: true });
    writeFileSync(join(project, 'spanmeter.json'), JSON.stringify(config));
    const provider = await provided({ reply: EXPENSIVE });
    const finished = await runPython('library.py', {
      args: [provider.url, name],
      home,
      cwd: project,
      dir: join(project, '.spanmeter'),
      env,
    });
    expect([finished.err, finished.code]).toEqual(['', 0]);
    return { provider, ...finished };
  }

  test('a limit that pauses stops once in a debugger, and is passed when the program is told to go on', async () => {
    const { out, events, llm } = await configured({ budgets: [{ per: 'run', usd: 0.07, action: 'pause' }] }, 'paused');
    expect(out).toBe('paused: ["Budget exceeded"]\n');
    expect(llm.every(span => span.end?.status === 'ok')).toBe(true);
    expect(events.map(event => event.type)).toEqual(['budget_alert', 'budget_paused']);
  });

  test('without a debugger it refuses', async () => {
    const { out, llm } = await configured({ budgets: [{ per: 'run', usd: 0.07, action: 'pause' }] }, 'spent');
    expect(out).toContain('spent: [2, 402, true,');
    expect(llm.at(-1)?.end?.status).toBe('blocked');
  });

  test.each([
    ['a process that goes on hears of it', '4', ['budget_alert', 'webhook_sent']],
    ['one that ends does not hold it up', '0', ['budget_alert']],
  ])('an alert reaches the webhook: %s', async (_, wait, types) => {
    const heard: string[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request
        .on('data', data => (text += data))
        .on('end', () => {
          heard.push(text);
          response.end('ok');
        });
    });
    onTestFinished(() => void server.close());
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const config = { budgets: [{ per: 'run', usd: 0.1 }], webhook: { env: 'HOOK' } };
    const { events, text } = await configured(config, 'alerted', {
      HOOK: `http://127.0.0.1:${port}/secret-path`,
      WAIT: wait,
    });
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(1);
    expect(JSON.parse(heard[0] ?? '').text).toMatch(
      /^Spanmeter: run budget at 105%: \$0\.1050 of \$0\.1000\. Crossed by call [0-9a-f]{16} \(gpt-4o\) of run library\.py/,
    );
    expect(events.map(event => event.type)).toEqual(types);
    expect(text).not.toContain('secret-path');
  });
});

test('a fork in the middle of a stream ends nothing of its parent', async () => {
  const { llm, spans, runs, runEnds } = await use(['forked_within']);
  expect(runs.map(run => run.name)).toEqual(['outer']);
  expect(runEnds.map(end => end.status)).toEqual(['ok']);
  expect(llm.map(span => [span.end?.status, span.end?.usage_state])).toEqual([
    ['ok', 'reported'],
    ['ok', 'reported'],
  ]);
  expect(spans.find(span => span.start?.kind === 'turn')?.end?.status).toBe('ok');
});
