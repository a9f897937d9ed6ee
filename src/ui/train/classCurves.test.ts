import { describe, expect, it } from 'vitest'
import type { EvaluationEvent } from '../../domain/training/trainingEvent.ts'
import { byLatest, classCurves, notableClasses } from './classCurves.ts'

function lookAt(step: number, figures: Readonly<Record<string, number | null>>): EvaluationEvent {
  const entries = Object.entries(figures)
  return {
    kind: 'evaluation',
    step,
    scores: { maskMap: 0, maskMap50: 0, boxMap: 0, boxMap50: 0 },
    classes: entries.map(([name, ap]) => ({ name, ap })),
    semantic: {
      meanIou: 0.5,
      dice: 0.6,
      classes: entries.map(([name, ap]) => ({ name, iou: ap, dice: ap === null ? null : 2 * ap })),
    },
    pictures: 1,
    isBest: false,
    isAverage: false,
  }
}

describe('classCurves', () => {
  it('follows each class over the looks, where it has a figure', () => {
    const looks = [
      lookAt(0, { cat: 0, dog: null, bird: null }),
      lookAt(50, { cat: 0.2, dog: 0.1, bird: null }),
    ]
    expect(classCurves(looks, 'ap')).toEqual([
      { name: 'cat', x: [0, 50], y: [0, 0.2] },
      { name: 'dog', x: [50], y: [0.1] },
    ])
    expect(classCurves(looks, 'dice')[0]).toEqual({ name: 'cat', x: [0, 50], y: [0, 0.4] })
    expect(classCurves([], 'ap')).toEqual([])
  })

  it('has no curves of pixels where the model finds objects only', () => {
    const { semantic, ...look } = lookAt(0, { cat: 0.1 })
    expect(semantic?.classes).toHaveLength(1)
    expect(classCurves([look], 'iou')).toEqual([])
  })

  it('follows the best and the worst of many classes', () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`class ${i}`, i / 80]))
    const curves = classCurves([lookAt(0, many)], 'ap')
    expect(notableClasses(curves, 6)).toEqual([79, 78, 77, 2, 1, 0].map((i) => `class ${i}`))
    expect(notableClasses(curves.slice(0, 4), 6)).toHaveLength(4)
    expect(byLatest(curves)[0]?.name).toBe('class 79')
  })
})
