import { expect, test } from 'vitest';
import { parseRunArguments } from '../../../src/cli/run/arguments.ts';

const NONE = { content: false, quiet: false };

test.each([
  [['--', 'node', 'a.mjs'], { command: ['node', 'a.mjs'] }],
  [['node', 'a.mjs', '--quiet'], { command: ['node', 'a.mjs', '--quiet'] }],
  [['--quiet', '--', 'npm', 'run', 'x', '--', '--deep'], { command: ['npm', 'run', 'x', '--', '--deep'], quiet: true }],
  [['--name', 'my run', 'node', 'a.mjs'], { command: ['node', 'a.mjs'], name: 'my run' }],
  [
    ['--name=x', '--budget', '$0.50', '--content', '--', 'x'],
    { command: ['x'], name: 'x', budget: 0.5, content: true },
  ],
  [['--dir=../logs', '--', '-odd'], { command: ['-odd'], dir: '../logs' }],
])('%j', (args, expected) => {
  expect(parseRunArguments(args)).toEqual({ ...NONE, ...expected });
});

test.each([
  [[], /needs a command/],
  [['--quiet'], /needs a command/],
  [['--', ...[]], /needs a command/],
  [['--budget', 'much', '--', 'x'], /--budget much/],
  [['--nam', 'x', '--', 'y'], /did you mean --name/],
  [['--name', '--', 'x'], /--name needs a value/],
])('%j is not understood', (args, message) => {
  expect(() => parseRunArguments(args)).toThrow(message);
});
