import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { reply } from '../../demo/provider/model.mjs';
import { createProvider, type Provider, type Script } from './provider.ts';

const USD_PER_MILLION = {
  'gpt-4o': { input: 2.5, cached: 1.25, output: 10 },
  'claude-sonnet-4-6': { input: 3, cached: 0.3, output: 15 },
};

interface Ending {
  code: number;
  out: string;
  err: string;
}

function agent(name: string, env: NodeJS.ProcessEnv): Promise<Ending> {
  const file = fileURLToPath(new URL(`../../demo/agents/${name}.mjs`, import.meta.url));
  const clean = { PATH: process.env['PATH'], SPANMETER_DEMO_SPEED: '0', ...env };
  return new Promise(resolve => {
    execFile(process.execPath, [file], { env: clean }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

/** With a key in the environment, as a user would have it: here the "real" provider is one that we can look into. */
async function watched(
  name: string,
  script: Script = reply,
): Promise<Ending & { provider: Provider; spent: number[] }> {
  const provider = await createProvider({ reply: script, speed: 0 });
  const ending = await agent(name, {
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: `${provider.url}/v1`,
    ANTHROPIC_API_KEY: 'sk-test',
    ANTHROPIC_BASE_URL: provider.url,
  });
  await provider.close();
  let sum = 0;
  const spent = provider.requests.flatMap(({ counts, call }) => {
    if (!counts || !call) return [];
    const price = USD_PER_MILLION[call.model as keyof typeof USD_PER_MILLION];
    const { input, cacheRead, output } = counts;
    sum += ((input - cacheRead) * price.input + cacheRead * price.cached + output * price.output) / 1e6;
    return [sum];
  });
  return { ...ending, provider, spent };
}

describe.concurrent('the demo agents', () => {
  it.each(['research', 'loop', 'bloat'])('%s needs no key', async name => {
    const { code, out, err } = await agent(name, {});
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^1\. .*tokens\)/);
  });

  it('research ends by itself and costs a few cents', async () => {
    const { out, provider, spent } = await watched('research');
    expect(out).toContain('6,782.40 EUR');
    expect(provider.requests.map(request => request.api)).toEqual(Array(8).fill('chat'));
    expect(JSON.stringify(provider.requests.at(-1)?.body)).toContain('6782.40');
    expect(provider.requests.at(-1)?.counts?.cacheRead).toBeGreaterThan(3000);
    expect(spent.at(-1)).toBeGreaterThan(0.03);
    expect(spent.at(-1)).toBeLessThan(0.06);
  });

  it('loop asks for the same thing 60 times, and passes its budget in 30 to 40', async () => {
    const { provider, spent } = await watched('loop');
    expect(provider.requests).toHaveLength(60);
    const asked = provider.requests.map(request => request.reply?.toolCalls?.[0]);
    expect(new Set(asked.map(call => JSON.stringify(call)))).toEqual(new Set([JSON.stringify(asked[0])]));
    const waits = provider.requests.slice(0, 40).map(request => request.reply?.delayMs ?? 0);
    const limit = spent.findIndex(usd => usd >= 0.5) + 1;
    expect(limit).toBeGreaterThanOrEqual(30);
    expect(limit).toBeLessThanOrEqual(40);
    expect(waits.slice(0, limit).reduce((sum, wait) => sum + wait, 0)).toBeLessThan(42_000);
  });

  it('loop says why it was stopped', async () => {
    const message = 'Budget exceeded: spent $0.5012 of $0.5000 (run budget)';
    const body = JSON.stringify({ type: 'error', error: { type: 'budget_exceeded', message } });
    const refusal = { raw: { status: 402, headers: { 'x-should-retry': 'false' }, body } };
    const { code, err, provider } = await watched('loop', call => (call.turn < 3 ? reply(call) : refusal));
    expect([code, err]).toEqual([1, `${message}\n`]);
    expect(provider.requests).toHaveLength(4);
  });

  it('bloat sends some 10,000 tokens each time, and none of them from the cache', async () => {
    const { out, provider, spent } = await watched('bloat');
    expect(out).toContain('155 EUR per night');
    expect(provider.requests).toHaveLength(8);
    for (const { api, counts } of provider.requests) {
      expect([api, counts?.cacheRead]).toEqual(['responses', 0]);
      expect(counts?.input).toBeGreaterThan(9_000);
      expect(counts?.input).toBeLessThan(12_000);
    }
    expect(spent.at(-1)).toBeGreaterThan(0.15);
  });
});
