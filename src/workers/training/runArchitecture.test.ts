import { describe, expect, it } from 'vitest'
import { PRESETS, requestOf } from '../../domain/training/presets.ts'
import type { SemanticLoss } from '../../domain/training/semanticLoss.ts'
import type { ModelSize, RunRequest } from '../../domain/training/trainingRun.ts'
import { learnsInRun, runArchitecture } from './runArchitecture.ts'

const CLASSES = ['background', 'leaf', 'stem']

function requestOfLosses(size: ModelSize, semanticLosses?: readonly SemanticLoss[]): RunRequest {
  const [preset] = PRESETS
  if (preset === undefined) throw new Error('There is no preset.')
  const data = { kind: 'library', datasetId: 'plants' } as const
  const request = requestOf(preset, { id: 'run', name: 'Run', data })
  return {
    ...request,
    start: { kind: 'new', size },
    settings: { ...request.settings, ...(semanticLosses && { semanticLosses }) },
  }
}

const built = (size: ModelSize, losses?: readonly SemanticLoss[]) =>
  runArchitecture(requestOfLosses(size, losses), null, CLASSES)

describe('what a run’s model minimises', () => {
  const dice = { kind: 'dice', weight: 2 } as const

  it('is what was asked for, without those of no weight, and else its own', () => {
    for (const size of ['cells', 'fcn'] as const) {
      expect(built(size, [{ kind: 'lovasz', weight: 0 }, dice]).losses).toEqual([dice])
      expect(built(size).losses).toEqual([
        { kind: 'cross-entropy', weight: 1 },
        { kind: 'dice', weight: 0.5 },
      ])
    }
    expect(built('tiny', [dice]).losses).toMatchObject({ masks: 'cross-entropy' })
  })

  it('cannot be nothing, and class weights are as many as classes', () => {
    expect(() => built('fcn', [{ kind: 'dice', weight: 0 }])).toThrow('No loss has a weight')
    const weighted = { kind: 'cross-entropy', weight: 1, classWeights: [1, 2] } as const
    expect(() => built('fcn', [weighted])).toThrow(
      'There are 2 class weights, and 3 classes with the background (background, leaf, stem).',
    )
    expect(() => built('fcn', [{ ...weighted, classWeights: [1, 2, 3] }])).not.toThrow()
  })

  it('is learnt by the stages of an FCN’s body that were asked for', () => {
    const request = { ...requestOfLosses('fcn'), trainableStages: 1 }
    const learns = (name: string) => learnsInRun(request, built('fcn'), name)
    expect(
      ['backbone.0.0.weight', 'backbone.16.conv.0.0.weight', 'score.0.weight'].map(learns),
    ).toEqual([false, true, true])
  })
})
