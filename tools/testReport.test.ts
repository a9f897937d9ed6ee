import { describe, expect, it } from 'vitest'
import { closingLine, readTestReport } from './testReport.ts'

describe('readTestReport', () => {
  it('counts a vitest report, and a file that does not load as a failure', () => {
    const report = {
      numTotalTests: 9,
      numPassedTests: 5,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{ status: 'failed' }] },
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    }
    expect(readTestReport(report)).toEqual({ passed: 5, failed: 2, skipped: 3 })
  })

  it('counts a playwright report, where a flaky test has passed in the end', () => {
    const stats = { expected: 4, unexpected: 2, flaky: 1, skipped: 3, duration: 12.5 }
    expect(readTestReport({ stats })).toEqual({ passed: 5, failed: 2, skipped: 3 })
  })

  it('counts a report of the fixtures', () => {
    const fixtures = { passed: 7, failed: 1, skipped: 2 }
    expect(readTestReport({ fixtures })).toEqual(fixtures)
  })

  it.each([null, [], {}, 'text'])('finds no counts in %j', (report) => {
    expect(readTestReport(report)).toBeUndefined()
  })
})

describe('closingLine', () => {
  it('names skipped tests only when there are some', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
    expect(closingLine({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped')
  })
})
