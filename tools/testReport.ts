/** How many tests a run counted. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Reads the counts out of the JSON report of vitest, playwright or the fixtures; undefined when it is none of them. */
export function readTestReport(report: unknown): TestCounts | undefined {
  if (!isRecord(report)) return undefined
  const { stats, fixtures } = report
  if (isRecord(fixtures)) {
    const { passed, failed, skipped } = fixtures
    return { passed: count(passed), failed: count(failed), skipped: count(skipped) }
  }
  if (isRecord(stats)) {
    const [expected, flaky] = [count(stats['expected']), count(stats['flaky'])]
    const [failed, skipped] = [count(stats['unexpected']), count(stats['skipped'])]
    return { passed: expected + flaky, failed, skipped }
  }
  if (!('numTotalTests' in report)) return undefined
  const suites = Array.isArray(report['testResults']) ? report['testResults'] : []
  // A file that does not even load has no tests to fail, but it is a failure.
  const brokenFiles = suites.filter(
    (suite: unknown) =>
      isRecord(suite) &&
      suite['status'] === 'failed' &&
      Array.isArray(suite['assertionResults']) &&
      suite['assertionResults'].length === 0,
  ).length
  return {
    passed: count(report['numPassedTests']),
    failed: count(report['numFailedTests']) + brokenFiles,
    skipped: count(report['numPendingTests']) + count(report['numTodoTests']),
  }
}

/** The last line of a test run, in the form that continuous integration counts. */
export function closingLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
