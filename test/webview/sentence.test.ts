import { expect, test } from 'vitest';
import { ABSENT, FLAG, type RunView } from '../../src/core/views/dashboard.ts';
import { turnParts } from '../../src/webview/turns/sentence.ts';
import { filled } from './filled.ts';

const RUN = { agents: [], models: ['gpt-5-mini'] } as unknown as RunView;
const NOTHING = { fresh: ABSENT, cacheRead: ABSENT, cacheWrite: ABSENT, output: ABSENT, reasoning: ABSENT };
const UNKNOWN = { ...NOTHING, nano: Number.NaN };

test.each([
  ['a turn that ended', { fresh: 1200, nano: 12_400_000 }, ['1,200 tokens', '$0.01']],
  ['a turn that runs', { ...UNKNOWN, flags: FLAG.running }, ['running']],
  ['a refused turn', { nano: 0, flags: FLAG.blocked }, ['refused']],
  ['a turn that told nothing', { ...UNKNOWN, flags: FLAG.noUsage }, ['tokens not known', 'cost not known']],
])('%s says what is known of it, and no more', (_, turn, expected) => {
  const parts = turnParts(filled({ startedAt: 1, ...turn }), RUN, 0);
  expect(parts.slice(3)).toEqual(expect.arrayContaining(expected));
  expect(parts.filter(part => /token|cost|\$/.test(part))).toEqual(expected.filter(part => /token|cost|\$/.test(part)));
});
