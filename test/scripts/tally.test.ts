import { describe, expect, test } from 'vitest';
// @ts-expect-error a script without types
import { NOTHING, summaryLine, tally } from '../../scripts/lib/tally.mjs';

const report = (counts: object, testResults: object[] = []) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults,
  ...counts,
});

describe('tally', () => {
  test.each([
    ['a clean tier', report({ numPassedTests: 3 }), 0, '3 passed, 0 failed'],
    [
      'skipped tests',
      report({ numPassedTests: 1, numPendingTests: 1, numTodoTests: 1 }),
      0,
      '1 passed, 0 failed, 2 skipped',
    ],
    ['failed tests', report({ numPassedTests: 1, numFailedTests: 2 }), 1, '1 passed, 2 failed'],
    [
      'a file that does not load',
      report({ numPassedTests: 1 }, [{ status: 'failed', assertionResults: [] }]),
      1,
      '1 passed, 1 failed',
    ],
    ['an unhandled error', report({ numPassedTests: 4 }), 1, '4 passed, 1 failed'],
    ['no tests', report({}), 0, '0 passed, 1 failed'],
    ['a crash', undefined, 139, '0 passed, 1 failed'],
  ])('%s', (_name, json, exitCode, line) => {
    expect(summaryLine(tally(json, exitCode).counts)).toBe(line);
  });

  test('nothing is left out of the line when nothing ran', () =>
    expect(summaryLine(NOTHING)).toBe('0 passed, 0 failed'));
});
