import { describe, expect, it } from 'vitest'
import { learningRateAt, type ScheduleShape } from './schedule.ts'

function rates(shape: ScheduleShape, steps: readonly number[]): number[] {
  return steps.map((step) => learningRateAt({ base: 1, shape, warmup: null }, step))
}

describe('learningRateAt', () => {
  it('falls in steps, at milestones and along a power', () => {
    expect(rates({ kind: 'step', every: 2, factor: 0.5 }, [0, 1, 2, 4])).toEqual([1, 1, 0.5, 0.25])
    expect(rates({ kind: 'multistep', milestones: [2, 3], factor: 0.5 }, [1, 2, 3])).toEqual([
      1, 0.5, 0.25,
    ])
    expect(rates({ kind: 'poly', steps: 4, power: 1 }, [0, 1, 4, 9])).toEqual([1, 0.75, 0, 0])
  })

  it('goes up and far down in one cycle, as OneCycleLR', () => {
    const shape = {
      kind: 'one-cycle',
      steps: 10,
      rise: 0.3,
      startDivisor: 25,
      endDivisor: 1e4,
    } as const
    const [start = NaN, middle = NaN, top = NaN, end = NaN, after = NaN] = rates(
      shape,
      [0, 1, 2, 9, 12],
    )
    expect(start).toBeCloseTo(0.04, 12)
    expect(middle).toBeCloseTo(0.52, 12)
    expect(top).toBeCloseTo(1, 12)
    expect(end).toBeCloseTo(4e-6, 12)
    expect(after).toBe(end)
  })

  it('warms up linearly and meets the shape where the warm-up ends', () => {
    const schedule = {
      base: 2,
      shape: { kind: 'constant' },
      warmup: { steps: 4, factor: 0.5 },
    } as const
    expect([0, 2, 4, 5].map((step) => learningRateAt(schedule, step))).toEqual([1, 1.5, 2, 2])
  })
})
