import { describe, expect, it } from 'vitest'
import { startingArchitecture } from '../startingArchitecture.ts'
import { learnsWithStages } from './trainableStages.ts'

describe('learnsWithStages', () => {
  const { body } = startingArchitecture({ size: 'large', classes: ['background'], imageSize: 800 })
  const names = [
    'backbone.body.conv1.weight',
    'backbone.body.bn1.weight',
    'backbone.body.layer1.0.conv1.weight',
    'backbone.body.layer2.0.conv1.weight',
    'backbone.body.layer4.0.conv1.weight',
    'backbone.fpn.inner_blocks.0.0.weight',
    'rpn.head.conv.0.0.weight',
  ]
  const learning = (stages: number) => names.filter((name) => learnsWithStages(name, body, stages))

  it('freezes a ResNet from its stem up, as torchvision', () => {
    expect(learning(0)).toEqual(names.slice(5))
    expect(learning(3)).toEqual(names.slice(3))
    expect(learning(4)).toEqual(names.slice(2))
    expect(learning(5)).toEqual(names)
  })

  it('freezes a mobile body by the layers its levels stand on', () => {
    const mobile = { kind: 'mobilenet-v2', padding: 'symmetric', levels: [3, 6, 13, 18] } as const
    const learns = (layer: number, stages: number) =>
      learnsWithStages(`backbone.body.${layer}.conv.0.0.weight`, mobile, stages)
    expect([13, 14, 18].map((layer) => learns(layer, 1))).toEqual([false, true, true])
    expect(learns(18, 0)).toBe(false)
    expect(learns(0, 4)).toBe(true)
  })
})
