import { describe, expect, it } from 'vitest'
import type { EvaluationEvent } from '../../domain/training/trainingEvent.ts'
import { EMPTY_HISTORY, type RunHistory } from '../../domain/training/trainingRun.ts'
import { picturesPerSecond, timeLeft } from './timeLeft.ts'

/** Slow first steps, then 100 ms a step of 2 pictures; a look takes 5 s. */
function history(steps: number): RunHistory {
  const look: EvaluationEvent = {
    kind: 'evaluation',
    step: 0,
    scores: { maskMap: 0, maskMap50: 0, boxMap: 0, boxMap50: 0 },
    classes: [],
    pictures: 8,
    milliseconds: 5000,
    isBest: true,
    isAverage: false,
  }
  const column = <T>(value: (step: number) => T) =>
    Array.from({ length: steps }, (_, i) => value(i))
  return {
    curves: {
      ...EMPTY_HISTORY.curves,
      step: column((i) => i + 1),
      images: column(() => 2),
      milliseconds: column((i) => (i < 5 ? 9000 : 100)),
    },
    evaluations: [look],
  }
}

describe('timeLeft', () => {
  it('counts the steps that are left as fast as the last ones, and the looks between them', () => {
    const run = history(40)
    expect(picturesPerSecond(run)).toBe(20)
    // 60 steps; looks at 50, 75 and 100.
    expect(timeLeft(run, { steps: 100, evaluateEvery: 25 }, 40)).toBe(60 * 100 + 3 * 5000)
    // Looks at 60, 90, and at the end.
    expect(timeLeft(run, { steps: 100, evaluateEvery: 30 }, 40)).toBe(60 * 100 + 3 * 5000)
    expect(timeLeft(run, { steps: 100, evaluateEvery: 0 }, 40)).toBe(60 * 100 + 5000)
  })

  it('says nothing before the first step, and nothing is left at the end', () => {
    expect(timeLeft(EMPTY_HISTORY, { steps: 100, evaluateEvery: 25 }, 0)).toBe(0)
    expect(picturesPerSecond(EMPTY_HISTORY)).toBe(0)
    expect(timeLeft(history(40), { steps: 40, evaluateEvery: 25 }, 40)).toBe(0)
  })
})
