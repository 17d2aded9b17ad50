import { expect, onTestFinished, test } from 'vitest';
import { createProvider } from '../support/provider.ts';
import { NODE_20, runAgent } from './support/agent.ts';
import { createHttp2Provider } from './support/http2-provider.ts';

test.each([
  ['this Node', undefined],
  ['the oldest Node', NODE_20],
])('a program sees the same of its requests with and without: %s', async (_, node) => {
  // Slow enough for a program to leave before all is there.
  const provider = await createProvider({
    reply: [{ text: 'Hello, how are you? '.repeat(5), delayMs: 25, chunkMs: 4 }],
  });
  const http2 = await createHttp2Provider(provider.url);
  onTestFinished(async () => {
    await provider.close();
    await http2.close();
  });
  const options = { args: [provider.url], env: { HTTP2_URL: http2.url }, ...(node && { node }) };
  const without = await runAgent('http-transparency.mjs', { ...options, plain: true });
  const recorded = await runAgent('http-transparency.mjs', options);
  expect(without.out.split('\n').length).toBeGreaterThanOrEqual(30);
  expect(recorded.out).toBe(without.out);
  expect([recorded.err, recorded.code]).toEqual([without.err, without.code]);
  expect(recorded.llm.length).toBeGreaterThan(20);
  expect(recorded.llm.every(span => span.end !== undefined)).toBe(true);
  expect(recorded.events).toEqual([]);
});
