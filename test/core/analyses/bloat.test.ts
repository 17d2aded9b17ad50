import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/core/analyses/finding.ts';
import { describe as inWords } from '../../../src/core/describe.ts';
import type { Parts } from '../../../src/core/wire.ts';
import { type CallSpec, LogBuilder } from '../../support/log.ts';
import { runOf } from '../../support/snapshot.ts';

const CLAUDE = { model: 'claude-sonnet-4-6', provider: 'anthropic', site: ['/work/bot.mjs', 7] } as const;

/** Calls of one conversation with a user who says something new each time. */
function calls(n: number, spec: (i: number) => Partial<CallSpec>): LogBuilder {
  const log = new LogBuilder().run();
  let before: string | undefined;
  for (let i = 0; i < n; i++) {
    const prefix = { same: before ? 2 * i : 0, of: 2 * i + 2, bytes: 100, ...(before && { span: before }) };
    before = log.call({ at: i * 20_000, output: 50, prefix, ...CLAUDE, ...spec(i) });
  }
  return log;
}

const found = (log: LogBuilder, code: Finding['code']): Finding | undefined =>
  runOf(log).findings.find(finding => finding.code === code);

const parts = (
  i: number,
  { system = 2000, tools = 2000, history = 0, hash = 'aa', toolHash = 'bb', items = ['read', 'write'] } = {},
): Parts => ({
  system: { n: 1, bytes: system * 4, tokens: system, hash },
  tools: {
    n: items.length,
    bytes: tools * 4,
    tokens: tools,
    hash: toolHash,
    items: items.map(name => ({ name, bytes: Math.round((tools * 4) / items.length) })),
  },
  ...(history > 0 && { history: { n: i, bytes: history * 4, tokens: history, hash: `c${i}` } }),
  user: { n: 1, bytes: 400, tokens: 100, hash: `d${i}` },
});

describe('cache buster', () => {
  test('names the tool whose declaration changes', () => {
    const changing = calls(8, i => ({
      input: 12_000,
      parts: {
        ...parts(i, { system: 9000, toolHash: `b${i}` }),
        tools: {
          n: 2,
          bytes: 4000,
          tokens: 1000,
          hash: `b${i}`,
          items: [
            { name: 'now', bytes: 400 + (i % 2) },
            { name: 'read', bytes: 3600 },
          ],
        },
      },
    }));
    const finding = found(changing, 'cache-buster');
    expect(finding).toMatchObject({ part: 'tools', tools: ['now'], changes: 7, calls: 8 });
    expect(finding && inWords(finding).title).toMatch(
      /^\d+k-token tool declarations changed 7× in 8 calls, so no cache holds it; caching would have saved \$0\.\d+/,
    );
  });

  test('sees that only their order changes', () => {
    const reordered = calls(8, i => ({
      input: 12_000,
      parts: parts(i, {
        system: 9000,
        toolHash: i % 2 ? 'b1' : 'b2',
        items: i % 2 ? ['read', 'write'] : ['write', 'read'],
      }),
    }));
    expect(found(reordered, 'cache-buster')).toMatchObject({ part: 'tools', tools: [], reordered: true });
  });

  test('a start that changes once is another start', () => {
    expect(
      found(
        calls(8, i => ({ input: 12_000, parts: parts(i, { system: 9000, hash: i < 4 ? 'aa' : 'ab' }) })),
        'cache-buster',
      ),
    ).toBeUndefined();
  });
});

describe('unused tools and a heavy prefix', () => {
  const heavy = (asks: string) =>
    calls(20, i => ({
      ...(i === 0 ? { input: 1000, cacheWrite: 41_000 } : { input: 1000, cacheRead: 41_000 }),
      parts: parts(i, { system: 10_000, tools: 31_000, items: ['read', 'write', 'a', 'b', 'c', 'd'] }),
      toolCalls: [{ id: `t${i}`, name: asks, args: `e${i}` }],
    }));

  test('tells what the tools that were never called cost', () => {
    const finding = found(heavy('read'), 'unused-tools');
    // The first call writes at $3.75/M, nineteen read at $0.30/M; five of six tools' tokens.
    expect(finding).toMatchObject({ unused: 5, tools: 6, calls: 20 });
    expect(finding?.nano).toBeGreaterThan(200_000_000);
    expect(finding && inWords(finding).title).toMatch(
      /^5 of 6 tools never called: \d+k tokens in each of 20 calls, \$0\.\d\d\.$/,
    );
  });

  test('a heavy prefix is a warning where it could be avoided', () => {
    expect(found(heavy('read'), 'heavy-prefix')).toMatchObject({ severity: 'warning', avoidable: 'unused-tools' });
  });

  test('nothing is known of tools where none was called', () => {
    const none = calls(20, i => ({
      input: 1000,
      cacheRead: 41_000,
      parts: parts(i, { system: 10_000, tools: 31_000 }),
    }));
    expect(found(none, 'unused-tools')).toBeUndefined();
  });
});

describe('idle rewrite', () => {
  const paused = (gapMs: number) =>
    calls(5, i => ({ at: i * gapMs, input: 100, cacheWrite: 20_000, ...(i > 0 && { cacheRead: 0 }), parts: parts(i) }));

  test('pauses longer than the cache lives', () => {
    // Four times 20,000 tokens at $3.75/M, less $0.30/M for reading them.
    expect(found(paused(400_000), 'idle-rewrite')).toMatchObject({ rewrites: 4, savingNano: 4 * 20_000 * 3450 });
    expect(found(paused(60_000), 'idle-rewrite')).toBeUndefined();
  });
});

describe('long history', () => {
  test('is conversation, not system prompt', () => {
    const log = calls(20, i => ({ input: 5000 + i * 4000, parts: parts(i, { history: 1000 + i * 4000 }) }));
    const finding = found(log, 'long-history');
    expect(finding).toMatchObject({ severity: 'information', growth: 4000 });
    expect(finding && inWords(finding).title).toContain('is conversation');
  });
});

describe('prompt ratio', () => {
  test('is silent unless asked for', () => {
    expect(
      found(
        calls(6, i => ({ input: 100_000, output: 10, parts: parts(i) })),
        'prompt-ratio',
      ),
    ).toBeUndefined();
  });
});

describe('cache breaks', () => {
  const warm = { input: 500, cacheRead: 20_000 };
  const cold = { input: 500, cacheRead: 0, cacheWrite: 20_000 };
  const broken = (spec: (i: number) => Partial<CallSpec>) =>
    calls(4, i => ({ ...(i === 2 ? cold : warm), parts: parts(i, { system: 18_000 }), ...spec(i) }));
  const cause = (log: LogBuilder) => {
    const finding = found(log, 'cache-breaks');
    return finding?.code === 'cache-breaks' ? finding.breaks.map(one => one.cause) : undefined;
  };

  test.each([
    ['system-changed', (i: number) => ({ parts: parts(i, { system: 18_000, hash: i < 2 ? 'aa' : 'ab' }) })],
    ['tools-changed', (i: number) => ({ parts: parts(i, { system: 18_000, toolHash: i < 2 ? 'bb' : 'bc' }) })],
    ['model-switch', (i: number) => ({ model: i < 2 ? 'claude-sonnet-4-6' : 'claude-sonnet-4-5' })],
    ['evicted', () => ({})],
  ])('%s', (expected, spec) => {
    expect(cause(broken(spec))).toEqual([expected]);
  });

  test('an edited message, and at which block', () => {
    const log = new LogBuilder().run();
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) {
      const span = ids.at(-1);
      const prefix = { same: i === 2 ? 3 : 2 * i, of: 2 * i + 4, bytes: 9, ...(span && { span }) };
      ids.push(
        log.call({
          at: i * 20_000,
          ...CLAUDE,
          ...(i === 2 ? cold : warm),
          parts: parts(i, { system: 18_000 }),
          prefix,
        }),
      );
    }
    const finding = found(log, 'cache-breaks');
    expect(finding).toMatchObject({ breaks: [{ call: 3, cause: 'message-edited', at: 4, tokens: 20_000 }] });
    // 20,000 tokens written at $3.75/M that could have been read at $0.30/M.
    expect(finding?.nano).toBe(20_000 * 3450);
  });

  test('a pause alone is told by idle-rewrite', () => {
    expect(cause(broken(i => (i >= 2 ? { at: i * 400_000 } : {})))).toBeUndefined();
  });
});
