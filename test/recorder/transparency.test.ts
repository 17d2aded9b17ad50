import { expect, onTestFinished, test } from 'vitest';
import { createProvider } from '../support/provider.ts';
import { NODE_20, runAgent } from './support/agent.ts';

test.each([
  ['this Node, with the SDKs', undefined, 'sdks'],
  ['the oldest Node', NODE_20, 'none'],
])('a program prints the same with and without: %s', async (_, node, sdks) => {
  const provider = await createProvider({ reply: [{ text: 'Hello, how are you today?' }] });
  onTestFinished(() => provider.close());
  const options = { args: [provider.url, sdks], ...(node && { node }) };
  const [without, recorded] = [
    await runAgent('transparency.mjs', { ...options, plain: true }),
    await runAgent('transparency.mjs', options),
  ];
  expect(without.out.split('\n').length).toBeGreaterThan(35);
  expect(recorded.out).toBe(without.out);
  expect(recorded.err).toBe(without.err);
  expect([recorded.code, recorded.signal]).toEqual([7, null]);
  expect(recorded.llm.length).toBeGreaterThan(20);
  expect(recorded.events).toEqual([]);
});
