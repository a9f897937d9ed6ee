import { describe, expect, it } from 'vitest'
import type { EvaluationEvent, StepEvent } from '../domain/training/trainingEvent.ts'
import { EMPTY_HISTORY } from '../domain/training/trainingRun.ts'
import { LiveCurves } from './liveCurves.ts'

const stepOf = (step: number, loss = 1 / step): StepEvent => ({
  kind: 'step',
  step,
  loss,
  parts: { mask: loss / 2, box: loss / 4 },
  learningRate: 0.1,
  gradientNorm: 3,
  images: 2,
  milliseconds: 40,
  memoryBytes: 1e6,
})

const lookAt = (step: number): EvaluationEvent => ({
  kind: 'evaluation',
  step,
  scores: { maskMap: 0.1, maskMap50: 0.2, boxMap: 0.1, boxMap50: 0.2 },
  classes: [],
  pictures: 4,
  isBest: true,
  isAverage: false,
})

function grown(steps: number): LiveCurves {
  const live = new LiveCurves(EMPTY_HISTORY)
  for (let step = 1; step <= steps; step++) {
    live.addStep(stepOf(step))
    if (step % 10 === 0) live.addEvaluation(lookAt(step))
  }
  return live
}

describe('LiveCurves', () => {
  it('goes on where the kept curves of a run end', () => {
    const { curves, evaluations } = grown(25).snapshot()
    const kept = JSON.parse(
      JSON.stringify({ curves: { ...curves, parts: {} }, evaluations }, (_, value: unknown) =>
        value instanceof Float64Array ? Array.from(value) : value,
      ),
    ) as typeof EMPTY_HISTORY
    const parts = Object.entries(curves.parts).map(([name, values]) => [name, Array.from(values)])
    const live = new LiveCurves({
      ...kept,
      curves: { ...kept.curves, parts: Object.fromEntries(parts) as Record<string, number[]> },
    })
    live.addStep(stepOf(26))
    expect(live.snapshot().curves.step).toEqual(grown(26).snapshot().curves.step)
    expect(live.snapshot().curves.parts).toEqual(grown(26).snapshot().curves.parts)
    expect(live.snapshot().evaluations).toEqual(evaluations)
  })

  it('hands out snapshots that stay as they are while it grows past its room and goes back', () => {
    const live = grown(1000)
    const early = live.snapshot()
    const before = Array.from(early.curves.loss)
    for (let step = 1001; step <= 3000; step++) live.addStep(stepOf(step))
    const late = live.snapshot()
    live.addStep(stepOf(500, 99))
    expect(Array.from(early.curves.loss)).toEqual(before)
    expect(late.curves.loss[499]).toBe(1 / 500)
    const { curves, evaluations } = live.snapshot()
    expect(curves.step).toHaveLength(500)
    expect([curves.loss[498], curves.loss[499]]).toEqual([1 / 499, 99])
    expect(curves.parts['mask']?.[499]).toBe(99 / 2)
    expect(evaluations.at(-1)?.step).toBe(490)
  })
})
