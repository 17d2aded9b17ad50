/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** @type {Counts} */
export const NOTHING = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

/** @returns {Counts} */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** The line that people and CI read. */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Counts a vitest JSON report. What vitest does not count as a failed test must not look like success: a file that could
 * not be loaded, a failing hook, a crash, an unhandled error, a tier without any test. Each counts as one failure, and
 * `problem` names those that have no test of their own in vitest's output.
 *
 * @returns {{ counts: Counts, problem?: string }}
 */
export function tally(report, exitCode) {
  if (!report) return oneFailure(NOTHING, `vitest ended with exit code ${exitCode} and left no report`);
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles(report.testResults),
    skipped: report.numPendingTests + report.numTodoTests,
  };
  if (counts.passed + counts.failed + counts.skipped === 0) return oneFailure(counts, 'it has no tests');
  if (exitCode !== 0 && counts.failed === 0) {
    return oneFailure(
      counts,
      `no test failed, but vitest ended with exit code ${exitCode} (an unhandled error, see above)`,
    );
  }
  return { counts };
}

const oneFailure = (counts, problem) => ({ counts: { ...counts, failed: counts.failed + 1 }, problem });

/** Files that failed although none of their tests did. */
const brokenFiles = results =>
  results.filter(file => file.status === 'failed' && file.assertionResults.every(test => test.status !== 'failed'))
    .length;
