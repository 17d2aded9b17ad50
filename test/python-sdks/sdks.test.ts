/** With the SDKs as their makers ship them: every call is one, at its line, with the usage the provider told. */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pythonIn } from '../../scripts/python-sdks.mjs';
import { type PythonOptions, provided, runPython } from '../python/support/run.ts';
import type { Finished } from '../recorder/support/agent.ts';
import { createProvider, type Script } from '../support/provider.ts';

const FILE = resolve('test/python-sdks/agents/sdks.py');
const TEXT = 'Hello wörld, how are you today?';
const folders = JSON.parse(process.env['SPANMETER_PYTHON_SDKS'] ?? '{}') as Record<string, string>;

const line = (mark: string): number =>
  readFileSync(FILE, 'utf8')
    .split('\n')
    .findIndex(text => text.endsWith(`# @${mark}`)) + 1;

async function use(set: string, url: string, names: readonly string[], options: PythonOptions = {}): Promise<Finished> {
  const folder = folders[set];
  if (folder === undefined) throw new Error('run `node scripts/test.mjs python-sdks`: it installs the SDKs');
  const finished = await runPython('', { ...options, python: pythonIn(folder), args: [FILE, url, ...names] });
  expect([finished.err, finished.code]).toEqual(['', 0]);
  return finished;
}

async function ask(
  set: string,
  names: readonly string[],
  reply: Script = [{ text: TEXT }],
  options: PythonOptions = {},
) {
  const provider = await createProvider({ reply });
  onTestFinished(() => provider.close());
  return { provider, ...(await use(set, provider.url, names, options)) };
}

describe.each([
  ['newest', 'httpx2'],
  ['older', 'httpx'],
])('%s openai and anthropic', (set, transport) => {
  test('every way to ask', async () => {
    const names = [
      'plain',
      'stream',
      'helper',
      'responses',
      'responses_stream',
      'raw',
      'messages',
      'messages_stream',
      'messages_async',
    ];
    const { llm, out, provider, lines } = await ask(set, names);
    expect(out).toContain(`plain: "${TEXT}"\nstream: "${TEXT}"\nhelper: "${TEXT}"\nresponses: "${TEXT}"`);
    expect(llm.map(span => [span.end?.status, span.end?.usage_state, span.a['code.line.number']])).toEqual(
      names.map(name => ['ok', 'reported', line(name)]),
    );
    for (const [index, span] of llm.entries()) {
      expect(span.a['gen_ai.usage.output_tokens']).toBe(provider.requests[index]?.counts?.output);
      expect(span.end?.usage).toEqual(provider.requests[index]?.usage);
      expect(span.a['code.file.path']).toBe(FILE);
    }
    expect(lines.at(-1)).toMatchObject({
      t: 'coverage',
      sdks: { openai: expect.stringMatching(/^\d/), anthropic: expect.stringMatching(/^\d/) },
    });
    expect(lines.at(-1)?.['transports']).toMatchObject({ [transport]: names.length });
  });

  test('tools, and a conversation that is followed', async () => {
    const { llm } = await ask(set, ['tools'], ({ turn }) =>
      turn < 2 ? { toolCalls: [{ name: 'read_file', args: { path: 'ä.ts' } }] } : { text: TEXT },
    );
    expect(llm).toHaveLength(3);
    expect(llm[1]?.request?.prefix?.span).toBe(llm[0]?.start?.span);
    expect(llm[0]?.end?.tool_calls?.[0]?.args).toBe(llm[1]?.end?.tool_calls?.[0]?.args);
    expect(llm[1]?.request?.tool_results?.[0]?.result).toBe(llm[2]?.request?.tool_results?.[0]?.result);
  });

  test('left, cancelled, retried', async () => {
    const slow = await ask(set, ['left', 'cancelled'], ({ index }) => ({
      text: TEXT.repeat(30),
      chunkMs: 1,
      delayMs: index === 1 ? 3000 : 0,
    }));
    expect(slow.out).toBe('left: "left"\ncancelled: "cancelled"\n');
    expect(slow.llm.map(span => [span.end?.status, span.end?.usage_state])).toEqual([
      ['cancelled', 'estimated'],
      ['cancelled', 'missing'],
    ]);
    const { llm } = await ask(set, ['retried'], ({ index }) =>
      index === 0 ? { status: 500, headers: { 'retry-after-ms': '1' } } : { text: TEXT },
    );
    expect(llm.map(span => [span.end?.status, span.a['spanmeter.attempt']])).toEqual([
      ['error', 1],
      ['ok', 2],
    ]);
  });

  test('asynchronous calls are at their line, and where that can’t be, it is said', async () => {
    const { llm } = await ask(set, ['asynchronous']);
    const sites = llm.map(span => [span.a['code.line.number'], span.a['spanmeter.code.confidence']]);
    expect(sites).toEqual([
      [line('asynchronous'), undefined],
      [line('asynchronous_stream'), undefined],
      [line('gathered'), 'low'],
      [line('gathered'), 'low'],
    ]);
  });

  test('threads', async () => {
    const { llm, runs } = await ask(set, ['threads']);
    expect(llm).toHaveLength(4);
    expect(runs).toHaveLength(1);
  });

  test('a refusal is the SDK’s own error, after one attempt', async () => {
    const env = { SPANMETER_BUDGET_USD: '0.1' };
    const reply: Script = [{ text: 'ok', usage: { input: 10_000, output: 1000 } }];
    const { out, provider, llm, runEnds } = await ask(set, ['refused', 'refused_anthropic'], reply, { env });
    const said = out.split('\n').map(text => JSON.parse(text.replace(/^\w+: /, '') || 'null'));
    expect(said[0]).toEqual([
      3,
      402,
      true,
      expect.stringContaining('Budget exceeded: spent $0.1050 of $0.1000 (run budget)'),
    ]);
    expect(said[1]).toEqual([0, 402, true]);
    expect(provider.requests).toHaveLength(3);
    expect(llm.map(span => span.end?.status)).toEqual(['ok', 'ok', 'ok', 'blocked', 'blocked']);
    expect(runEnds).toMatchObject([{ status: 'stopped', reason: 'budget_exceeded' }]);
  });
});

describe('other SDKs', () => {
  test('litellm, langchain-openai, pydantic-ai: one call is one', async () => {
    const provider = await provided({ reply: [{ text: TEXT }] });
    const { llm, out } = await use('newest', provider.url, ['litellm', 'langchain', 'pydantic_ai'], {
      // Else it asks the network for prices first.
      env: { LITELLM_LOCAL_MODEL_COST_MAP: 'True' },
    });
    expect(out.match(/wörld/g)).toHaveLength(3);
    expect(llm).toHaveLength(7);
    expect(provider.requests).toHaveLength(7);
    expect(llm.map(span => span.end?.status)).toEqual(Array.from({ length: 7 }, () => 'ok'));
    const sites = llm.map(span => span.a['code.line.number']);
    expect(sites[0]).toBe(line('litellm'));
    expect(sites[3]).toBe(line('langchain'));
    expect(sites.at(-1)).toBe(line('pydantic_ai'));
  });

  test('google-genai and boto3', async () => {
    const url = await canned();
    const { llm, out } = await use('newest', url, ['gemini', 'gemini_async', 'bedrock']);
    expect(out).toBe('gemini: "Hi"\ngemini_async: "Hi"\nbedrock: "Hi"\n');
    expect(llm.map(span => [span.end?.status, span.end?.usage_state, span.a['gen_ai.usage.output_tokens']])).toEqual([
      ...Array.from({ length: 4 }, () => ['ok', 'reported', 8]),
      ...Array.from({ length: 2 }, () => ['ok', 'reported', 2]),
    ]);
    expect(llm.map(span => span.a['gen_ai.request.model'])).toEqual([
      ...Array.from({ length: 4 }, () => 'gemini-2.5-pro'),
      ...Array.from({ length: 2 }, () => 'anthropic.claude-sonnet-4-v1:0'),
    ]);
    expect(llm[0]?.a['code.line.number']).toBe(line('gemini'));
    expect(llm[4]?.a['code.line.number']).toBe(line('bedrock'));
  });
});

describe('other clients', () => {
  test('requests, urllib3 and aiohttp', async () => {
    const { llm, out, lines, provider } = await ask(
      'newest',
      ['requests', 'urllib3', 'aiohttp'],
      [{ text: TEXT.repeat(60) }],
    );
    expect(out.match(/data: \[DONE\]/g)).toHaveLength(2);
    expect(provider.requests).toHaveLength(7);
    expect(llm.map(span => [span.end?.status, span.end?.usage_state])).toEqual([
      ['ok', 'reported'],
      ['ok', 'reported'],
      ['cancelled', 'estimated'],
      ['ok', 'reported'],
      ['ok', 'reported'],
      ['ok', 'reported'],
      expect.arrayContaining(['estimated']),
    ]);
    expect([llm[0], llm[3], llm[4]].map(span => span?.a['code.line.number'])).toEqual([
      line('requests'),
      line('urllib3'),
      line('aiohttp'),
    ]);
    expect(lines.at(-1)?.['transports']).toMatchObject({ urllib3: 4, aiohttp: 3 });
  });

  test('each gets a refusal in its own kind of answer', async () => {
    const env = { SPANMETER_BUDGET_USD: '0.1' };
    const names = ['refused_requests', 'refused_aiohttp', 'refused_bedrock', 'refused_gemini'];
    const { out, provider } = await ask('newest', names, [{ text: 'ok', usage: { input: 10_000, output: 1000 } }], {
      env,
    });
    const said = out
      .trim()
      .split('\n')
      .map(text => JSON.parse(text.replace(/^\w+: /, '')));
    expect(said).toEqual([
      [3, 402, 'Payment Required', 'budget_exceeded', true],
      [0, 402, 'Payment Required', 'budget_exceeded', true],
      [402, 0, true],
      [402, true],
    ]);
    expect(provider.requests).toHaveLength(3);
  });
});

describe('what a program sees of its SDK', () => {
  test.each(['newest', 'older'])('%s: the same with and without', async set => {
    const provider = await provided();
    const [without, recorded] = [
      await use(set, provider.url, ['proxied'], { env: { PYTHONPATH: '' } }),
      await use(set, provider.url, ['proxied']),
    ];
    expect(recorded.out).toBe(without.out);
    expect(recorded.llm.length).toBe(4);
  });

  test('two versions of httpx are observed both, each call once', async () => {
    const provider = await provided();
    const { out, llm } = await use('older', provider.url, ['two_httpx']);
    expect(out).toBe('two_httpx: [true, true]\n');
    expect(llm).toHaveLength(2);
  });
});

/** Answers as Gemini and Bedrock word them. */
function canned(): Promise<string> {
  const gemini = {
    responseId: 'r1',
    modelVersion: 'gemini-2.5-pro',
    candidates: [{ content: { role: 'model', parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, thoughtsTokenCount: 3, totalTokenCount: 18 },
  };
  const usage = { inputTokens: 4, outputTokens: 2, totalTokens: 6 };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      if (path.endsWith(':generateContent'))
        response.setHeader('content-type', 'application/json').end(JSON.stringify(gemini));
      else if (path.endsWith(':streamGenerateContent'))
        response.setHeader('content-type', 'text/event-stream').end(`data: ${JSON.stringify(gemini)}\r\n\r\n`);
      else if (path.endsWith('/converse')) {
        const output = { message: { role: 'assistant', content: [{ text: 'Hi' }] } };
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify({ output, stopReason: 'end_turn', usage, metrics: { latencyMs: 1 } }));
      } else {
        response.setHeader('content-type', 'application/vnd.amazon.eventstream');
        for (const [name, value] of [
          ['messageStart', { role: 'assistant' }],
          ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hi' } }],
          ['contentBlockStop', { contentBlockIndex: 0 }],
          ['messageStop', { stopReason: 'end_turn' }],
          ['metadata', { usage, metrics: { latencyMs: 1 } }],
        ] as const)
          response.write(frame(name, value));
        response.end();
      }
    });
  });
  onTestFinished(() => void server.close());
  return new Promise(listening =>
    server.listen(0, '127.0.0.1', () => listening(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
}

/** A frame of `application/vnd.amazon.eventstream`. */
function frame(name: string, value: object): Buffer {
  const header = (key: string, text: string) =>
    Buffer.concat([Buffer.from([key.length]), Buffer.from(key), Buffer.from([7, 0, text.length]), Buffer.from(text)]);
  const headers = Buffer.concat([
    header(':event-type', name),
    header(':content-type', 'application/json'),
    header(':message-type', 'event'),
  ]);
  const payload = Buffer.from(JSON.stringify(value));
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + headers.length + payload.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, headers, payload]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(message), 0);
  return Buffer.concat([message, sum]);
}
