import { describe, expect, test } from 'vitest';
import { describe as inWords } from '../../../src/core/describe.ts';
import { type CallSpec, LogBuilder } from '../../support/log.ts';
import { runOf } from '../../support/snapshot.ts';

/** Calls with a fixed start of 9,000 tokens before 1,000 tokens of conversation, unless said otherwise. */
function calls(
  n: number,
  spec: (i: number) => Partial<CallSpec> & { hash?: string; system?: number } = () => ({}),
): LogBuilder {
  const log = new LogBuilder().run();
  for (let i = 0; i < n; i++) {
    const { hash = 'abcd', system = 9000, ...rest } = spec(i);
    log.call({
      model: 'claude-sonnet-4-6',
      provider: 'anthropic',
      input: 10_000,
      output: 50,
      site: ['/work/bot.mjs', 7],
      parts: {
        system: { n: 1, bytes: system * 4, tokens: system, hash },
        user: { n: 1, bytes: 4000, tokens: 1000, hash: `${i}` },
      },
      ...rest,
    });
  }
  return log;
}

const withHistory = (history: number, system = 9000): NonNullable<CallSpec['parts']> => ({
  system: { n: 1, bytes: system * 4, tokens: system, hash: 'abcd' },
  history: { n: 9, bytes: history * 4, tokens: history, hash: `${history}` },
  user: { n: 1, bytes: 4000, tokens: 1000, hash: 'ffff' },
});

const codes = (log: LogBuilder): string[] => runOf(log).findings.map(({ code, severity }) => `${code} ${severity}`);

describe('fires', () => {
  test('for a large start that is paid in full on each call', () => {
    const [finding] = runOf(calls(8)).findings;
    // Paid: 8 × 9,000 × $3/M = $0.216. Cached: one write at $3.75/M, seven reads at $0.30/M = $0.03375 + $0.0189.
    expect(finding).toMatchObject({
      code: 'system-prompt-bloat',
      severity: 'warning',
      prefixTokens: 9000,
      calls: 8,
      uncached: 8,
      prefixNano: 216_000_000,
      savingNano: 216_000_000 - 33_750_000 - 18_900_000,
      promptToCompletion: 200,
      sites: [{ file: '/work/bot.mjs', line: 7 }],
    });
    expect(finding && inWords(finding).title).toBe(
      '9.0k-token system prompt paid in full in 8 of 8 calls; caching would have saved $0.16 of $0.25.',
    );
  });

  test('and says when it changes from call to call, so that it can’t be cached', () => {
    const [finding] = runOf(calls(8, i => ({ hash: `a${i}`, system: 9000 + (i % 2) * 20 }))).findings;
    expect(finding).toMatchObject({ code: 'cache-buster', part: 'system', calls: 8 });
  });

  test('as information where little money is in it', () => {
    const cheap = { model: 'gpt-4o-mini', provider: 'openai' };
    expect(codes(calls(8, () => cheap))).toEqual(['system-prompt-bloat information']);
  });

  test('names the tools where most of it is tools', () => {
    const parts = {
      system: { n: 1, bytes: 400, tokens: 100, hash: 'aa' },
      tools: { n: 30, bytes: 30_000, tokens: 8900, hash: 'bb' },
    };
    const [finding] = runOf(calls(8, () => ({ parts }))).findings;
    expect(finding && inWords(finding).title).toContain('tool declarations');
  });
});

describe('stays silent', () => {
  test.each([
    ['for fewer than five calls', calls(4)],
    [
      'where the cache serves it',
      calls(8, i => (i === 0 ? { input: 1000, cacheWrite: 9000 } : { input: 1000, cacheRead: 9000 })),
    ],
    ['for a start that is too small to cache', calls(8, () => ({ system: 500, input: 1500 }))],
    ['where pauses outlast the cache', calls(8, i => ({ at: i * 400_000 }))],
    ['without a price', calls(8, () => ({ model: 'house-model-7' }))],
    ['without a measured prompt', calls(8, () => ({ parts: {} }))],
    [
      'where the conversation is what costs',
      calls(8, i => ({ input: 10_000 + i * 40_000, parts: withHistory(i * 40_000) })),
    ],
    [
      'for a high ratio of prompt to completion alone',
      calls(8, () => ({ input: 100_000, output: 1, parts: withHistory(98_500, 500) })),
    ],
  ])('%s', (_name, log) => {
    const silent = codes(log).filter(code => code.startsWith('system-prompt-bloat'));
    expect(silent).toEqual([]);
  });
});
